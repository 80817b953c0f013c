#include "program/world/calls.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "program/world/descriptors.h"
#include "runtime/pthread_api.h"
#include "runtime/rule/misuse.h"
#include "runtime/scheduler.h"
#include "runtime/watchdog/watchdog.h"
#include "support/random.h"

static const uint64_t NS_PER_MS = 1000000;

/* Tells whether somebody can go on, with a limit in milliseconds, or -1. */
typedef int ready_function(void *aux, int timeout_ms);

/* Who looks again and again whether he can go on, and how. */
static struct actor_set polling;
static struct {
    ready_function *ready;
    void *aux;
} questions[RUNTIME_MAX_ACTORS];

/* What is written is ordered before what is read after it; of all descriptors one order. */
static char order_of_descriptors;

static bool explored;
static struct random random_state;

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
    random_state.state = 1;
    actor_set_clear(&polling);
}

void calls_refuse(const char *function)
{
    if (calls_explored()) {
        misuse_in("CONTROL/not-modelled", "", function, "%s calls %s, which is not modelled",
                  actor_name(scheduler.current), function);
    }
}

/* Asks the kernel, and again if a look of the watchdog has cut the question short. */
#define ASK(answer, question)       \
    do {                            \
        watchdog_asks_again(true);  \
        (answer) = (question);      \
        watchdog_asks_again(false); \
    } while ((answer) < 0 && errno == EINTR)

static bool is_ready_now(ready_function *ready, void *aux)
{
    int n_ready;

    ASK(n_ready, ready(aux, 0));
    return n_ready != 0;
}

/* Whether another one can run, and does more than to look whether he can. */
static bool others_can_run(void)
{
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.ready); actor_walk_on(&walk, &i);) {
        if (i != scheduler.current &&
            (!actor_set_has(&polling, i) || is_ready_now(questions[i].ready, questions[i].aux))) {
            return true;
        }
    }
    return false;
}

/* Nobody else can run. What was opened in this execution has both its ends here, so it is a deadlock;
 * for what comes from outside the kernel is waited for. */
static void wait_in_vain(ready_function *ready, void *aux, const struct pollfd *entries, nfds_t n)
{
    int n_ready;

    if (descriptors_are_inside(entries, n)) {
        (void)scheduler_block(WAIT_DESCRIPTOR, &polling, 0, DEADLINE_NONE);
    } else {
        ASK(n_ready, ready(aux, -1));
    }
}

/* Something is about to change: those who wait in vain look again. */
static void look_again(void)
{
    if (!actor_set_is_empty(&scheduler.waiting[WAIT_DESCRIPTOR])) {
        (void)scheduler_wake_all(&polling, WAIT_DESCRIPTOR, WAIT_DESCRIPTOR);
    }
}

/* Lets others run until the running actor can go on, or until a limit in milliseconds, or -1. What
 * it waits for, if that is known: `entries`. */
static void wait_until(ready_function *ready, void *aux, int timeout_ms,
                       const struct pollfd *entries, nfds_t n)
{
    unsigned actor = scheduler.current;
    uint64_t deadline =
        timeout_ms < 0 ? DEADLINE_NONE : scheduler.now_ns + (uint64_t)timeout_ms * NS_PER_MS;

    scheduler_point();
    questions[actor].ready = ready;
    questions[actor].aux = aux;
    actor_set_add(&polling, actor);
    while (!is_ready_now(ready, aux) && scheduler.now_ns < deadline) {
        if (others_can_run()) {
            scheduler_yield();
        } else if (!actor_set_is_empty(&scheduler.timed) || deadline != DEADLINE_NONE) {
            uint64_t left = deadline - scheduler.now_ns;

            runtime_sleep_ns(left < NS_PER_MS ? left : NS_PER_MS);
        } else {
            wait_in_vain(ready, aux, entries, n);
        }
    }
    actor_set_remove(&polling, actor);
    look_again();
    tsan_acquire(&order_of_descriptors);
}

static int is_ready(void *aux, int timeout_ms)
{
    return poll(aux, 1, timeout_ms);
}

void calls_wait_for(int fd, short events)
{
    struct pollfd entry = {fd, events, 0};

    if (scheduler.running) {
        wait_until(is_ready, &entry, -1, &entry, 1);
    }
}

void calls_has_written(void)
{
    if (scheduler.running) {
        look_again();
        tsan_release(&order_of_descriptors);
    }
}

#define DEFINE_BLOCKING(type, name, events, parameters, arguments) \
    type program_##name parameters                                 \
    {                                                              \
        calls_wait_for(fd, events);                                \
        if ((events)&POLLOUT) {                                    \
            calls_has_written();                                   \
        }                                                          \
        return name arguments;                                     \
    }

DEFINE_BLOCKING(ssize_t, read, POLLIN, (int fd, void *to, size_t n), (fd, to, n))
DEFINE_BLOCKING(ssize_t, readv, POLLIN, (int fd, const struct iovec *to, int n), (fd, to, n))
DEFINE_BLOCKING(ssize_t, write, POLLOUT, (int fd, const void *from, size_t n), (fd, from, n))
DEFINE_BLOCKING(ssize_t, writev, POLLOUT, (int fd, const struct iovec *from, int n), (fd, from, n))
DEFINE_BLOCKING(ssize_t, recv, POLLIN, (int fd, void *to, size_t n, int flags), (fd, to, n, flags))
DEFINE_BLOCKING(ssize_t, recvfrom, POLLIN,
                (int fd, void *to, size_t n, int flags, struct sockaddr *a, socklen_t *size),
                (fd, to, n, flags, a, size))
DEFINE_BLOCKING(ssize_t, recvmsg, POLLIN, (int fd, struct msghdr *m, int flags), (fd, m, flags))
DEFINE_BLOCKING(ssize_t, send, POLLOUT, (int fd, const void *from, size_t n, int flags),
                (fd, from, n, flags))
DEFINE_BLOCKING(ssize_t, sendto, POLLOUT,
                (int fd, const void *from, size_t n, int flags, const struct sockaddr *a,
                 socklen_t size),
                (fd, from, n, flags, a, size))
DEFINE_BLOCKING(ssize_t, sendmsg, POLLOUT, (int fd, const struct msghdr *m, int flags),
                (fd, m, flags))
DEFINE_BLOCKING(int, accept, POLLIN, (int fd, struct sockaddr *a, socklen_t *size), (fd, a, size))
DEFINE_BLOCKING(int, accept4, POLLIN, (int fd, struct sockaddr *a, socklen_t *size, int flags),
                (fd, a, size, flags))

struct poll_call {
    struct pollfd *entries;
    nfds_t n;
};

static int is_any_ready(void *aux, int timeout_ms)
{
    struct poll_call *call = aux;

    return poll(call->entries, call->n, timeout_ms);
}

int program_poll(struct pollfd *entries, nfds_t n, int timeout_ms)
{
    struct poll_call call = {entries, n};
    int n_ready;

    if (!scheduler.running) {
        return poll(entries, n, timeout_ms);
    }
    wait_until(is_any_ready, &call, timeout_ms, entries, n);
    ASK(n_ready, poll(entries, n, 0));
    return n_ready;
}

struct epoll_call {
    int fd, n;
    struct epoll_event *events;
};

/* The epoll's own descriptor is readable when one of those is ready that it watches. */
int program_epoll_wait(int fd, struct epoll_event *events, int n, int timeout_ms)
{
    struct pollfd entry = {fd, POLLIN, 0};

    if (!scheduler.running) {
        return epoll_wait(fd, events, n, timeout_ms);
    }
    wait_until(is_ready, &entry, timeout_ms, NULL, 0);
    return epoll_wait(fd, events, n, 0);
}

struct select_call {
    int n;
    fd_set *sets[3];
};

static int is_selected(void *aux, int timeout_ms)
{
    const struct select_call *call = aux;
    struct timeval now = {0, 0};
    fd_set copies[3], *sets[3];

    for (unsigned i = 0; i < 3; i++) {
        sets[i] = call->sets[i] ? &copies[i] : NULL;
        if (sets[i]) {
            copies[i] = *call->sets[i];
        }
    }
    return select(call->n, sets[0], sets[1], sets[2], timeout_ms < 0 ? NULL : &now);
}

int program_select(int n, fd_set *in, fd_set *out, fd_set *error, struct timeval *timeout)
{
    struct select_call call = {n, {in, out, error}};
    struct timeval now = {0, 0};
    int n_ready;

    if (!scheduler.running) {
        return select(n, in, out, error, timeout);
    }
    wait_until(is_selected, &call,
               timeout ? (int)(timeout->tv_sec * 1000 + (timeout->tv_usec + 999) / 1000) : -1, NULL,
               0);
    ASK(n_ready, select(n, in, out, error, &now));
    return n_ready;
}

static int timeout_of(const struct timespec *timeout)
{
    return timeout ? (int)(timeout->tv_sec * 1000 + (timeout->tv_nsec + 999999) / 1000000) : -1;
}

/* No signal comes meanwhile but one that the program sends to itself, so the mask means nothing. */
int program_ppoll(struct pollfd *entries, nfds_t n, const struct timespec *timeout,
                  const sigset_t *mask)
{
    return scheduler.running ? program_poll(entries, n, timeout_of(timeout))
                             : ppoll(entries, n, timeout, mask);
}

int program_epoll_pwait(int fd, struct epoll_event *events, int n, int timeout_ms,
                        const sigset_t *mask)
{
    return scheduler.running ? program_epoll_wait(fd, events, n, timeout_ms)
                             : epoll_pwait(fd, events, n, timeout_ms, mask);
}

int program_pselect(int n, fd_set *in, fd_set *out, fd_set *error, const struct timespec *timeout,
                    const sigset_t *mask)
{
    struct timeval limit = {0, 0};

    if (!scheduler.running) {
        return pselect(n, in, out, error, timeout, mask);
    }
    if (timeout) {
        limit = (struct timeval){timeout->tv_sec, (timeout->tv_nsec + 999) / 1000};
    }
    return program_select(n, in, out, error, timeout ? &limit : NULL);
}

/* What differs from run to run is drawn, always the same. */
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
