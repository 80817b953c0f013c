/*
 * Wrappers around liburcu's lock-free hash table, which itself runs unchanged on our RCU model.
 * They add scheduling points, check that the caller is an online reader, and that an iterator is
 * not used across a quiescent state; and since the table is not instrumented, they tell
 * ThreadSanitizer that a node's insertion happens before its discovery, node by node.
 */
#include "lfht_api.h"
#include "runtime/allocations.h"
#include "runtime/rule/misuse.h"
#include "lfht_iterators.h"
#include "lfht_tables.h"
#include "rcu.h"
#include "reachable.h"
#include "runtime/scheduler.h"

const struct wait_description wait_table = {.does = "waits for a resizing"};

enum { RESIZE_MAX = 4096 };

/* A node stands in a table now; one has left it. */
static void entered(const struct cds_lfht *table, const struct cds_lfht_node *node)
{
    if (scheduler.running) {
        reachable_entered(node, &lfht_table_of(table)->users);
    }
}

static void left(const struct cds_lfht_node *node)
{
    if (scheduler.running) {
        reachable_left(node);
    }
}

/* A call of the code under test. False: outside an execution, nothing to check. */
static bool enter(enum event_kind kind, struct cds_lfht *table, const char *what)
{
    if (!scheduler.running) {
        return false;
    }
    scheduler_point_at(kind == EVENT_LFHT_LOOKUP || kind == EVENT_LFHT_NEXT
                           ? pending_read(PENDING_TABLE, (uintptr_t)table)
                           : pending_write(PENDING_TABLE, (uintptr_t)table));
    rcu_model_check_reader(what);
    if (table) {
        actor_set_add(&lfht_table_of(table)->users, scheduler.current);
    }
    scheduler_log(kind, table ? lfht_table_of(table)->number : 0, 0);
    return true;
}

/* The iterator now stands where the running actor has just put it. */
static void found(const struct cds_lfht_iter *iter)
{
    if (!scheduler.running) {
        return;
    }
    lfht_iterators_set(iter);
    if (iter->node) {
        tsan_acquire(iter->node);
    }
}

/* The caller's match function, preceded by the order between insertion and discovery. */
struct match {
    cds_lfht_match_fct match;
    const void *key;
};

static int match_ordered(struct cds_lfht_node *node, const void *match_)
{
    const struct match *match = match_;

    tsan_acquire(node);
    return match->match(node, match->key);
}

struct cds_lfht *runtime_cds_lfht_new(unsigned long init_size, unsigned long min_nr_alloc_buckets,
                                      unsigned long max_nr_buckets, int flags,
                                      const struct cds_lfht_mm_type *mm,
                                      const struct rcu_flavor_struct *flavor, pthread_attr_t *attr)
{
    struct cds_lfht *table;

    if (scheduler.running) {
        scheduler_point();
        if (allocations_fail()) {
            return NULL;
        }
    }
    tsan_ignore_begin();
    table = _cds_lfht_new(init_size, min_nr_alloc_buckets, max_nr_buckets,
                          flags & ~CDS_LFHT_AUTO_RESIZE, mm, flavor, attr);
    tsan_ignore_end();
    if (scheduler.running && table) {
        lfht_tables_made(table, flags & CDS_LFHT_AUTO_RESIZE);
    }
    return table;
}

/* liburcu waits for its thread that resizes tables, which may wait for a grace period. */
static void check_destruction(const struct cds_lfht *table)
{
    if (lfht_table_of(table)->grows && runtime_rcu_is_online()) {
        misuse_in(
            "RCU/destroys-table-online", "in", "cds_lfht_destroy()",
            "%s destroys a table that resizes itself while it is an online reader: a resizing "
            "may wait for it, and it for the resizing; expected rcu_thread_offline() before",
            actor_name(scheduler.current));
    }
}

int runtime_cds_lfht_destroy(struct cds_lfht *table, pthread_attr_t **attr)
{
    int error;

    if (scheduler.running) {
        scheduler_point_at(pending_write(PENDING_TABLE, (uintptr_t)table));
        check_destruction(table);
    }
    tsan_ignore_begin();
    error = cds_lfht_destroy(table, attr);
    tsan_ignore_end();
    if (scheduler.running && !error) {
        lfht_tables_destroyed();
    }
    return error;
}

/* liburcu holds a real mutex while it resizes, and may wait for a grace period meanwhile. */
void runtime_cds_lfht_resize(struct cds_lfht *table, unsigned long new_size)
{
    static struct cds_lfht *resizing;
    static uint32_t resizing_generation;

    if (scheduler.running) {
        scheduler_point_at(pending_write(PENDING_TABLE, (uintptr_t)table));
        if (new_size > RESIZE_MAX) {
            runtime_fatal("cds_lfht_resize(): liburcu would create threads for so large a table");
        }
        while (resizing && resizing_generation == scheduler.generation) {
            scheduler_block(WAIT_TABLE, &resizing, lfht_table_of(table)->number, DEADLINE_NONE);
        }
        resizing = table;
        resizing_generation = scheduler.generation;
    }
    tsan_ignore_begin();
    cds_lfht_resize(table, new_size);
    tsan_ignore_end();
    if (scheduler.running) {
        resizing = NULL;
        scheduler_wake_all(&resizing, WAIT_TABLE, WAIT_TABLE);
        scheduler_point();
    }
}

void runtime_cds_lfht_count_nodes(struct cds_lfht *table, long *before, unsigned long *count,
                                  long *after)
{
    enter(EVENT_LFHT_LOOKUP, table, "cds_lfht_count_nodes()");
    cds_lfht_count_nodes(table, before, count, after);
}

void runtime_cds_lfht_lookup(struct cds_lfht *table, unsigned long hash, cds_lfht_match_fct match,
                             const void *key, struct cds_lfht_iter *iter)
{
    struct match ordered = {match, key};

    enter(EVENT_LFHT_LOOKUP, table, "cds_lfht_lookup()");
    cds_lfht_lookup(table, hash, match_ordered, &ordered, iter);
    found(iter);
}

void runtime_cds_lfht_first(struct cds_lfht *table, struct cds_lfht_iter *iter)
{
    enter(EVENT_LFHT_NEXT, table, "cds_lfht_first()");
    cds_lfht_first(table, iter);
    found(iter);
}

void runtime_cds_lfht_next(struct cds_lfht *table, struct cds_lfht_iter *iter)
{
    if (enter(EVENT_LFHT_NEXT, table, "cds_lfht_next()")) {
        lfht_iterators_check(iter, "cds_lfht_next()");
    }
    cds_lfht_next(table, iter);
    found(iter);
}

void runtime_cds_lfht_next_duplicate(struct cds_lfht *table, cds_lfht_match_fct match,
                                     const void *key, struct cds_lfht_iter *iter)
{
    struct match ordered = {match, key};

    if (enter(EVENT_LFHT_NEXT, table, "cds_lfht_next_duplicate()")) {
        lfht_iterators_check(iter, "cds_lfht_next_duplicate()");
    }
    cds_lfht_next_duplicate(table, match_ordered, &ordered, iter);
    found(iter);
}

void runtime_cds_lfht_add(struct cds_lfht *table, unsigned long hash, struct cds_lfht_node *node)
{
    enter(EVENT_LFHT_ADD, table, "cds_lfht_add()");
    tsan_release(node);
    cds_lfht_add(table, hash, node);
    entered(table, node);
}

struct cds_lfht_node *runtime_cds_lfht_add_unique(struct cds_lfht *table, unsigned long hash,
                                                  cds_lfht_match_fct match, const void *key,
                                                  struct cds_lfht_node *node)
{
    struct match ordered = {match, key};
    struct cds_lfht_node *there;

    enter(EVENT_LFHT_ADD, table, "cds_lfht_add_unique()");
    tsan_release(node);
    there = cds_lfht_add_unique(table, hash, match_ordered, &ordered, node);
    if (there == node) {
        entered(table, node);
    }
    tsan_acquire(there);
    return there;
}

struct cds_lfht_node *runtime_cds_lfht_add_replace(struct cds_lfht *table, unsigned long hash,
                                                   cds_lfht_match_fct match, const void *key,
                                                   struct cds_lfht_node *node)
{
    struct match ordered = {match, key};
    struct cds_lfht_node *old;

    enter(EVENT_LFHT_REPLACE, table, "cds_lfht_add_replace()");
    tsan_release(node);
    old = cds_lfht_add_replace(table, hash, match_ordered, &ordered, node);
    entered(table, node);
    if (old) {
        left(old);
        tsan_acquire(old);
    }
    return old;
}

int runtime_cds_lfht_replace(struct cds_lfht *table, struct cds_lfht_iter *old, unsigned long hash,
                             cds_lfht_match_fct match, const void *key, struct cds_lfht_node *node)
{
    struct match ordered = {match, key};
    struct cds_lfht_node *replaced = cds_lfht_iter_get_node(old);
    int error;

    if (enter(EVENT_LFHT_REPLACE, table, "cds_lfht_replace()")) {
        lfht_iterators_check(old, "cds_lfht_replace()");
    }
    tsan_release(node);
    error = cds_lfht_replace(table, old, hash, match_ordered, &ordered, node);
    if (!error) {
        entered(table, node);
        left(replaced);
    }
    return error;
}

int runtime_cds_lfht_del(struct cds_lfht *table, struct cds_lfht_node *node)
{
    int error;

    enter(EVENT_LFHT_DEL, table, "cds_lfht_del()");
    error = cds_lfht_del(table, node);
    if (!error) {
        left(node);
    }
    return error;
}

int runtime_cds_lfht_is_node_deleted(const struct cds_lfht_node *node)
{
    enter(EVENT_LFHT_LOOKUP, NULL, "cds_lfht_is_node_deleted()");
    return cds_lfht_is_node_deleted(node);
}
