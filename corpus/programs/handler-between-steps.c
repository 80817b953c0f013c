/*
 * A signal's handler looks at two numbers that are always equal, unless it comes between the steps of
 * the thread that counts them.
 *
 * Shape: asynchronous signals, as in RADBench's and Inspect's servers.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>

static volatile int low, high;

static void look(int number)
{
    (void)number;
    assert(low == high);
}

static void *count(void *unused)
{
    sigset_t user;

    sigemptyset(&user);
    sigaddset(&user, SIGUSR1);
    for (int i = 0; i < 3; i++) {
#ifdef FIXED
        pthread_sigmask(SIG_BLOCK, &user, NULL);
#endif
        low++;
        high++;
#ifdef FIXED
        pthread_sigmask(SIG_UNBLOCK, &user, NULL);
#endif
    }
    return unused;
}

int main(void)
{
    const struct sigaction action = {.sa_handler = look};
    pthread_t counter;

    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&counter, NULL, count, NULL);
    pthread_kill(counter, SIGUSR1);
    pthread_join(counter, NULL);
    return 0;
}
