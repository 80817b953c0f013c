/*
 * The threads of a run, the harness's own and the cache's: what each was last doing, its random
 * numbers, and what it has counted. A thread is known from its first call on.
 */
#ifndef STRESS_THREAD_H
#define STRESS_THREAD_H 1

#include <pthread.h>
#include <stdatomic.h>

#include "support/random.h"
#include "stress/stress.h"

enum { THREAD_MAX = 1024, THREAD_MAX_BATCH = 64 };

/* An upcall that the thread has begun and not ended. */
struct upcall_begun {
    uint64_t packet;
    uint32_t n_visible; /* Of its slot, at the beginning. */
    bool blocked;
    bool failed, uncacheable; /* Its translation. */
};

struct stress_thread {
    _Atomic bool used;
    bool ours; /* The harness's own: it never rests for long. */
    char name[16];
    int tid;
    _Atomic(const char *) doing;
    _Atomic uint64_t steps; /* Moves whenever it does something. */
    struct random random;
    _Atomic uint64_t counts[STRESS_COUNT_N], verdicts[VERDICTS], faults[STRESS_FAULTS];
    /* Sums, over packets, of numbers as good as random: taken, done with, to be executed, executed.
     */
    _Atomic uint64_t sum_taken, sum_ended, sum_due, sum_executed;

    /* Upcalls begun, in order. */
    struct upcall_begun begun[THREAD_MAX_BATCH];
    unsigned n_begun, n_ended;
    uint64_t n_made, n_put; /* Ukeys made in upcalls; flows put for them. */
} __attribute__((aligned(64)));

/* Forgets what was counted. No thread but the caller's, and those of liburcu, may be there. */
void threads_reset(uint64_t seed);

/* Names the calling thread, and says that it is the harness's own. */
void thread_begin(const char *name);

/* The calling thread. */
struct stress_thread *thread_self_slow(void);
extern _Thread_local struct stress_thread *thread_current;
static inline struct stress_thread *thread_self(void)
{
    return thread_current ? thread_current : thread_self_slow();
}

static inline void thread_add(_Atomic uint64_t *counter, uint64_t n)
{
    /* Its thread alone writes it. */
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

/* The calling thread moves on. `what` is a literal. */
static inline void thread_does(const char *what)
{
    struct stress_thread *self = thread_self();

    atomic_store_explicit(&self->doing, what, memory_order_relaxed);
    thread_add(&self->steps, 1);
}

static inline void count(enum stress_count which, uint64_t n)
{
    thread_add(&thread_self()->counts[which], n);
}

/* Sums over all threads, of now and before. */
uint64_t threads_count(enum stress_count);
void threads_collect(struct stress_result *);
struct thread_sums {
    uint64_t taken, ended, due, executed;
};
struct thread_sums threads_sums(void);

/* Calls `function` for each thread that is there. */
void threads_for_each(void (*function)(void *aux, struct stress_thread *), void *aux);

#endif /* thread.h */
