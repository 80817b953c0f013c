/*
 * Reading and writing of descriptors. What is read into, or written from, is an access of the program's.
 */
#include "program/kernel/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "program/kernel/timerfd.h"
#include "program/kernel/waiting.h"
#include "program/points/points.h"
#include "runtime/rule/misuse.h"
#include "runtime/scheduler.h"

static bool explored;

void calls_are_explored(bool yes)
{
    explored = yes;
}

bool calls_explored(void)
{
    return explored && scheduler.running;
}

void calls_begin(void)
{
    waiting_begin();
    timerfd_begin();
    stdio_begin();
    chance_begin();
}

void calls_refuse(const char *function)
{
    if (calls_explored()) {
        misuse_in("CONTROL/not-modelled", "", function, "%s calls %s, which is not modelled",
                  actor_name(scheduler.current), function);
    }
}

/* -1, with all its bits, if there is no such descriptor: then the call says so at once. */
static bool never_waits(int fd)
{
    return fcntl(fd, F_GETFL) & O_NONBLOCK;
}

static void wait_unless(bool at_once, int fd, short events)
{
    if (!scheduler.running) {
        return;
    }
    if (at_once || never_waits(fd)) {
        waiting_not();
    } else {
        waiting_for(fd, events);
    }
}

void calls_wait_for(int fd, short events)
{
    wait_unless(false, fd, events);
}

void calls_writes(void)
{
    if (scheduler.running) {
        waiting_is_over();
    }
}

static void wait_to_read(int fd, int flags)
{
    wait_unless(flags & MSG_DONTWAIT, fd, POLLIN);
}

static void wait_to_write(int fd, int flags)
{
    wait_unless(flags & MSG_DONTWAIT, fd, POLLOUT);
    calls_writes();
}

/* What the kernel has put there, or is about to take from there. */
static ssize_t has_put(void *to, ssize_t n, const void *caller)
{
    if (n > 0) {
        points_access(to, (size_t)n, ACCESS_WRITE, caller);
    }
    return n;
}

static void will_take(const void *from, size_t n, const void *caller)
{
    if (n) {
        points_access(from, n, ACCESS_READ, caller);
    }
}

static void will_take_all(const struct iovec *from, int n, const void *caller)
{
    for (int i = 0; i < n; i++) {
        will_take(from[i].iov_base, from[i].iov_len, caller);
    }
}

ssize_t program_read(int fd, void *to, size_t n)
{
    wait_to_read(fd, 0);
    return has_put(to, read(fd, to, n), CALLER);
}

ssize_t program_readv(int fd, const struct iovec *to, int n)
{
    wait_to_read(fd, 0);
    return readv(fd, to, n);
}

/* Where one call would wait in the kernel for room for all, as others have to run to make it. */
static bool is_in_parts(int fd, size_t n)
{
    struct stat status;

    return scheduler.running && n > PIPE_BUF && !never_waits(fd) && !fstat(fd, &status) &&
           (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

static ssize_t write_at_once(int fd, const void *from, size_t n)
{
    int flags = fcntl(fd, F_GETFL);
    ssize_t n_written;

    (void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    n_written = write(fd, from, n);
    (void)fcntl(fd, F_SETFL, flags);
    return n_written;
}

static ssize_t write_in_parts(int fd, const void *from, size_t n)
{
    size_t n_written = 0;

    while (n_written < n) {
        ssize_t part;

        wait_to_write(fd, 0);
        part = write_at_once(fd, (const char *)from + n_written, n - n_written);
        if (part < 0 && errno != EAGAIN) {
            return n_written ? (ssize_t)n_written : -1;
        }
        n_written += part > 0 ? (size_t)part : 0;
    }
    return (ssize_t)n_written;
}

ssize_t program_write(int fd, const void *from, size_t n)
{
    will_take(from, n, CALLER);
    if (is_in_parts(fd, n)) {
        return write_in_parts(fd, from, n);
    }
    wait_to_write(fd, 0);
    return write(fd, from, n);
}

static size_t size_of_all(const struct iovec *from, int n)
{
    size_t size = 0;

    for (int i = 0; i < n; i++) {
        size += from[i].iov_len;
    }
    return size;
}

ssize_t program_writev(int fd, const struct iovec *from, int n)
{
    ssize_t n_written = 0;

    will_take_all(from, n, CALLER);
    if (!is_in_parts(fd, size_of_all(from, n))) {
        wait_to_write(fd, 0);
        return writev(fd, from, n);
    }
    for (int i = 0; i < n; i++) {
        ssize_t part = write_in_parts(fd, from[i].iov_base, from[i].iov_len);

        if (part < 0) {
            return n_written ? n_written : -1;
        }
        n_written += part;
        if ((size_t)part < from[i].iov_len) {
            break;
        }
    }
    return n_written;
}

/* The same with MSG_WAITALL, for which the kernel would wait. */
static ssize_t receive_all(int fd, void *to, size_t n, int flags)
{
    size_t n_read = 0;

    while (n_read < n) {
        ssize_t part;

        wait_to_read(fd, 0);
        part = recv(fd, (char *)to + n_read, n - n_read, flags & ~MSG_WAITALL);
        if (part <= 0) {
            return n_read ? (ssize_t)n_read : part;
        }
        n_read += (size_t)part;
    }
    return (ssize_t)n_read;
}

ssize_t program_recv(int fd, void *to, size_t n, int flags)
{
    if (scheduler.running && flags & MSG_WAITALL && !(flags & MSG_PEEK) && !never_waits(fd)) {
        return has_put(to, receive_all(fd, to, n, flags), CALLER);
    }
    wait_to_read(fd, flags);
    return has_put(to, recv(fd, to, n, flags), CALLER);
}

ssize_t program_recvfrom(int fd, void *to, size_t n, int flags, struct sockaddr *from,
                         socklen_t *size)
{
    wait_to_read(fd, flags);
    return has_put(to, recvfrom(fd, to, n, flags, from, size), CALLER);
}

ssize_t program_recvmsg(int fd, struct msghdr *message, int flags)
{
    wait_to_read(fd, flags);
    return recvmsg(fd, message, flags);
}

ssize_t program_send(int fd, const void *from, size_t n, int flags)
{
    size_t n_sent = 0;

    will_take(from, n, CALLER);
    if (flags & MSG_DONTWAIT || !is_in_parts(fd, n)) {
        wait_to_write(fd, flags);
        return send(fd, from, n, flags);
    }
    while (n_sent < n) {
        ssize_t part;

        wait_to_write(fd, flags);
        part = send(fd, (const char *)from + n_sent, n - n_sent, flags | MSG_DONTWAIT);
        if (part < 0 && errno != EAGAIN) {
            return n_sent ? (ssize_t)n_sent : -1;
        }
        n_sent += part > 0 ? (size_t)part : 0;
    }
    return (ssize_t)n_sent;
}

ssize_t program_sendto(int fd, const void *from, size_t n, int flags, const struct sockaddr *to,
                       socklen_t size)
{
    will_take(from, n, CALLER);
    wait_to_write(fd, flags);
    return sendto(fd, from, n, flags, to, size);
}

ssize_t program_sendmsg(int fd, const struct msghdr *message, int flags)
{
    will_take_all(message->msg_iov, (int)message->msg_iovlen, CALLER);
    wait_to_write(fd, flags);
    return sendmsg(fd, message, flags);
}

int program_accept(int fd, struct sockaddr *address, socklen_t *size)
{
    wait_to_read(fd, 0);
    return accept(fd, address, size);
}

int program_accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
    wait_to_read(fd, 0);
    return accept4(fd, address, size, flags);
}

int program_connect(int fd, const struct sockaddr *address, socklen_t size)
{
    calls_writes();
    return connect(fd, address, size);
}

int program_eventfd_read(int fd, eventfd_t *value)
{
    return program_read(fd, value, sizeof *value) == sizeof *value ? 0 : -1;
}

int program_eventfd_write(int fd, eventfd_t value)
{
    return program_write(fd, &value, sizeof value) == sizeof value ? 0 : -1;
}

int program_close(int fd)
{
    if (scheduler.running) {
        waiting_not();
        waiting_is_over();
        timerfd_forget(fd);
    }
    return close(fd);
}

int program_shutdown(int fd, int how)
{
    if (scheduler.running) {
        waiting_not();
        waiting_is_over();
    }
    return shutdown(fd, how);
}
