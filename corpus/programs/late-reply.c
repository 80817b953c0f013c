/*
 * A question is asked, given up, and its slot used for the next question. The first reply comes late,
 * and is taken for the second.
 *
 * Shape: the answer that comes after the timeout.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct slot {
    atomic_int question, answer;
};

static struct slot slot;

static void *reply(void *unused)
{
    slot.answer = slot.question;
    return unused;
}

int main(void)
{
    pthread_t first, second;

    slot.question = 1;
    pthread_create(&first, NULL, reply, NULL);
#ifdef FIXED
    pthread_join(first, NULL);
#endif
    slot.question = 2;
    slot.answer = 0;
    pthread_create(&second, NULL, reply, NULL);
    while (!slot.answer) {
        sched_yield();
    }
    assert(slot.answer == 2);
#ifndef FIXED
    pthread_join(first, NULL);
#endif
    pthread_join(second, NULL);
    return 0;
}
