/*
 * The provenance in what libFuzzer writes when something is found: a crash file, and that of a
 * timeout or of too much memory, ends with a trailer (scenario/provenance.h).
 *
 * It is put there while libFuzzer writes the file: a file beside it would be lost when the crash
 * file is copied, and one that is changed afterwards needs a process that outlives the crash. The
 * program is linked with --wrap=fwrite, so that the call passes here; an engine that writes in
 * another way writes plain bytes, as ever. Units of the corpus stay as they are.
 *
 * A file that cannot be stored whole, because the disk is full, is named once, and a run that would
 * have ended well ends with exit code 2.
 */
#ifndef FUZZ_FUZZ_ARTEFACT_H
#define FUZZ_FUZZ_ARTEFACT_H 1

#include <stddef.h>
#include <stdint.h>

/* For LLVMFuzzerInitialize(). `target` is NULL if its files have no trailer. Nothing is added where
 * libFuzzer itself minimises a crash, because it compares sizes. */
void fuzz_artefact_open(const char *target, int argc, char **argv);

/* Around an execution of the input, which must stay until then. */
void fuzz_artefact_begin(const uint8_t *data, size_t size);
void fuzz_artefact_end(void);

/* What the execution has shown: a signature, or the tag of a death alone. */
void fuzz_artefact_shows(const char *signature);

/* The provenance that is written. */
const struct provenance *fuzz_artefact_provenance(void);

#endif /* fuzz_artefact.h */
