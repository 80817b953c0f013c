/*
 * A ring for one producer and one consumer: the producer moves its index before it stores the
 * element, and the consumer reads an empty slot.
 *
 * Shape: Lamport's ring buffer; SCTBench "circular_buffer".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { SIZE = 2, ITEMS = 2 };

static atomic_uint written, consumed;
static atomic_int ring[SIZE];

static void *produce(void *unused)
{
    for (int i = 1; i <= ITEMS; i++) {
        unsigned at = written;

        while (at - consumed == SIZE) {
            sched_yield();
        }
#ifdef FIXED
        ring[at % SIZE] = i;
        written = at + 1;
#else
        written = at + 1;
        ring[at % SIZE] = i;
#endif
    }
    return unused;
}

static void *consume(void *unused)
{
    for (int i = 1; i <= ITEMS; i++) {
        unsigned at = consumed;

        while (at == written) {
            sched_yield();
        }
        assert(ring[at % SIZE] == i);
        consumed = at + 1;
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, produce, NULL);
    pthread_create(&b, NULL, consume, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
