/*
 * Message queues of POSIX. On Linux they are descriptors, so others run until there is a message, or room.
 */
#include <errno.h>
#include <mqueue.h>
#include <time.h>

#include "program/kernel/calls.h"
#include "program/kernel/waiting.h"
#include "program/points/points.h"
#include "runtime/pthread/clock.h"
#include "runtime/scheduler.h"

/* A deadline with which the kernel never waits: it says at once that the time is over. */
static const struct timespec long_ago = {0, 0};

/* False if `deadline` is no time. */
static bool wait_until(mqd_t queue, short events, const struct timespec *deadline)
{
    struct pollfd entry = {queue, events, 0};
    uint64_t limit_ns;

    if (!clock_deadline(CLOCK_REALTIME, deadline, &limit_ns)) {
        errno = EINVAL;
        return false;
    }
    waiting_for_any(&entry, 1, limit_ns);
    return true;
}

static void will_send(const char *from, size_t n, const void *caller)
{
    if (n) {
        points_access(from, n, ACCESS_READ, caller);
    }
}

static ssize_t has_received(char *to, ssize_t n, const void *caller)
{
    if (n > 0) {
        points_access(to, (size_t)n, ACCESS_WRITE, caller);
    }
    return n;
}

int program_mq_send(mqd_t queue, const char *from, size_t n, unsigned priority)
{
    will_send(from, n, CALLER);
    calls_wait_for(queue, POLLOUT);
    calls_writes();
    return mq_send(queue, from, n, priority);
}

ssize_t program_mq_receive(mqd_t queue, char *to, size_t n, unsigned *priority)
{
    calls_wait_for(queue, POLLIN);
    calls_writes(); /* There is room for those who wait for it. */
    return has_received(to, mq_receive(queue, to, n, priority), CALLER);
}

int program_mq_timedsend(mqd_t queue, const char *from, size_t n, unsigned priority,
                         const struct timespec *deadline)
{
    if (!scheduler.running) {
        return mq_timedsend(queue, from, n, priority, deadline);
    }
    will_send(from, n, CALLER);
    if (!wait_until(queue, POLLOUT, deadline)) {
        return -1;
    }
    calls_writes();
    return mq_timedsend(queue, from, n, priority, &long_ago);
}

ssize_t program_mq_timedreceive(mqd_t queue, char *to, size_t n, unsigned *priority,
                                const struct timespec *deadline)
{
    if (!scheduler.running) {
        return mq_timedreceive(queue, to, n, priority, deadline);
    }
    if (!wait_until(queue, POLLIN, deadline)) {
        return -1;
    }
    calls_writes();
    return has_received(to, mq_timedreceive(queue, to, n, priority, &long_ago), CALLER);
}
