/*
 * What a fuzz target says when its process dies in the midst of an execution: of an assertion, a
 * signal, an error that a sanitizer sees, or because it ends itself. libFuzzer's own handlers,
 * which write the crash file, come after it.
 */
#ifndef FUZZ_FUZZ_DEATH_H
#define FUZZ_FUZZ_DEATH_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/violation.h"
#include "support/sanitizers.h"

/* Whether a sanitizer reports a signal that ends the process, with the stack of the thread that it
 * comes to. Else that thread may be another one, which can still allocate memory (last_words.h). */
#if defined(RUNTIME_ASAN) || defined(RUNTIME_TSAN)
enum { FUZZ_DEATH_HAS_REPORT = true };
#else
enum { FUZZ_DEATH_HAS_REPORT = false };
#endif

/* Between begin and end `say` is called once if the process is about to die, with a violation as
 * isolation/death.h has them, as far as it is known before the report, and a sentence. From the
 * first call on, handlers are installed before those that are there. */
void fuzz_death_begin(void (*say)(const struct violation *, const char *message));
void fuzz_death_end(void);

/* Asks whether a death is a mistake of the harness and not of the cache. */
struct fuzz_death_judge {
    /* Notes where it is. In the dying thread, in a signal's handler with its context, or with none by
     * what was called from the return address `caller`. */
    void (*look)(const void *context, uintptr_t caller);
    /* Changes the violation and the message. In another thread, perhaps. */
    void (*judge)(struct violation *, char *message, size_t size);
};
void fuzz_death_ask(const struct fuzz_death_judge *);

/* Tells it now, for somebody who is about to end the process. */
void fuzz_death_tell(const struct violation *, const char *message);

/* `callback` is called on SIGINT and SIGTERM, in their handler with its third argument, before
 * libFuzzer's handler. */
void fuzz_death_on_interrupt(void (*callback)(const void *context));

#endif /* fuzz_death.h */
