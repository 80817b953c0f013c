#include "runtime/c11_api.h"

#include <errno.h>

#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"
#include "thread.h"

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "the same object");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "the same object");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "the same object");

static pthread_mutex_t *mutex_of(mtx_t *mutex)
{
    return (pthread_mutex_t *)(void *)mutex;
}

static pthread_cond_t *cond_of(cnd_t *cond)
{
    return (pthread_cond_t *)(void *)cond;
}

/* C11's word for an error of pthreads. */
static int result_of(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ENOMEM:
    case EAGAIN:
        return thrd_nomem;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}

static void *run(void *actor)
{
    const struct actor *a = actor;
    thrd_start_t start = (thrd_start_t)(void *)a->spawned;

    return (void *)(intptr_t)start(a->spawned_aux);
}

int runtime_thrd_create(thrd_t *thread, thrd_start_t start, void *arg)
{
    return result_of(thread_create(thread, NULL, run, (void (*)(void *))(void *)start, arg));
}

int runtime_thrd_equal(thrd_t a, thrd_t b)
{
    return runtime_pthread_equal(a, b);
}

thrd_t runtime_thrd_current(void)
{
    return runtime_pthread_self();
}

int runtime_thrd_sleep(const struct timespec *request, struct timespec *remaining)
{
    return runtime_clock_nanosleep(CLOCK_REALTIME, 0, request, remaining) ? -2 : 0;
}

void runtime_thrd_exit(int result)
{
    runtime_pthread_exit((void *)(intptr_t)result);
}

int runtime_thrd_detach(thrd_t thread)
{
    return result_of(runtime_pthread_detach(thread));
}

int runtime_thrd_join(thrd_t thread, int *result)
{
    void *pointer = NULL;
    int error = runtime_pthread_join(thread, &pointer);

    if (!error && result) {
        *result = (int)(intptr_t)pointer;
    }
    return result_of(error);
}

void runtime_thrd_yield(void)
{
    runtime_sched_yield();
}

int runtime_mtx_init(mtx_t *mutex, int type)
{
    pthread_mutexattr_t attr;

    if (type & ~(mtx_recursive | mtx_timed)) {
        return thrd_error;
    }
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE
                                                          : PTHREAD_MUTEX_NORMAL);
    return result_of(runtime_pthread_mutex_init(mutex_of(mutex), &attr));
}

int runtime_mtx_lock(mtx_t *mutex)
{
    return result_of(runtime_pthread_mutex_lock(mutex_of(mutex)));
}

int runtime_mtx_timedlock(mtx_t *mutex, const struct timespec *when)
{
    return result_of(runtime_pthread_mutex_timedlock(mutex_of(mutex), when));
}

int runtime_mtx_trylock(mtx_t *mutex)
{
    return result_of(runtime_pthread_mutex_trylock(mutex_of(mutex)));
}

int runtime_mtx_unlock(mtx_t *mutex)
{
    return result_of(runtime_pthread_mutex_unlock(mutex_of(mutex)));
}

void runtime_mtx_destroy(mtx_t *mutex)
{
    runtime_pthread_mutex_destroy(mutex_of(mutex));
}

int runtime_cnd_init(cnd_t *cond)
{
    return result_of(runtime_pthread_cond_init(cond_of(cond), NULL));
}

int runtime_cnd_signal(cnd_t *cond)
{
    return result_of(runtime_pthread_cond_signal(cond_of(cond)));
}

int runtime_cnd_broadcast(cnd_t *cond)
{
    return result_of(runtime_pthread_cond_broadcast(cond_of(cond)));
}

int runtime_cnd_wait(cnd_t *cond, mtx_t *mutex)
{
    return result_of(runtime_pthread_cond_wait(cond_of(cond), mutex_of(mutex)));
}

int runtime_cnd_timedwait(cnd_t *cond, mtx_t *mutex, const struct timespec *when)
{
    return result_of(runtime_pthread_cond_timedwait(cond_of(cond), mutex_of(mutex), when));
}

void runtime_cnd_destroy(cnd_t *cond)
{
    runtime_pthread_cond_destroy(cond_of(cond));
}

int runtime_tss_create(tss_t *key, tss_dtor_t destructor)
{
    return result_of(runtime_pthread_key_create(key, destructor));
}

void *runtime_tss_get(tss_t key)
{
    return runtime_pthread_getspecific(key);
}

int runtime_tss_set(tss_t key, void *value)
{
    return result_of(runtime_pthread_setspecific(key, value));
}

void runtime_tss_delete(tss_t key)
{
    runtime_pthread_key_delete(key);
}

void runtime_call_once(once_flag *flag, void (*function)(void))
{
    runtime_pthread_once((pthread_once_t *)(void *)flag, function);
}
