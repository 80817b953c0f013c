/*
 * The watchdog where nobody can look in: ThreadSanitizer's runtime takes locks of its own, so a
 * handler of a signal that comes in the midst of it may wait for the thread that it has
 * interrupted. There the kernel ends a process that uses too much processor time, or takes much
 * longer by the clock, by SIGXCPU. What it was doing is not known; the plain and the asan build say
 * that.
 */
#ifndef WATCHDOG_KERNEL_LIMIT_H
#define WATCHDOG_KERNEL_LIMIT_H 1

#include <stdint.h>

/* From now on this process may use so much processor time, rounded up to whole seconds, and one
 * second more, and so much time by the clock. Called again it starts again; 0 and 0: as much as it
 * likes. */
void kernel_limit_set(uint32_t processor_ms, uint32_t clock_ms);

#endif /* kernel_limit.h */
