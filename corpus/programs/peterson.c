/*
 * Peterson's lock with its first two stores in the wrong order: a thread gives the turn away before
 * it says that it is interested, and both get in.
 *
 * Shape: Peterson's algorithm, as in the mutual exclusion examples of most checkers.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_int interested[2], turn, inside;

static void *enter_and_leave(void *unused)
{
    int me = unused != NULL, other = 1 - me;

#ifdef FIXED
    interested[me] = 1;
    turn = other;
#else
    turn = other;
    interested[me] = 1;
#endif
    while (interested[other] && turn == other) {
        sched_yield();
    }
    assert(inside++ == 0);
    inside--;
    interested[me] = 0;
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, enter_and_leave, NULL);
    pthread_create(&b, NULL, enter_and_leave, &turn);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
