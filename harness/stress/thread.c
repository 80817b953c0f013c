#include "stress/thread.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/sanitizers.h"

static struct stress_thread threads[THREAD_MAX];
static _Atomic unsigned n_threads; /* Slots ever used. */
static uint64_t seed;
static pthread_key_t at_exit;
static pthread_once_t once = PTHREAD_ONCE_INIT;

_Thread_local struct stress_thread *thread_current;

/* Its counts stay; another thread may go on with them. */
static void leave(void *thread)
{
    thread_current = NULL;
    atomic_store_explicit(&((struct stress_thread *)thread)->used, false, memory_order_release);
}

static void make_key(void)
{
    if (pthread_key_create(&at_exit, leave)) {
        abort();
    }
}

static struct stress_thread *take(void)
{
    for (unsigned i = 0; i < THREAD_MAX; i++) {
        bool free = false;

        if (atomic_compare_exchange_strong_explicit(&threads[i].used, &free, true,
                                                    memory_order_acquire, memory_order_relaxed)) {
            unsigned n = atomic_load(&n_threads);

            while (n <= i && !atomic_compare_exchange_weak(&n_threads, &n, i + 1)) {
                continue;
            }
            return &threads[i];
        }
    }
    abort();
}

/* Places go from thread to thread in an order that ThreadSanitizer does not see; nor must it see
 * what libc writes there. */
static void set_name(struct stress_thread *self, const char *name)
{
    tsan_ignore_begin();
    snprintf(self->name, sizeof self->name, "%s", name);
    tsan_ignore_end();
}

struct stress_thread *thread_self_slow(void)
{
    struct stress_thread *self;
    char name[sizeof self->name];

    pthread_once(&once, make_key);
    self = take();
    set_name(self, pthread_getname_np(pthread_self(), name, sizeof name) ? "?" : name);
    self->tid = (int)syscall(SYS_gettid);
    self->random.state = random_mix(seed + (uint64_t)(self - threads));
    self->ours = false;
    self->n_begun = self->n_ended = 0;
    self->n_made = self->n_put = 0;
    atomic_store_explicit(&self->doing, "has just begun", memory_order_relaxed);
    pthread_setspecific(at_exit, self);
    thread_current = self;
    return self;
}

void thread_begin(const char *name)
{
    pthread_setname_np(pthread_self(), name);
    set_name(thread_self(), name);
    thread_self()->ours = true;
}

void threads_reset(uint64_t new_seed)
{
    seed = new_seed;
    for (unsigned i = 0; i < atomic_load(&n_threads); i++) {
        struct stress_thread *thread = &threads[i];

        for (unsigned j = 0; j < STRESS_COUNT_N; j++) {
            atomic_store(&thread->counts[j], 0);
        }
        for (unsigned j = 0; j < VERDICTS; j++) {
            atomic_store(&thread->verdicts[j], 0);
        }
        for (unsigned j = 0; j < STRESS_FAULTS; j++) {
            atomic_store(&thread->faults[j], 0);
        }
        atomic_store(&thread->sum_taken, 0);
        atomic_store(&thread->sum_ended, 0);
        atomic_store(&thread->sum_due, 0);
        atomic_store(&thread->sum_executed, 0);
        thread->random.state = random_mix(seed + i);
    }
}

uint64_t threads_count(enum stress_count which)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < atomic_load(&n_threads); i++) {
        sum += atomic_load_explicit(&threads[i].counts[which], memory_order_relaxed);
    }
    return sum;
}

void threads_collect(struct stress_result *result)
{
    for (unsigned j = 0; j < STRESS_COUNT_N; j++) {
        result->counts[j] = threads_count((enum stress_count)j);
    }
    memset(result->verdicts, 0, sizeof result->verdicts);
    memset(result->faults, 0, sizeof result->faults);
    for (unsigned i = 0; i < atomic_load(&n_threads); i++) {
        for (unsigned j = 0; j < VERDICTS; j++) {
            result->verdicts[j] += atomic_load(&threads[i].verdicts[j]);
        }
        for (unsigned j = 0; j < STRESS_FAULTS; j++) {
            result->faults[j] += atomic_load(&threads[i].faults[j]);
        }
    }
}

struct thread_sums threads_sums(void)
{
    struct thread_sums sums = {.taken = 0};

    for (unsigned i = 0; i < atomic_load(&n_threads); i++) {
        sums.taken += atomic_load(&threads[i].sum_taken);
        sums.ended += atomic_load(&threads[i].sum_ended);
        sums.due += atomic_load(&threads[i].sum_due);
        sums.executed += atomic_load(&threads[i].sum_executed);
    }
    return sums;
}

void threads_for_each(void (*function)(void *aux, struct stress_thread *), void *aux)
{
    for (unsigned i = 0; i < atomic_load(&n_threads); i++) {
        if (atomic_load_explicit(&threads[i].used, memory_order_acquire)) {
            function(aux, &threads[i]);
        }
    }
}
