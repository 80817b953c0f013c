/*
 * Futexes: the system call that C++20's std::atomic::wait() and hand-made locks use, and the two
 * functions of libstdc++ that std::future waits by.
 */
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "runtime/pthread/futex.h"
#include "runtime/pthread/clock.h"
#include "runtime/scheduler.h"

static long fail(int error)
{
    errno = error;
    return error ? -1 : 0;
}

static long futex(unsigned *word, int operation, unsigned value, const struct timespec *when)
{
    uint64_t deadline = DEADLINE_NONE;
    int command = operation & FUTEX_CMD_MASK;

    switch (command) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
        if (when) {
            clockid_t clock = operation & FUTEX_CLOCK_REALTIME && command == FUTEX_WAIT_BITSET
                                  ? CLOCK_REALTIME
                                  : CLOCK_MONOTONIC;

            if (!clock_deadline(clock, when, &deadline)) {
                return fail(EINVAL);
            }
            deadline += command == FUTEX_WAIT ? scheduler.now_ns : 0;
        }
        return fail(runtime_futex_wait(word, value, deadline));
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
        return runtime_futex_wake(word, value);
    default:
        calls_refuse("futex, with an operation other than wait and wake,");
        return fail(ENOSYS);
    }
}

long program_syscall(long number, ...)
{
    long a[6];
    va_list args;

    va_start(args, number);
    for (unsigned i = 0; i < 6; i++) {
        a[i] = va_arg(args, long);
    }
    va_end(args);
    if (number == SYS_futex && scheduler.running) {
        return futex((unsigned *)a[0], (int)a[1], (unsigned)a[2], (const struct timespec *)a[3]);
    }
    if (number == SYS_gettid && scheduler.running) {
        return 1000 + (long)scheduler.current;
    }
    return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* std::__atomic_futex_unsigned_base: waits, at most until a time, and says whether it was woken. */
bool program_future_wait(void *self, unsigned *word, unsigned value, bool timed, int64_t s,
                         int64_t ns)
{
    const struct timespec when = {s, ns};
    uint64_t deadline = DEADLINE_NONE;

    if (timed) {
        (void)clock_deadline(CLOCK_REALTIME, &when, &deadline);
    }
    return runtime_futex_wait(word, value, deadline) != ETIMEDOUT;
}

bool program_future_wait_steady(void *self, unsigned *word, unsigned value, bool timed, int64_t s,
                                int64_t ns)
{
    const struct timespec when = {s, ns};
    uint64_t deadline = DEADLINE_NONE;

    if (timed) {
        (void)clock_deadline(CLOCK_MONOTONIC, &when, &deadline);
    }
    return runtime_futex_wait(word, value, deadline) != ETIMEDOUT;
}

/* A static member. */
void program_future_notify(unsigned *word)
{
    (void)runtime_futex_wake(word, UINT32_MAX);
}
