/* Scheduling points, and what may happen there. */
#include "threads/internal.h"

#include <sched.h>
#include <time.h>

#include "runtime/pthread_api.h"
#include "support/random.h"

enum { YIELD_ONE_IN = 8, SLEEP_ONE_IN = 64, SLEEP_MAX_NS = 50000 };

static bool noisy;
static _Atomic uint64_t next_stream;
static _Thread_local struct random stream;

void threads_set_noise(bool on)
{
    noisy = on;
}

/* Each thread has a stream of its own. */
static uint64_t draw(void)
{
    if (!stream.state) {
        stream.state = atomic_fetch_add(&next_stream, UINT64_C(0xd1342543de82ef95)) | 1;
    }
    return random_next(&stream);
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
