/*
 * Two threads add to each other's number: i += j here, j += i there, three times each. The numbers
 * only reach the largest value if the threads strictly take turns.
 *
 * Shape: "fib_bench" of the software verification competition.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { TURNS = 3, LARGEST = 21 };

static atomic_int i = 1, j = 1;

static void *add_to_i(void *unused)
{
    for (int turn = 0; turn < TURNS; turn++) {
        i = i + j;
    }
    return unused;
}

static void *add_to_j(void *unused)
{
    for (int turn = 0; turn < TURNS; turn++) {
        j = j + i;
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, add_to_i, NULL);
    pthread_create(&b, NULL, add_to_j, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
#ifdef FIXED
    assert(i <= LARGEST && j <= LARGEST);
#else
    assert(i < LARGEST && j < LARGEST);
#endif
    return 0;
}
