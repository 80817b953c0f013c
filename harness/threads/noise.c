/* Scheduling points, and what may happen there. */
#include "threads/internal.h"

#include <sched.h>
#include <time.h>

#include "runtime/pthread_api.h"

enum { YIELD_ONE_IN = 8, SLEEP_ONE_IN = 64, SLEEP_MAX_NS = 50000 };

static bool noisy;
static _Atomic uint64_t next_stream;
static _Thread_local uint64_t stream;

void threads_set_noise(bool on)
{
    noisy = on;
}

/* SplitMix64 (Steele et al. 2014); each thread a stream of its own. */
static uint64_t draw(void)
{
    uint64_t z;

    if (!stream) {
        stream = atomic_fetch_add(&next_stream, UINT64_C(0xd1342543de82ef95)) | 1;
    }
    z = stream += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void make_noise(void)
{
    uint64_t choice = draw();

    if (choice % SLEEP_ONE_IN == 0) {
        const struct timespec pause = {.tv_nsec = (long)((choice >> 32) % SLEEP_MAX_NS)};

        nanosleep(&pause, NULL);
    } else if (choice % YIELD_ONE_IN == 0) {
        sched_yield();
    }
}

void thread_point(void)
{
    atomic_fetch_add_explicit(&thread_actors[thread_self].points, 1, memory_order_relaxed);
    if (noisy) {
        make_noise();
    }
}

void runtime_atomic_point(const volatile void *object, unsigned operation)
{
    thread_point();
}

/* Whether its callback is posted at this very moment, only the model of RCU can say. */
void runtime_rcu_loaded(const volatile void *object) {}
