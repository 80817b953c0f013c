/*
 * A table of items on real threads and liburcu. Readers look items up and walk the table without a
 * lock, an updater replaces items, and each has a quiescent state now and then. As it should be,
 * nothing may be reported. With an argument it makes one mistake, and goes on until that is
 * reported, which may need a reader at the right place:
 *
 *   early     a replaced item is freed at once
 *   quiet     a reader goes on using an item after a quiescent state
 *   unguarded an item is written to after readers can find it
 *   twice     two threads hand the same item to call_rcu()
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URCU_API_MAP
#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#include "test/check.h"

enum { N_ITEMS = 16, N_READERS = 2, N_ROUNDS = 2000 };

struct item {
    unsigned key, value;
    struct cds_lfht_node node;
    struct rcu_head rcu;
};

static const char *mistake = "";
static struct cds_lfht *table;
static atomic_bool stop;
static atomic_uint n_begun, n_freed;

static bool makes(const char *name)
{
    return !strcmp(mistake, name);
}

static int matches(struct cds_lfht_node *node, const void *key)
{
    return caa_container_of(node, struct item, node)->key == *(const unsigned *)key;
}

static struct item *look_up(unsigned key)
{
    struct cds_lfht_iter iter;
    struct cds_lfht_node *node;

    cds_lfht_lookup(table, key, matches, &key, &iter);
    node = cds_lfht_iter_get_node(&iter);
    return node ? caa_container_of(node, struct item, node) : NULL;
}

static void free_item(struct rcu_head *rcu)
{
    struct item *item = caa_container_of(rcu, struct item, rcu);

    CHECK(item->value == item->key + 1);
    atomic_fetch_add(&n_freed, 1);
    free(item);
}

static struct item *make_item(unsigned key)
{
    struct item *item = calloc(1, sizeof *item);

    CHECK(item);
    item->key = key;
    item->value = key + 1;
    return item;
}

static void replace_item(unsigned key)
{
    struct item *item = make_item(key);
    struct cds_lfht_node *old = cds_lfht_add_replace(table, key, matches, &key, &item->node);
    struct item *old_item = caa_container_of(old, struct item, node);

    CHECK(old);
    if (makes("unguarded")) {
        item->value = key + 1;
    }
    if (makes("early")) {
        free_item(&old_item->rcu);
    } else {
        call_rcu(&old_item->rcu, free_item);
    }
}

static unsigned use_for_long(const struct item *item)
{
    unsigned sum = 0;

    while (!atomic_load(&stop)) {
        sum += item->value;
        rcu_quiescent_state();
    }
    return sum;
}

static void *read_items(void *unused)
{
    unsigned sum = 0;

    rcu_register_thread();
    atomic_fetch_add(&n_begun, 1);
    while (!atomic_load(&stop)) {
        struct cds_lfht_iter iter;
        struct cds_lfht_node *node;

        if (makes("quiet")) {
            sum += use_for_long(look_up(0));
        }
        for (unsigned key = 0; key < N_ITEMS; key++) {
            struct item *item = look_up(key);
            unsigned value = item ? item->value : 0;

            CHECK(value == key + 1 || makes("early")); /* It is not for us to report that. */
        }
        cds_lfht_for_each(table, &iter, node)
        {
            sum += caa_container_of(node, struct item, node)->value;
        }
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return (void *)(uintptr_t)sum;
}

/* Each thread thinks that it is the one who has removed the item. */
static struct item *removed;

static void keep_item(struct rcu_head *rcu) {}

static void *post(void *unused)
{
    rcu_register_thread();
    call_rcu(&removed->rcu, keep_item);
    rcu_unregister_thread();
    return NULL;
}

static void post_twice(void)
{
    pthread_t threads[2];

    removed = make_item(0);
    for (unsigned i = 0; i < 2; i++) {
        CHECK(!pthread_create(&threads[i], NULL, post, NULL));
    }
    for (unsigned i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void update_items(void)
{
    unsigned n_added = N_ITEMS;

    while (atomic_load(&n_begun) < N_READERS) {
    }
    for (unsigned i = 0; i < N_ROUNDS || *mistake; i++) {
        for (unsigned key = 0; key < N_ITEMS; key++, n_added++) {
            replace_item(key);
        }
        rcu_quiescent_state();
        if (i % 100 == 0) {
            synchronize_rcu();
        }
    }
    rcu_barrier();
    CHECK(atomic_load(&n_freed) == n_added - N_ITEMS);
}

int main(int argc, char **argv)
{
    pthread_t readers[N_READERS];

    mistake = argc > 1 ? argv[1] : "";
    rcu_register_thread();
    table = cds_lfht_new(1, 1, 0, CDS_LFHT_AUTO_RESIZE, NULL);
    CHECK(table);
    for (unsigned key = 0; key < N_ITEMS; key++) {
        cds_lfht_add_unique(table, key, matches, &key, &make_item(key)->node);
    }
    if (makes("twice")) {
        post_twice();
    }
    for (unsigned i = 0; i < N_READERS; i++) {
        CHECK(!pthread_create(&readers[i], NULL, read_items, NULL));
    }
    update_items();
    atomic_store(&stop, true);
    rcu_thread_offline();
    for (unsigned i = 0; i < N_READERS; i++) {
        pthread_join(readers[i], NULL);
    }
    rcu_thread_online();
    for (unsigned key = 0; key < N_ITEMS; key++) {
        struct item *item = look_up(key);

        CHECK(!cds_lfht_del(table, &item->node));
        call_rcu(&item->rcu, free_item);
    }
    rcu_barrier();
    rcu_thread_offline();
    CHECK(!cds_lfht_destroy(table, NULL));
    rcu_thread_online();
    rcu_unregister_thread();
    return 0;
}
