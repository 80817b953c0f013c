/*
 * When an interval timer goes off, in virtual time: as timerfd_settime() and timer_settime() are given it, and
 * timerfd_gettime() and timer_gettime() say it.
 */
#ifndef PROGRAM_ITIMER_H
#define PROGRAM_ITIMER_H 1

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct itimer {
    uint64_t next_ns;  /* DEADLINE_NONE: it is off. */
    uint64_t every_ns; /* 0: once. */
};

/* Reads a value. The time in it is one on `clock` if it is `absolute`, and else from now on. False, with
 * EINVAL in errno and nothing changed, if it has what is no time. */
bool itimer_read(struct itimer *, const struct itimerspec *, clockid_t clock, bool absolute);

/* Writes how long it is until then: 1 ns if it is due. */
void itimer_write(const struct itimer *, struct itimerspec *);

#endif /* itimer.h */
