/*
 * A trap for a frame that returns, at most one at a time. Async-signal-safe.
 */
#ifndef WATCHDOG_RETURN_TRAP_H
#define WATCHDOG_RETURN_TRAP_H 1

#include <stdint.h>

/* Sets it: `*slot` on the stack is a return address. When the frame returns, `on_return` is called
 * in a signal's handler, with the trap gone, and the program goes on where it had to. */
void return_trap_set(uintptr_t *slot, void (*on_return)(void));

/* Takes it away, if it is still there. */
void return_trap_remove(void);

#endif /* return_trap.h */
