/*
 * Waits in the kernel for what another thread does, in each way that also sets a signal mask.
 */
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

static int ends[2];

static void *write_one(void *unused)
{
    return write(ends[1], "x", 1) == 1 ? unused : NULL;
}

static void must(int holds)
{
    char byte;

    if (!holds || read(ends[0], &byte, 1) != 1) {
        abort();
    }
}

static void after_write(void (*waits)(void))
{
    pthread_t thread;

    pthread_create(&thread, NULL, write_one, NULL);
    waits();
    pthread_join(thread, NULL);
}

static void by_ppoll(void)
{
    struct pollfd entry = {.fd = ends[0], .events = POLLIN};

    must(ppoll(&entry, 1, NULL, NULL) == 1);
}

static void by_pselect(void)
{
    fd_set in;

    FD_ZERO(&in);
    FD_SET(ends[0], &in);
    must(pselect(ends[0] + 1, &in, NULL, NULL, NULL, NULL) == 1);
}

static void by_epoll_pwait(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int fd = epoll_create1(0);

    epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event);
    must(epoll_pwait(fd, &event, 1, -1, NULL) == 1);
    close(fd);
}

int main(void)
{
    const struct timespec soon = {0, 1000000};

    if (pipe(ends) || ppoll(NULL, 0, &soon, NULL) || pselect(0, NULL, NULL, NULL, &soon, NULL)) {
        return 1;
    }
    after_write(by_ppoll);
    after_write(by_pselect);
    after_write(by_epoll_pwait);
    return 0;
}
