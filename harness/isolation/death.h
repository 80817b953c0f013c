/*
 * How a process says what it died of, and how its parent finds out.
 */
#ifndef ISOLATION_DEATH_H
#define ISOLATION_DEATH_H 1

#include <stddef.h>

#include "runtime/watchdog.h"

/* 67 is child.c's. Macros, because sanitizer_options.c puts them into strings. */
#define EXIT_ASAN 65 /* AddressSanitizer or UndefinedBehaviorSanitizer. */
#define EXIT_TSAN 66 /* ThreadSanitizer. */
#define EXIT_HANG 68 /* The watchdog. */

/* From now on `callback` is called before a sanitizer's report, an assertion, a crash or the
 * watchdog ends this process. It may be called more than once. `hang` (not owned; shared with the
 * parent) is filled in before the watchdog does. */
void death_watch(void (*callback)(void), struct runtime_hang *hang);

/* The watchdog watches from here to watchdog_end(); around each execution, after death_watch(). */
void death_expect_hang(void);

/* Says of a process that ended with `status`, as waitpid() has it, and not as it should, what it
 * died of: a tag ("HANG", "ASAN", "RACE", "ABORT" or "CRASH") and a sentence. `hang` is what the
 * process has said of a hang. */
void death_name(int status, const struct runtime_hang *hang, char *tag, size_t tag_size,
                char *message, size_t message_size);

#endif /* death.h */
