/*
 * POSIX's timers; the argument says which: one that starts a thread again and again, one whose signal says
 * which timer it is, one that is turned off before it goes off. With BUG what they count is not guarded.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int n_ticks;
static volatile int low, high;
static timer_t timer;

static void count(union sigval by)
{
#ifndef BUG
    pthread_mutex_lock(&lock);
#endif
    n_ticks += by.sival_int;
#ifndef BUG
    pthread_mutex_unlock(&lock);
#endif
}

static void handle(int number, siginfo_t *info, void *context)
{
    assert(info->si_code == SI_TIMER && *(timer_t *)info->si_value.sival_ptr == timer);
    assert(timer_getoverrun(timer) == 0);
    assert(low == high);
}

static void set(time_t seconds)
{
    const struct itimerspec every = {{seconds, 0}, {seconds, 0}};
    struct itimerspec left;

    assert(timer_settime(timer, 0, &every, NULL) == 0);
    assert(timer_gettime(timer, &left) == 0 &&
           (seconds == 0) == (left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0));
}

static void by_thread(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = count};

    event.sigev_value.sival_int = 1;
    assert(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    set(1);
    sleep(2);
    count((union sigval){1});
    set(0);
    sleep(10);
    pthread_mutex_lock(&lock);
    assert(n_ticks == 2 || n_ticks == 3);
    pthread_mutex_unlock(&lock);
}

static void by_signal(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    const struct sigaction action = {.sa_flags = SA_SIGINFO, .sa_sigaction = handle};
    sigset_t set_of_it;

    sigemptyset(&set_of_it);
    sigaddset(&set_of_it, SIGRTMIN);
    event.sigev_value.sival_ptr = &timer;
    sigaction(SIGRTMIN, &action, NULL);
    assert(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
    set(1);
    for (int i = 0; i < 3; i++) {
#ifndef BUG
        sigprocmask(SIG_BLOCK, &set_of_it, NULL);
#endif
        low++;
        sleep(1);
        high++;
        sigprocmask(SIG_UNBLOCK, &set_of_it, NULL);
    }
}

static void turned_off(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = count};

    event.sigev_value.sival_int = 1;
    assert(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    set(5);
    assert(timer_delete(timer) == 0 && timer_delete(timer) == -1);
    sleep(20);
#ifdef BUG
    n_ticks++;
#endif
    assert(n_ticks == 0);
}

int main(int argc, char **argv)
{
    if (!strcmp(argv[1], "thread")) {
        by_thread();
    } else if (!strcmp(argv[1], "signal")) {
        by_signal();
    } else {
        turned_off();
    }
    return 0;
}
