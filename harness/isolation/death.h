/*
 * How a process says what it died of, and how its parent finds out.
 */
#ifndef ISOLATION_DEATH_H
#define ISOLATION_DEATH_H 1

#include <stddef.h>

/* Macros, because sanitizer_options.c puts them into strings. */
#define EXIT_ASAN 65 /* AddressSanitizer or UndefinedBehaviorSanitizer. */
#define EXIT_TSAN 66 /* ThreadSanitizer. */

/* From now on `callback` is called before a sanitizer's report, an assertion or a crash ends this
 * process. It may be called more than once. */
void death_watch(void (*callback)(void));

/* Says of a process that ended with `status`, as waitpid() has it, and not as it should, what it
 * died of: a tag ("ASAN", "RACE", "ABORT" or "CRASH") and a sentence. */
void death_name(int status, char *tag, size_t tag_size, char *message, size_t message_size);

#endif /* death.h */
