/*
 * A Treiber stack whose nodes are used again. A pop reads the top and its successor; others pop both,
 * and push the first back; the compare-and-swap succeeds, and brings the popped successor back.
 *
 * Shape: the ABA problem, described for the IBM System/370 and in every text since.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

enum { NODES = 3, NONE = 0xff, COUNTED = 0x100 };

static atomic_int next[NODES], owned[NODES];
static atomic_uint top; /* A node, and above it a count of changes, if FIXED. */

static unsigned changed(unsigned old)
{
#ifdef FIXED
    return (old & ~0xffU) + COUNTED;
#else
    return old & ~0xffU;
#endif
}

static int pop(void)
{
    unsigned old = top;

    while ((old & 0xff) != NONE) {
        int node = (int)(old & 0xff);

        if (atomic_compare_exchange_strong(&top, &old, changed(old) | (unsigned)next[node])) {
            assert(atomic_fetch_add(&owned[node], 1) == 0);
            return node;
        }
    }
    return -1;
}

static void push(int node)
{
    unsigned old = top;

    atomic_fetch_sub(&owned[node], 1);
    do {
        next[node] = (int)(old & 0xff);
    } while (!atomic_compare_exchange_strong(&top, &old, changed(old) | (unsigned)node));
}

static void *pop_one(void *unused)
{
    pop();
    return unused;
}

static void *pop_two_push_one(void *unused)
{
    int first = pop(), second = pop();

    if (first >= 0) {
        push(first);
    }
    (void)second;
    pop();
    pop();
    return unused;
}

int main(void)
{
    pthread_t a, b;

    for (int i = 0; i < NODES; i++) {
        next[i] = i + 1 < NODES ? i + 1 : NONE;
    }
    pthread_create(&a, NULL, pop_one, NULL);
    pthread_create(&b, NULL, pop_two_push_one, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
