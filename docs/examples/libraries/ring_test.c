/* A ring of Concurrency Kit, with two producers and two consumers: each value is taken once. */
#include <ck_ring.h>
#include <ukeyfuzz.h>

#ifdef BUG
#define ENQUEUE ck_ring_enqueue_spsc /* For one producer. */
#else
#define ENQUEUE ck_ring_enqueue_mpmc
#endif

static ck_ring_t ring;
static ck_ring_buffer_t buffer[4];
static int values[2] = {0, 1}, taken[2];

static void put_or_take(unsigned number, void *unused)
{
    void *value;

    if (number < 2) {
        uk_check(ENQUEUE(&ring, buffer, &values[number]));
    } else if (ck_ring_dequeue_mpmc(&ring, buffer, &value)) {
        taken[*(int *)value]++;
    }
}

UK_TEST(each_value_once)
{
    void *value;

    ck_ring_init(&ring, 4);
    uk_threads(4, put_or_take, NULL);
    while (ck_ring_dequeue_mpmc(&ring, buffer, &value)) {
        taken[*(int *)value]++;
    }
    uk_check(taken[0] == 1 && taken[1] == 1);
}
UK_MAIN
