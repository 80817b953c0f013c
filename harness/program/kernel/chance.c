/*
 * What differs from run to run: random numbers, the processor, the thread's number. It is the same in
 * each execution.
 */
#include <stdint.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"
#include "support/random.h"

static struct random random_state;

void chance_begin(void)
{
    random_state.state = 1;
}

static void fill(void *to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ((uint8_t *)to)[i] = (uint8_t)(random_next(&random_state) >> 56);
    }
}

ssize_t program_getrandom(void *to, size_t n, unsigned flags)
{
    fill(to, n);
    return (ssize_t)n;
}

int program_getentropy(void *to, size_t n)
{
    fill(to, n);
    return 0;
}

uint32_t program_arc4random(void)
{
    return (uint32_t)random_next(&random_state);
}

/* std::random_device. */
uint32_t program_random_device(void *device)
{
    return (uint32_t)random_next(&random_state);
}

clock_t program_clock(void)
{
    return (clock_t)(runtime_now_ns() / 1000);
}

int program_timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && !runtime_clock_gettime(CLOCK_REALTIME, now) ? base : 0;
}

int program_sched_getcpu(void)
{
    return 0;
}

pid_t program_gettid(void)
{
    return scheduler.running ? (pid_t)(1000 + scheduler.current) : gettid();
}
