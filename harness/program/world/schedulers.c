/*
 * What a thread asks of the kernel's scheduler: it is not the kernel that schedules here, so nothing
 * follows from it. Calls that name a thread must not reach libc, which does not know our threads.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "runtime/scheduler.h"

int program_pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set)
{
    return 0;
}

int program_pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set)
{
    memset(set, 0, size);
    CPU_SET_S(0, size, set);
    return 0;
}

int program_pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param)
{
    return 0;
}

int program_pthread_getschedparam(pthread_t thread, int *policy, struct sched_param *param)
{
    *policy = SCHED_OTHER;
    memset(param, 0, sizeof *param);
    return 0;
}

int program_pthread_setschedprio(pthread_t thread, int priority)
{
    return 0;
}

int program_pthread_getcpuclockid(pthread_t thread, clockid_t *clock)
{
    *clock = CLOCK_MONOTONIC;
    return 0;
}

int program_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    pthread_attr_init(attributes);
    return pthread_attr_setstack(attributes, scheduler.self->fiber.stack,
                                 scheduler.self->fiber.stack_size);
}
