/*
 * main sleeps for a second, by when the worker will surely have finished. A busy machine takes
 * longer.
 *
 * Shape: sleep used for ordering; ConVul's and PERIOD's programs show bugs with the same trick.
 * Needs: time any
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_int result;

static void *work(void *unused)
{
    usleep(1000);
    result = 1;
    return unused;
}

int main(void)
{
    pthread_t worker;

    pthread_create(&worker, NULL, work, NULL);
#ifdef FIXED
    pthread_join(worker, NULL);
#else
    sleep(1);
#endif
    assert(result == 1);
#ifndef FIXED
    pthread_join(worker, NULL);
#endif
    return 0;
}
