/*
 * runtime.h a second time, on real threads: an actor is a pthread, the kernel decides who runs
 * next, and RCU is liburcu's. It is linked instead of the library `runtime`, with the very same
 * objects of the cache, the model, the oracles and the scenarios: what interpose.h made of
 * pthreads' names is what is implemented here.
 *
 * Like the deterministic runtime:
 *  - time is virtual: it stands still while any thread can run, and when all wait it jumps to the
 *    earliest deadline. No execution sleeps, and none is too slow for its timeouts.
 *  - who waits is known exactly, as conditions, barriers, joins and sleeps are ours: nobody left to
 *    run, and nobody with a deadline, is a deadlock.
 * Unlike it:
 *  - an execution is not a function of its input, and cannot be replayed;
 *  - a violation ends the process, as threads cannot be abandoned;
 *  - nothing is known of readers and grace periods, or of the order of locks: of the oracles' tags
 * RCU is only the ukeys' part of it, LOCK only that deadlock, and SAME means nothing. A thread that
 *    waits for a mutex for ever hangs.
 *
 * The model and the oracles are single-threaded code. They run under one lock, the *world lock*: a
 * thread holds it while it is in the harness, and gives it up while it is in the cache (see
 * cache/locked_cache.h) and at scheduling points. ThreadSanitizer does not see it, nor anything
 * else of this library that orders threads where the cache itself would not: it would hide the
 * cache's races.
 */
#ifndef THREADS_H
#define THREADS_H 1

#include <stdbool.h>
#include <stdint.h>

#include "runtime/runtime.h"

/* Who is told of a violation, on the thread that met it, with the world lock held. When it returns
 * the process aborts. */
void threads_on_violation(void (*)(const struct runtime_outcome *));

/* From the cache into the harness, and back. Not nested. */
void threads_enter_harness(void);
void threads_leave_harness(void);

/* Noise: at each scheduling point (calls of pthreads, liburcu and the datapath, atomic operations)
 * a thread may, at random, yield or sleep for up to 50 us. It is off to begin with. */
void threads_set_noise(bool on);

#endif /* threads.h */
