/*
 * What all fuzz targets do around an execution, so that whatever ends it loses nothing: the
 * execution is counted and its input is kept before it begins (stats_file.h, input_file.h), and
 * what is found, or what the process dies of, is told under one head:
 *
 *   ==== VIOLATION TAG
 *   message
 *   ---- signature: TAG/rule by handler     (scenario/signature.h; only if it is known)
 *   ---- found by fuzz_interleave, asan build
 *   (what the target has to tell of it)
 *   ---- next
 *     (the commands that go on from the file that libFuzzer writes)
 *   ---- input: 12 bytes, base64
 *   AAEC...
 *   ====
 *
 * The input stands there because a full disk leaves an empty file. The file that libFuzzer writes
 * says where it comes from (fuzz_artefact.h).
 */
#ifndef FUZZ_FUZZ_RUN_H
#define FUZZ_FUZZ_RUN_H 1

#include <stddef.h>
#include <stdint.h>

#include "runtime/violation.h"

/* Somebody who watches each execution (fuzz_hang.h). */
struct fuzz_watch {
    void (*open)(void);
    void (*begin)(void);
    void (*end)(void);
};

struct fuzz_target {
    /* "fuzz_interleave": what its crash files say that they are for; NULL: they say nothing. */
    const char *name;
    /* Writes to standard error what there is to tell of the execution. It may have died in its
     * midst. */
    void (*tell)(const struct violation *, const char *message);
    /* Writes to standard error the commands that go on from FILE, a line each, indented by two. */
    void (*next)(void);
    const struct fuzz_watch *watch; /* NULL: it watches itself. */
};

/* For LLVMFuzzerInitialize(), with the arguments of the program. */
void fuzz_run_open(const struct fuzz_target *, int argc, char **argv);

/* Before and after an execution of the input, which must stay until then. A death between them is
 * told. */
void fuzz_run_begin(const uint8_t *data, size_t size);
void fuzz_run_end(void);

/* Tells what the execution has found, and ends the process. */
_Noreturn void fuzz_run_violated(const struct violation *, const char *message);

/* The program as it was called. */
const char *fuzz_run_program(void);

#endif /* fuzz_run.h */
