/*
 * A thread that looks in where the watchdog's timers cannot: at an execution that has blocked all
 * signals by a system call of its own, and at any under ThreadSanitizer. It needs no signal, but
 * for the same reason it cannot see the stack: who hangs is known, and not where.
 *
 * The timers have several times as long as they need before it speaks; the kernel's limit comes
 * after it. Nothing that is executed is influenced.
 *
 * For a process that executes itself and has no parent that waits for it; fork() takes no thread
 * along. (A parent that waits looks at its child: watchdog_glance_at().)
 */
#ifndef WATCHDOG_GUARD_H
#define WATCHDOG_GUARD_H 1

#include "watchdog.h"

/* Guards the executions of the calling thread from now on, each from watchdog_begin() to
 * watchdog_end(). `on_hang` is called in the guard's own thread, while the execution goes on; it
 * must end the process. Does nothing if there is no limit, or a guard already. Returns false if there
 * can be no thread. */
bool guard_start(void (*on_hang)(const struct runtime_hang *));

#endif /* guard.h */
