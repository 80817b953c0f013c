/*
 * The limit that the environment sets, or the default: see watchdog.h.
 */
#ifndef WATCHDOG_HANG_LIMIT_H
#define WATCHDOG_HANG_LIMIT_H 1

#include <stdint.h>

/* In milliseconds of processor time; 0: none. What the environment says is read once; of what is
 * wrong there the default is taken. */
uint32_t hang_limit_usual_ms(void);

#endif /* hang_limit.h */
