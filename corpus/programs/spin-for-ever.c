/*
 * A thread spins until a flag is set. The one that sets it may look first whether anybody is spinning, sees
 * nobody, and does not bother.
 *
 * Shape: ad-hoc synchronisation (Xiong et al., 2010).
 * Found as: livelock
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_int waiting, flag;

static void *spin(void *unused)
{
    waiting = 1;
    while (!flag) {
        sched_yield();
    }
    return unused;
}

static void *set(void *unused)
{
#ifndef FIXED
    if (waiting)
#endif
        flag = 1;
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, spin, NULL);
    pthread_create(&b, NULL, set, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
