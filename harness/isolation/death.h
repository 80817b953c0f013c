/*
 * How a process says what it died of, and how its parent finds out.
 */
#ifndef ISOLATION_DEATH_H
#define ISOLATION_DEATH_H 1

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "runtime/violation.h"
#include "runtime/watchdog/watchdog.h"

/* 67 is child.c's. Macros, because sanitizer_options.c puts them into strings. */
#define EXIT_ASAN 65 /* AddressSanitizer or UndefinedBehaviorSanitizer. */
#define EXIT_TSAN 66 /* ThreadSanitizer. */
#define EXIT_HANG 68 /* The watchdog. */

/* The status of a process that has hung, as waitpid() has it. */
#define DEATH_HANG (EXIT_HANG << 8)

/* From now on `callback` is called before a sanitizer's report, an assertion, a crash or the
 * watchdog ends this process. It may be called more than once. `hang` (not owned; zero-filled and
 * shared with the parent; may be NULL) is filled in before with the hang, or the stack. */
void death_watch(void (*callback)(void), struct runtime_hang *hang);

/* The watchdog watches from here to watchdog_end(); around each execution, after death_watch(). */
void death_expect_hang(void);

/* Whether another process has sent a signal. Its stack says nothing then. */
static inline bool death_is_from_outside(const siginfo_t *info)
{
    return info->si_code <= 0 && info->si_pid != getpid();
}

/* Whether a process that ended with `status`, as waitpid() has it, has hung. */
bool death_is_hang(int status);

/* Says of a process that ended with `status`, and not as it should, what it died of: a violation and
 * a sentence. The rule is a tag: "HANG", or as support/sanitizer_log.h has them of what the process wrote
 * to standard error; in their place "HARNESS" if it is a mistake of the harness, see report/source/calls.h.
 * `hang` is what the process has said. */
void death_name(int status, const struct runtime_hang *hang, const char *report, struct violation *,
                char *message, size_t message_size);

#endif /* death.h */
