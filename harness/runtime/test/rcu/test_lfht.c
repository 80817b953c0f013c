/* liburcu's own hash table on the runtime. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#include "runtime/test/check.h"

struct item {
    struct cds_lfht_node node;
    struct rcu_head rcu;
    int key;
    int value;
};

static struct cds_lfht *table;

static int matches(struct cds_lfht_node *node, const void *key)
{
    return caa_container_of(node, struct item, node)->key == *(const int *)key;
}

static struct item *make(int key, int value)
{
    struct item *item = calloc(1, sizeof *item);

    item->key = key;
    item->value = value;
    return item;
}

static void free_item(struct rcu_head *head)
{
    free(caa_container_of(head, struct item, rcu));
}

static struct item *find(int key, struct cds_lfht_iter *iter)
{
    struct cds_lfht_node *node;

    cds_lfht_lookup(table, (unsigned long)key, matches, &key, iter);
    node = cds_lfht_iter_get_node(iter);
    return node ? caa_container_of(node, struct item, node) : NULL;
}

static void begin(void)
{
    rcu_register_thread();
    table = cds_lfht_new(8, 8, 0, CDS_LFHT_AUTO_RESIZE | CDS_LFHT_ACCOUNTING, NULL);
}

static void end(void)
{
    struct cds_lfht_iter iter;
    struct cds_lfht_node *node;

    cds_lfht_for_each(table, &iter, node)
    {
        EXPECT(!cds_lfht_del(table, node));
        call_rcu(&caa_container_of(node, struct item, node)->rcu, free_item);
    }
    rcu_unregister_thread();
    rcu_barrier();
    EXPECT(!cds_lfht_destroy(table, NULL));
}

static void holds_items(void *unused)
{
    struct cds_lfht_iter iter;
    struct item *one, *two;
    struct cds_lfht_node *node;
    unsigned n = 0;
    int key = 1;
    long before, after;
    unsigned long count;

    begin();
    one = make(1, 10);
    two = make(1, 11);
    EXPECT(cds_lfht_add_unique(table, 1, matches, &key, &one->node) == &one->node);
    EXPECT(cds_lfht_add_unique(table, 1, matches, &key, &two->node) == &one->node);
    EXPECT(find(1, &iter) == one && !find(2, &iter));
    EXPECT(cds_lfht_add_replace(table, 1, matches, &key, &two->node) == &one->node);
    EXPECT(cds_lfht_is_node_deleted(&one->node) && !cds_lfht_is_node_deleted(&two->node));
    call_rcu(&one->rcu, free_item);
    EXPECT(find(1, &iter) == two);
    one = make(1, 12);
    EXPECT(!cds_lfht_replace(table, &iter, 1, matches, &key, &one->node));
    call_rcu(&two->rcu, free_item);
    EXPECT(find(1, &iter) == one);
    two = make(1, 13);
    cds_lfht_add(table, 1, &two->node);
    cds_lfht_for_each_duplicate(table, 1, matches, &key, &iter, node)
    {
        n++;
    }
    EXPECT(n == 2);
    for (int i = 2; i < 40; i++) {
        cds_lfht_add(table, (unsigned long)i, &make(i, i)->node);
    }
    cds_lfht_count_nodes(table, &before, &count, &after);
    EXPECT(count == 40);
    rcu_quiescent_state();
    cds_lfht_resize(table, 64);
    n = 0;
    cds_lfht_for_each(table, &iter, node)
    {
        n++;
    }
    EXPECT(n == 40);
    rcu_quiescent_state();
    cds_lfht_resize(table, 8);
    end();
}

/* One adds and removes, others look; what they find is never freed under them (ASan would know). */
static void *look(void *unused)
{
    struct cds_lfht_iter iter;
    struct cds_lfht_node *node;

    rcu_register_thread();
    for (int i = 0; i < 3; i++) {
        struct item *item = find(i, &iter);

        EXPECT(!item || item->value == i + 100);
        cds_lfht_for_each(table, &iter, node)
        {
            item = caa_container_of(node, struct item, node);
            EXPECT(item->value == item->key + 100);
        }
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

static void *change(void *unused)
{
    struct cds_lfht_iter iter;

    rcu_register_thread();
    for (int i = 0; i < 3; i++) {
        struct item *item;

        cds_lfht_add(table, (unsigned long)i, &make(i, i + 100)->node);
        item = find(i, &iter);
        EXPECT(item && !cds_lfht_del(table, &item->node));
        EXPECT(cds_lfht_del(table, &item->node) < 0);
        call_rcu(&item->rcu, free_item);
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

static void is_shared(void *unused)
{
    pthread_t threads[2];

    begin();
    rcu_thread_offline();
    pthread_create(&threads[0], NULL, look, NULL);
    pthread_create(&threads[1], NULL, change, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    rcu_thread_online();
    end();
}

/* Misuse. */
static void looks_offline(void *unused)
{
    struct cds_lfht_iter iter;

    begin();
    rcu_thread_offline();
    find(1, &iter);
}

static void looks_unregistered(void *unused)
{
    struct cds_lfht_iter iter;

    begin();
    rcu_unregister_thread();
    find(1, &iter);
}

static void walk_across(void (*what)(void))
{
    struct cds_lfht_iter iter;

    begin();
    cds_lfht_add(table, 1, &make(1, 1)->node);
    cds_lfht_add(table, 2, &make(2, 2)->node);
    cds_lfht_first(table, &iter);
    what();
    cds_lfht_next(table, &iter);
}

static void quiesce(void)
{
    rcu_quiescent_state();
}

static void go_offline_and_back(void)
{
    rcu_thread_offline();
    rcu_thread_online();
}

static void walks_across_quiescent_state(void *unused)
{
    walk_across(quiesce);
}

static void walks_across_offline(void *unused)
{
    walk_across(go_offline_and_back);
}

static void abandons_walk(void *unused)
{
    struct cds_lfht_iter iter;

    begin();
    cds_lfht_add(table, 1, &make(1, 1)->node);
    cds_lfht_add(table, 2, &make(2, 2)->node);
    cds_lfht_first(table, &iter);
    cds_lfht_next(table, &iter);
    rcu_quiescent_state();
    cds_lfht_first(table, &iter);
    cds_lfht_next(table, &iter);
    end();
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(holds_items),
        CLEAN(is_shared),
        SILENT(is_shared, 4000),
        CLEAN(abandons_walk),
        VIOLATION(looks_offline, "RCU/offline by main in cds_lfht_lookup()"),
        VIOLATION(looks_unregistered, "RCU/no-reader by main in cds_lfht_lookup()"),
        VIOLATION(walks_across_quiescent_state, "RCU/old-iterator by main in cds_lfht_next()"),
        VIOLATION(walks_across_offline, "RCU/old-iterator by main in cds_lfht_next()"),
    };

    return RUN_CASES(cases);
}
