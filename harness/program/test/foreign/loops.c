/*
 * Loops around descriptors, as servers have them: descriptors that never wait, several at a time, timers,
 * writes that are larger than a pipe, lines and blocks that come in pieces, a cancelled reader. Each way
 * is an argument; with -DBUG the last one to write says so too early, to nobody, or in freed memory.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int ends[2], pair[2], event, n_read;

static void *send_three(void *unused)
{
    for (char byte = 1; byte <= 3; byte++) {
        assert(write(ends[1], &byte, 1) == 1);
        sched_yield();
    }
    return unused;
}

/* poll() with a limit and without, then reads until there is nothing more. */
static void never_wait(void)
{
    pthread_t sender;
    struct pollfd entry = {.fd = ends[0], .events = POLLIN};
    char byte;

    assert(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    assert(read(ends[0], &byte, 1) == -1 && errno == EAGAIN);
    assert(recv(pair[0], &byte, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    pthread_create(&sender, NULL, send_three, NULL);
    while (n_read < 3) {
        assert(poll(&entry, 1, n_read ? -1 : 1000) == 1);
        while (read(ends[0], &byte, 1) == 1) {
            n_read++;
        }
    }
    pthread_join(sender, NULL);
    assert(poll(&entry, 1, 20) == 0);
}

static void *signal_twice(void *unused)
{
    assert(eventfd_write(event, 1) == 0);
#ifdef BUG
    return unused;
#endif
    assert(eventfd_write(event, 1) == 0);
    return unused;
}

/* Until two have come, by epoll_wait() or select(). */
static void count(int by_select)
{
    pthread_t signaller;
    struct epoll_event what = {.events = EPOLLIN};
    int epoll = epoll_create1(0);
    fd_set set;
    eventfd_t n, sum = 0;

    assert(epoll_ctl(epoll, EPOLL_CTL_ADD, event, &what) == 0);
    pthread_create(&signaller, NULL, signal_twice, NULL);
    while (sum < 2) {
        FD_ZERO(&set);
        FD_SET(event, &set);
        assert(by_select ? select(event + 1, &set, NULL, NULL, NULL) == 1
                         : epoll_wait(epoll, &what, 1, -1) == 1);
        assert(eventfd_read(event, &n) == 0);
        sum += n;
    }
    pthread_join(signaller, NULL);
    close(epoll);
}

static int ticks;

static void *tick(void *timer)
{
    uint64_t n;

    for (int i = 0; i < 3; i++) {
        assert(read(*(int *)timer, &n, sizeof n) == sizeof n && n == 1);
#ifdef BUG
        ticks++;
#else
        __atomic_add_fetch(&ticks, 1, __ATOMIC_RELAXED);
#endif
    }
    return NULL;
}

static void timers(void)
{
    const struct itimerspec every_ms = {{0, 1000000}, {0, 1000000}}, off = {{0, 0}, {0, 0}};
    int slow = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC),
        fast = timerfd_create(CLOCK_REALTIME, 0);
    pthread_t a, b;
    struct pollfd entry = {.fd = slow, .events = POLLIN};
    uint64_t n;

    assert(timerfd_settime(slow, 0, &every_ms, NULL) == 0);
    assert(timerfd_settime(fast, 0, &every_ms, NULL) == 0);
    pthread_create(&a, NULL, tick, &slow);
    pthread_create(&b, NULL, tick, &fast);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(ticks == 6);
    assert(poll(&entry, 1, 2) == 1 && poll(&entry, 1, 0) == 1);
    usleep(10000);
    assert(read(slow, &n, sizeof n) == sizeof n && n >= 10);
    assert(timerfd_settime(slow, 0, &off, NULL) == 0 && poll(&entry, 1, 100) == 0);
    close(slow);
    close(fast);
}

enum { SIZE = 300000 };

static void *write_much(void *socket)
{
    static const char bytes[SIZE];

    assert((socket ? send(pair[1], bytes, SIZE, 0) : write(ends[1], bytes, SIZE)) == SIZE);
    return NULL;
}

static void large(int by_socket)
{
    static char bytes[SIZE];
    pthread_t writer;

    pthread_create(&writer, NULL, write_much, by_socket ? &pair[1] : NULL);
    if (by_socket) {
        assert(recv(pair[0], bytes, SIZE, MSG_WAITALL) == SIZE);
    } else {
        assert(fread(bytes, 1, SIZE, fdopen(ends[0], "r")) == SIZE);
    }
    pthread_join(writer, NULL);
}

static void *write_pieces(void *unused)
{
    dprintf(ends[1], "on");
    sched_yield();
    dprintf(ends[1], "e\nt");
    sched_yield();
    dprintf(ends[1], "wo\n");
    return unused;
}

static void lines(void)
{
    pthread_t writer;
    char *line = NULL, first[16];
    size_t size = 0;
    FILE *in = fdopen(ends[0], "r");

    pthread_create(&writer, NULL, write_pieces, NULL);
    assert(fgets(first, sizeof first, in) && !strcmp(first, "one\n"));
    assert(getline(&line, &size, in) == 4 && !strcmp(line, "two\n"));
    free(line);
    pthread_join(writer, NULL);
    close(ends[1]);
    assert(!fgets(first, sizeof first, in));
}

static void *read_for_ever(void *unused)
{
    char *byte = malloc(1);

    pthread_cleanup_push(free, byte);
#ifdef BUG
    free(byte);
#endif
    while (read(ends[0], byte, 1) == 1) {
    }
    pthread_cleanup_pop(0);
    return unused;
}

static void cancelled(void)
{
    pthread_t reader;
    void *result;

    assert(write(ends[1], "x", 1) == 1);
    pthread_create(&reader, NULL, read_for_ever, NULL);
#ifdef BUG
    close(ends[1]);
    pthread_join(reader, &result);
#else
    pthread_cancel(reader);
    pthread_join(reader, &result);
    assert(result == PTHREAD_CANCELED);
#endif
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    event = eventfd(0, 0);
    assert(event >= 0 && !pipe(ends) && !socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    if (!strcmp(what, "never-wait")) {
        never_wait();
    } else if (!strcmp(what, "epoll") || !strcmp(what, "select")) {
        count(*what == 's');
    } else if (!strcmp(what, "timers")) {
        timers();
    } else if (!strcmp(what, "pipe") || !strcmp(what, "socket")) {
        large(*what == 's');
    } else if (!strcmp(what, "lines")) {
        lines();
    } else if (!strcmp(what, "cancelled")) {
        cancelled();
    }
    return 0;
}
