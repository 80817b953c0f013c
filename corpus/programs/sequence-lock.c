/*
 * A sequence lock's reader looks at the sequence before it reads, and not after: it can see half of a
 * write.
 *
 * Shape: the sequence lock of Linux.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_uint sequence;
static atomic_int low, high;

static void *write_both(void *unused)
{
    sequence++;
    low = 1;
    high = 1;
    sequence++;
    return unused;
}

static void *read_both(void *unused)
{
    unsigned before;
    int a, b;

    do {
        while ((before = sequence) % 2) {
            sched_yield();
        }
        a = low;
        b = high;
#ifdef FIXED
    } while (sequence != before);
#else
    } while (0);
#endif
    assert(a == b);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, write_both, NULL);
    pthread_create(&b, NULL, read_both, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
