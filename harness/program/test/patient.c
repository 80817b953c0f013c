/*
 * main works for TURNS turns, or for ever if they are 0. Where the other two threads meet in one order,
 * one of them waits for ever for what the other has not said.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_int x, y, turns;

static void *wait_for_other(void *unused)
{
    atomic_store(&x, 1);
    while (atomic_load(&y) == 1) {
        sched_yield();
    }
    return unused;
}

static void *say(void *unused)
{
    atomic_store(&y, 1);
    if (atomic_load(&x) == 0) {
        atomic_store(&y, 2);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[2];

    for (int i = 0; TURNS == 0 || i < TURNS; i++) {
        atomic_fetch_add(&turns, 1);
    }
    pthread_create(&threads[0], NULL, wait_for_other, NULL);
    pthread_create(&threads[1], NULL, say, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
