/*
 * What a fuzz target says when its process dies in the midst of an execution: of an assertion, a
 * signal, an error that a sanitizer sees, or because it ends itself. libFuzzer's own handlers,
 * which write the crash file, come after it.
 */
#ifndef TARGETS_FUZZ_DEATH_H
#define TARGETS_FUZZ_DEATH_H 1

#include <stdbool.h>

/* Between begin and end `say` is called once if the process is about to die, with a tag as
 * isolation/death.h has them and a sentence. From the first call on, handlers are installed before
 * those that are there. */
void fuzz_death_begin(void (*say)(const char *tag, const char *message));
void fuzz_death_end(void);

#endif /* fuzz_death.h */
