/*
 * A Treiber stack that frees what it pops. Another pop has read the same top, and reads its
 * successor after it was freed.
 *
 * Shape: why lock-free stacks need hazard pointers, epochs or RCU (Michael, 2004).
 * Found as: use after free
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { POPPERS = 2 };

struct node {
    struct node *_Atomic next;
};

static struct node *_Atomic top;

/* Returns what was popped, if it is for main to free. */
static void *pop(void *unused)
{
    struct node *n = top;

    (void)unused;
    while (n && !atomic_compare_exchange_strong(&top, &n, n->next)) {
    }
#ifdef FIXED
    return n;
#else
    free(n);
    return NULL;
#endif
}

int main(void)
{
    pthread_t threads[POPPERS];
    void *popped[POPPERS];

    for (int i = 0; i < POPPERS; i++) {
        struct node *n = malloc(sizeof *n);

        n->next = top;
        top = n;
    }
    for (int i = 0; i < POPPERS; i++) {
        pthread_create(&threads[i], NULL, pop, NULL);
    }
    for (int i = 0; i < POPPERS; i++) {
        pthread_join(threads[i], &popped[i]);
    }
    for (int i = 0; i < POPPERS; i++) {
        free(popped[i]);
    }
    return 0;
}
