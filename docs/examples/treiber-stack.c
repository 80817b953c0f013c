/*
 * Treiber's stack of free nodes, without locks.
 *
 * The bug: ABA. A thread reads the top, A, and what is below it, B. Others take A and B, and put A
 * back. The compare-and-swap sees A, succeeds, and makes B the top, which somebody has. The fix: a
 * count of changes beside the top.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { NODES = 3, NONE = NODES };

struct top {
    unsigned node, changes;
};

static atomic_uint below[NODES];
static _Atomic struct top top;
static atomic_int owners[NODES];

static struct top changed(struct top old, unsigned node)
{
#ifdef FIXED
    return (struct top){node, old.changes + 1};
#else
    return (struct top){node, old.changes};
#endif
}

static void push(unsigned node)
{
    struct top old = top;

    owners[node]--;
    do {
        below[node] = old.node;
    } while (!atomic_compare_exchange_weak(&top, &old, changed(old, node)));
}

static unsigned pop(void)
{
    struct top old = top;

    while (old.node != NONE) {
        if (atomic_compare_exchange_weak(&top, &old, changed(old, below[old.node]))) {
            assert(++owners[old.node] == 1);
            break;
        }
    }
    return old.node;
}

static void *take_one(void *unused)
{
    pop();
    return unused;
}

static void *take_two_and_return_one(void *unused)
{
    unsigned first = pop();

    pop();
    if (first != NONE) {
        push(first);
    }
    pop();
    pop();
    return unused;
}

int main(void)
{
    pthread_t a, b;

    atomic_init(&top, ((struct top){NONE, 0}));
    for (unsigned node = 0; node < NODES; node++) {
        owners[node] = 1;
        push(node);
    }
    pthread_create(&a, NULL, take_one, NULL);
    pthread_create(&b, NULL, take_two_and_return_one, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
