#include "mutex.h"

#include <errno.h>
#include <time.h>

void condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    CHECK(!pthread_condattr_init(&attributes));
    CHECK(!pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
    CHECK(!pthread_cond_init(condition, &attributes));
    CHECK(!pthread_condattr_destroy(&attributes));
}

void condition_wait(pthread_cond_t *condition, struct mutex *mutex)
{
    CHECK(!pthread_cond_wait(condition, &mutex->lock));
}

bool condition_wait_until(pthread_cond_t *condition, struct mutex *mutex, uint64_t deadline_ms)
{
    struct timespec deadline = {
        .tv_sec = (time_t)(deadline_ms / 1000),
        .tv_nsec = (long)(deadline_ms % 1000) * 1000000,
    };
    int error = pthread_cond_timedwait(condition, &mutex->lock, &deadline);

    CHECK(!error || error == ETIMEDOUT);
    return !error;
}
