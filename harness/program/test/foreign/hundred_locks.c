/* A hundred threads, and one that holds a hundred locks. BUG: a list that all of them add to. */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

enum { N = 100 };

static pthread_mutex_t locks[N];
static struct node {
    struct node *next;
} * list;

static void *add(void *unused)
{
    struct node *node = malloc(sizeof *node);

#ifndef BUG
    pthread_mutex_lock(&locks[0]);
#endif
    node->next = list;
    list = node;
#ifndef BUG
    pthread_mutex_unlock(&locks[0]);
#endif
    return unused;
}

int main(void)
{
    pthread_t threads[N];
    unsigned n = 0;

    for (unsigned i = 0; i < N; i++) {
        pthread_mutex_init(&locks[i], NULL);
        pthread_create(&threads[i], NULL, add, NULL);
    }
    for (unsigned i = 0; i < N; i++) {
        pthread_mutex_lock(&locks[i]);
    }
    for (unsigned i = N; i-- > 0;) {
        pthread_mutex_unlock(&locks[i]);
    }
    for (unsigned i = 0; i < N; i++) {
        pthread_join(threads[i], NULL);
    }
    while (list) {
        struct node *node = list;

        list = node->next;
        free(node);
        n++;
    }
    assert(n == N);
    return 0;
}
