/*
 * What comes at a thread that does not wait for it, as an argument: an alarm, for which main pauses; a
 * timer that goes off again and again while main sleeps; a cancellation of a loop at any point. With
 * -DBUG the cancelled thread has a lock.
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t n_alarms;
static volatile long counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void count(int number)
{
    n_alarms++;
}

static void *loop(void *unused)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
#ifdef BUG
    pthread_mutex_lock(&lock);
#endif
    for (;;) {
        counter++;
    }
    return unused;
}

static void cancel(void)
{
    pthread_t thread;
    void *result;

    pthread_create(&thread, NULL, loop, NULL);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    assert(result == PTHREAD_CANCELED);
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
}

int main(int argc, char **argv)
{
    const struct itimerval every_ms = {{0, 1000}, {0, 1000}}, off = {{0, 0}, {0, 0}};
    const char *what = argc > 1 ? argv[1] : "";

    signal(SIGALRM, count);
    if (!strcmp(what, "alarm")) {
        assert(alarm(5) == 0 && alarm(1) > 0);
        while (!n_alarms) {
            pause();
        }
    } else if (!strcmp(what, "timer")) {
        assert(!setitimer(ITIMER_REAL, &every_ms, NULL));
        while (n_alarms < 3) {
            usleep(300);
        }
        assert(!setitimer(ITIMER_REAL, &off, NULL));
    } else if (!strcmp(what, "cancel")) {
        cancel();
    }
    return 0;
}
