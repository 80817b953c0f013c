/*
 * Wrappers around liburcu's lock-free hash table, which itself runs unchanged on our RCU model.
 * They add scheduling points, check that the caller is an online reader, and that an iterator is
 * not used across a quiescent state; and since the table is not instrumented, they tell
 * ThreadSanitizer that a node's insertion happens before its discovery, node by node.
 */
#include "lfht.h"

#include "lfht_api.h"
#include "runtime/allocations.h"
#include "runtime/rule/misuse.h"
#include "rcu.h"
#include "runtime/scheduler.h"

const struct wait_description wait_table = {.does = "waits for a resizing"};

enum { TABLES_MAX = 4096, ITERATORS_MAX = 8, RESIZE_MAX = 4096 };

/* Tables in order of creation, or of first use if they were made before the execution: a hash table
 * from address to number. */
struct table {
    const struct cds_lfht *address;
    uint32_t generation; /* The entry is free if this is not the current one. */
    uint32_t number;
};
static struct table tables[TABLES_MAX];
static unsigned n_tables;

/* The latest iterators that each actor has set, and in which of its read-side phases. */
struct iterator {
    const struct cds_lfht_iter *iter;
    uint32_t quiescent_count;
};
static struct iterator iterators[RUNTIME_MAX_ACTORS][ITERATORS_MAX];
static unsigned next_iterator[RUNTIME_MAX_ACTORS];

/* Made in this execution, and not destroyed; and how many were made to resize themselves. */
static unsigned n_left, n_growing;

unsigned runtime_n_tables_left(void)
{
    return n_left;
}

unsigned runtime_n_growing_tables(void)
{
    return n_growing;
}

void lfht_begin(void)
{
    n_left = n_growing = 0;
    n_tables = 0;
}

void lfht_actor_begin(unsigned actor)
{
    for (unsigned i = 0; i < ITERATORS_MAX; i++) {
        iterators[actor][i].iter = NULL;
    }
    next_iterator[actor] = 0;
}

/* The table's entry, or the free one that it would get. */
static struct table *find_table(const struct cds_lfht *address)
{
    uint64_t i = ((uintptr_t)address >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 52;

    while (tables[i].generation == scheduler.generation && tables[i].address != address) {
        i = (i + 1) % TABLES_MAX;
    }
    return &tables[i];
}

static void number_table(struct table *table, const struct cds_lfht *address)
{
    if (n_tables == TABLES_MAX / 2) {
        runtime_fatal("too many hash tables");
    }
    table->address = address;
    table->generation = scheduler.generation;
    table->number = ++n_tables;
}

static uint64_t table_number(const struct cds_lfht *address)
{
    struct table *table = find_table(address);

    if (table->generation != scheduler.generation) {
        number_table(table, address);
    }
    return table->number;
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
    scheduler_log(kind, table ? table_number(table) : 0, 0);
    return true;
}

static struct iterator *find_iterator(const struct cds_lfht_iter *iter)
{
    for (unsigned i = 0; i < ITERATORS_MAX; i++) {
        if (iterators[scheduler.current][i].iter == iter) {
            return &iterators[scheduler.current][i];
        }
    }
    return NULL;
}

static void check_iterator(const struct cds_lfht_iter *iter, const char *what)
{
    const struct iterator *i = find_iterator(iter);

    if (i && i->quiescent_count != rcu_model_quiescent_count()) {
        misuse_in("RCU/old-iterator", "in", what,
                  "%s: %s with an iterator from before a quiescent state: walked a table across it",
                  actor_name(scheduler.current), what);
    }
}

/* The iterator now stands where the running actor has just put it. */
static void found(const struct cds_lfht_iter *iter)
{
    struct iterator *i;

    if (!scheduler.running) {
        return;
    }
    i = find_iterator(iter);
    if (!i) {
        i = &iterators[scheduler.current][next_iterator[scheduler.current]++ % ITERATORS_MAX];
        i->iter = iter;
    }
    i->quiescent_count = rcu_model_quiescent_count();
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
        /* Also where the address is that of a table which is gone. */
        number_table(find_table(table), table);
        n_left++;
        n_growing += flags & CDS_LFHT_AUTO_RESIZE ? 1 : 0;
    }
    return table;
}

int runtime_cds_lfht_destroy(struct cds_lfht *table, pthread_attr_t **attr)
{
    int error;

    if (scheduler.running) {
        scheduler_point_at(pending_write(PENDING_TABLE, (uintptr_t)table));
    }
    tsan_ignore_begin();
    error = cds_lfht_destroy(table, attr);
    tsan_ignore_end();
    /* One that was made before the execution was not counted. */
    if (scheduler.running && !error && n_left) {
        n_left--;
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
            scheduler_block(WAIT_TABLE, &resizing, table_number(table), DEADLINE_NONE);
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
        check_iterator(iter, "cds_lfht_next()");
    }
    cds_lfht_next(table, iter);
    found(iter);
}

void runtime_cds_lfht_next_duplicate(struct cds_lfht *table, cds_lfht_match_fct match,
                                     const void *key, struct cds_lfht_iter *iter)
{
    struct match ordered = {match, key};

    if (enter(EVENT_LFHT_NEXT, table, "cds_lfht_next_duplicate()")) {
        check_iterator(iter, "cds_lfht_next_duplicate()");
    }
    cds_lfht_next_duplicate(table, match_ordered, &ordered, iter);
    found(iter);
}

void runtime_cds_lfht_add(struct cds_lfht *table, unsigned long hash, struct cds_lfht_node *node)
{
    enter(EVENT_LFHT_ADD, table, "cds_lfht_add()");
    tsan_release(node);
    cds_lfht_add(table, hash, node);
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
    if (old) {
        tsan_acquire(old);
    }
    return old;
}

int runtime_cds_lfht_replace(struct cds_lfht *table, struct cds_lfht_iter *old, unsigned long hash,
                             cds_lfht_match_fct match, const void *key, struct cds_lfht_node *node)
{
    struct match ordered = {match, key};

    if (enter(EVENT_LFHT_REPLACE, table, "cds_lfht_replace()")) {
        check_iterator(old, "cds_lfht_replace()");
    }
    tsan_release(node);
    return cds_lfht_replace(table, old, hash, match_ordered, &ordered, node);
}

int runtime_cds_lfht_del(struct cds_lfht *table, struct cds_lfht_node *node)
{
    enter(EVENT_LFHT_DEL, table, "cds_lfht_del()");
    return cds_lfht_del(table, node);
}

int runtime_cds_lfht_is_node_deleted(const struct cds_lfht_node *node)
{
    enter(EVENT_LFHT_LOOKUP, NULL, "cds_lfht_is_node_deleted()");
    return cds_lfht_is_node_deleted(node);
}
