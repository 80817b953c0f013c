/*
 * Two threads add to a counter: each reads it, adds, and stores. Both can read the same number, and
 * then one addition is lost.
 *
 * Shape: the lost update of every textbook; SCTBench has it as parts of "account" and "bank".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int counter;

static void *add(void *unused)
{
    (void)unused;
#ifdef FIXED
    atomic_fetch_add(&counter, 1);
#else
    int old = atomic_load(&counter);

    atomic_store(&counter, old + 1);
#endif
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, add, NULL);
    pthread_create(&b, NULL, add, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2);
    return 0;
}
