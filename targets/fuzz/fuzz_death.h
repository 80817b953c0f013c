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

/* Between begin and end `say` is called once if the process is about to die, with a tag as
 * isolation/death.h has them and a sentence. From the first call on, handlers are installed before
 * those that are there. */
void fuzz_death_begin(void (*say)(const char *tag, const char *message));
void fuzz_death_end(void);

/* Asks whether a death is a mistake of the harness and not of the cache: then it changes the
 * message and returns true, and the tag is "HARNESS". It is called in a signal's handler with its
 * context, or with none by what was called from the return address `caller`. */
typedef bool fuzz_death_judge(const void *context, uintptr_t caller, char *message, size_t size);
void fuzz_death_ask(fuzz_death_judge *);

/* Tells it now, for somebody who is about to end the process. */
void fuzz_death_tell(const char *tag, const char *message);

/* `callback` is called on SIGINT and SIGTERM, in their handler with its third argument, before
 * libFuzzer's handler. */
void fuzz_death_on_interrupt(void (*callback)(const void *context));

#endif /* fuzz_death.h */
