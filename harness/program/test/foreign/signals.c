/*
 * Signals between threads: a handler runs in the thread that it is for, between two of its steps unless
 * that blocks it. With BUG it does not.
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static pthread_t target;
static volatile int low, high;
static atomic_int stop, handled;
static sigset_t terminate, user;

static void look(int number)
{
    (void)number;
    assert(pthread_equal(pthread_self(), target));
    assert(low == high);
    handled++;
}

static void *count(void *unused)
{
    for (int i = 0; i < 2; i++) {
#ifndef BUG
        pthread_sigmask(SIG_BLOCK, &user, NULL);
#endif
        low++;
        high++;
#ifndef BUG
        pthread_sigmask(SIG_UNBLOCK, &user, NULL);
#endif
    }
    return unused;
}

static void *wait_for_end(void *unused)
{
    const struct timespec soon = {0, 1000};
    int number;

    assert(sigtimedwait(&user, NULL, &soon) == -1 && errno == EAGAIN);
    assert(!sigwait(&terminate, &number) && number == SIGTERM);
    stop = 1;
    return unused;
}

/* For the main thread, which waits for one with a mask of its own. */
static void *interrupt(void *main_thread)
{
    pthread_kill(*(pthread_t *)main_thread, SIGUSR2);
    return NULL;
}

static void note(int number)
{
    handled += number == SIGUSR2;
}

int main(void)
{
    const struct sigaction action = {.sa_handler = look}, other = {.sa_handler = note};
    pthread_t waiter, interrupter, self = pthread_self();
    sigset_t second, pending;

    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    sigemptyset(&user);
    sigaddset(&user, SIGUSR1);
    sigemptyset(&second);
    sigaddset(&second, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &other, NULL);

    pthread_create(&target, NULL, count, NULL);
    pthread_kill(target, SIGUSR1);
    pthread_join(target, NULL);

    pthread_sigmask(SIG_BLOCK, &terminate, NULL);
    pthread_create(&waiter, NULL, wait_for_end, NULL);
    kill(getpid(), SIGTERM);
    pthread_join(waiter, NULL);
    assert(stop);

    handled = 0;
    pthread_sigmask(SIG_BLOCK, &second, &pending);
    assert(sigismember(&pending, SIGTERM) && !sigismember(&pending, SIGUSR2));
    raise(SIGUSR2);
    assert(!sigpending(&pending) && sigismember(&pending, SIGUSR2) && !handled);
    pthread_sigmask(SIG_UNBLOCK, &second, NULL);
    assert(handled == 1);
    pthread_sigmask(SIG_BLOCK, &second, &pending);
    pthread_create(&interrupter, NULL, interrupt, &self);
    sigdelset(&pending, SIGUSR2);
    assert(sigsuspend(&pending) == -1 && errno == EINTR && handled == 2);
    pthread_join(interrupter, NULL);
    return 0;
}
