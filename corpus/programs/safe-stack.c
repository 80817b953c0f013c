/*
 * A stack of array slots without locks: pop takes the head only while at least two elements are
 * left, marks the slot's `next`, and then swings the head. It takes three threads and at least six
 * switches to get one slot to two owners.
 *
 * Shape: Vyukov's SafeStack, the hardest program of SCTBench.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { SLOTS = 3, THREADS = 3, ROUNDS = 2, NONE = -1 };

static atomic_int head, count = SLOTS, next[SLOTS] = {1, 2, NONE}, owned[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int pop_unlocked(void)
{
    while (count > 1) {
        int first = head;
        int second = atomic_exchange(&next[first], NONE);

        if (second >= 0) {
            int expected = first;

            if (atomic_compare_exchange_strong(&head, &expected, second)) {
                atomic_fetch_sub(&count, 1);
                return first;
            }
            (void)atomic_exchange(&next[first], second);
        }
    }
    return NONE;
}

static void push_unlocked(int slot)
{
    int first = head;

    do {
        next[slot] = first;
    } while (!atomic_compare_exchange_strong(&head, &first, slot));
    atomic_fetch_add(&count, 1);
}

static int pop(void)
{
    int slot;

#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    slot = pop_unlocked();
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return slot;
}

static void push(int slot)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    push_unlocked(slot);
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
}

static void *work(void *unused)
{
    (void)lock;
    for (int i = 0; i < ROUNDS; i++) {
        int slot;

        while ((slot = pop()) == NONE) {
            sched_yield();
        }
        assert(atomic_fetch_add(&owned[slot], 1) == 0);
        atomic_fetch_sub(&owned[slot], 1);
        push(slot);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
