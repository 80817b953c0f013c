/*
 * Giving a reference back: one is subtracted, and then the count is read again to see whether it was
 * the last. Two threads can both see zero.
 *
 * Shape: decrement and test in two steps; ConVul's double frees.
 * Found as: double free
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int references = 2;
static char *shared;

static void *give_back(void *unused)
{
#ifdef FIXED
    if (atomic_fetch_sub(&references, 1) == 1) {
#else
    atomic_fetch_sub(&references, 1);
    if (references == 0) {
#endif
        free(shared);
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;

    shared = malloc(16);
    pthread_create(&a, NULL, give_back, NULL);
    pthread_create(&b, NULL, give_back, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
