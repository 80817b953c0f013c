/* An item in a hash table, one thread that changes something, and one that looks. */
#ifndef TEST_ITEM_H
#define TEST_ITEM_H 1

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#include "runtime/test/check.h"

struct item {
    struct cds_lfht_node node;
    struct rcu_head rcu;
    pthread_mutex_t mutex;
    atomic_int references;
};

static struct item *item, *other; /* The other one takes the item's place. */
static struct cds_lfht *table;
static sem_t looked, changed;

static inline int matches(struct cds_lfht_node *node, const void *key)
{
    return 1;
}

static inline struct item *find(void)
{
    struct cds_lfht_iter iter;
    struct cds_lfht_node *node;

    cds_lfht_lookup(table, 1, matches, NULL, &iter);
    node = cds_lfht_iter_get_node(&iter);
    return node ? caa_container_of(node, struct item, node) : NULL;
}

static inline void just_free(void)
{
    free(item);
    item = NULL;
}

static inline void free_other(void)
{
    free(other);
    other = NULL;
}

static inline struct item *make_item(void)
{
    struct item *made = calloc(1, sizeof *made);

    pthread_mutex_init(&made->mutex, NULL);
    return made;
}

static inline void begin(int flags)
{
    just_free(); /* What an execution that ended early has left. */
    free_other();
    rcu_register_thread();
    table = cds_lfht_new(8, 8, 0, flags, NULL);
    item = make_item();
    cds_lfht_add(table, 1, &item->node);
    sem_init(&looked, 0, 0);
    sem_init(&changed, 0, 0);
}

static inline void take_out(void)
{
    EXPECT(!cds_lfht_del(table, &item->node));
}

/* Looks at the item, and stays online until the other has changed something. */
static inline void *look(void *unused)
{
    rcu_register_thread();
    EXPECT(find());
    sem_post(&looked);
    sem_wait(&changed);
    rcu_unregister_thread();
    return NULL;
}

/* Runs `change` when a thread that runs `reader` has done what it does first, and then ends. */
static inline void change_beside(void *(*reader)(void *), void (*change)(void))
{
    pthread_t thread;

    begin(0);
    pthread_create(&thread, NULL, reader, NULL);
    sem_wait(&looked);
    change();
    sem_post(&changed);
    pthread_join(thread, NULL);
    rcu_unregister_thread();
    rcu_barrier();
    EXPECT(!cds_lfht_destroy(table, NULL));
}

#endif /* item.h */
