/*
 * Waiting for one of several descriptors: poll(), select(), epoll_wait() and their siblings. No signal
 * comes meanwhile but one that the program sends to itself, so masks mean nothing.
 */
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>

#include "program/kernel/waiting.h"
#include "runtime/scheduler.h"

static const uint64_t NS_PER_MS = 1000000, NS_PER_US = 1000, NS_PER_S = 1000000000;

static uint64_t after(uint64_t ns)
{
    return scheduler.now_ns + ns;
}

static uint64_t after_ms(int timeout_ms)
{
    return timeout_ms < 0 ? DEADLINE_NONE : after((uint64_t)timeout_ms * NS_PER_MS);
}

static uint64_t after_time(const struct timespec *timeout)
{
    return timeout ? after((uint64_t)timeout->tv_sec * NS_PER_S + (uint64_t)timeout->tv_nsec)
                   : DEADLINE_NONE;
}

static int poll_until(struct pollfd *entries, nfds_t n, uint64_t limit_ns)
{
    waiting_for_any(entries, n, limit_ns);
    return poll(entries, n, 0);
}

int program_poll(struct pollfd *entries, nfds_t n, int timeout_ms)
{
    return scheduler.running ? poll_until(entries, n, after_ms(timeout_ms))
                             : poll(entries, n, timeout_ms);
}

int program_ppoll(struct pollfd *entries, nfds_t n, const struct timespec *timeout,
                  const sigset_t *mask)
{
    return scheduler.running ? poll_until(entries, n, after_time(timeout))
                             : ppoll(entries, n, timeout, mask);
}

/* The epoll's own descriptor is readable when one of those is ready that it watches. */
static int epoll_until(int fd, struct epoll_event *events, int n, uint64_t limit_ns)
{
    struct pollfd entry = {fd, POLLIN, 0};

    waiting_for_any(&entry, 1, limit_ns);
    return epoll_wait(fd, events, n, 0);
}

int program_epoll_wait(int fd, struct epoll_event *events, int n, int timeout_ms)
{
    return scheduler.running ? epoll_until(fd, events, n, after_ms(timeout_ms))
                             : epoll_wait(fd, events, n, timeout_ms);
}

int program_epoll_pwait(int fd, struct epoll_event *events, int n, int timeout_ms,
                        const sigset_t *mask)
{
    return scheduler.running ? epoll_until(fd, events, n, after_ms(timeout_ms))
                             : epoll_pwait(fd, events, n, timeout_ms, mask);
}

int program_epoll_pwait2(int fd, struct epoll_event *events, int n, const struct timespec *timeout,
                         const sigset_t *mask)
{
    return scheduler.running ? epoll_until(fd, events, n, after_time(timeout))
                             : epoll_pwait2(fd, events, n, timeout, mask);
}

static short asked_of(int fd, const fd_set *in, const fd_set *out, const fd_set *error)
{
    return (short)((in && FD_ISSET(fd, in) ? POLLIN : 0) |
                   (out && FD_ISSET(fd, out) ? POLLOUT : 0) |
                   (error && FD_ISSET(fd, error) ? POLLPRI : 0));
}

/* The sets as poll() knows them. */
static nfds_t entries_of(int n, const fd_set *in, const fd_set *out, const fd_set *error,
                         struct pollfd entries[FD_SETSIZE])
{
    nfds_t n_entries = 0;

    for (int fd = 0; fd < n && fd < FD_SETSIZE; fd++) {
        short events = asked_of(fd, in, out, error);

        if (events) {
            entries[n_entries++] = (struct pollfd){fd, events, 0};
        }
    }
    return n_entries;
}

static int select_until(int n, fd_set *in, fd_set *out, fd_set *error, uint64_t limit_ns)
{
    struct pollfd entries[FD_SETSIZE];
    struct timeval now = {0, 0};

    waiting_for_any(entries, entries_of(n, in, out, error, entries), limit_ns);
    return select(n, in, out, error, &now);
}

int program_select(int n, fd_set *in, fd_set *out, fd_set *error, struct timeval *timeout)
{
    if (!scheduler.running) {
        return select(n, in, out, error, timeout);
    }
    return select_until(n, in, out, error,
                        timeout ? after((uint64_t)timeout->tv_sec * NS_PER_S +
                                        (uint64_t)timeout->tv_usec * NS_PER_US)
                                : DEADLINE_NONE);
}

int program_pselect(int n, fd_set *in, fd_set *out, fd_set *error, const struct timespec *timeout,
                    const sigset_t *mask)
{
    return scheduler.running ? select_until(n, in, out, error, after_time(timeout))
                             : pselect(n, in, out, error, timeout, mask);
}
