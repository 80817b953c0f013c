/*
 * The calls of liburcu's hash table, which come here by the linker's --wrap: each does what the one
 * it is named after does, and tells ThreadSanitizer of it. See orders.h. Only a build for
 * ThreadSanitizer has this file. It has the calls that the cache makes; ThreadSanitizer reports who
 * finds a node that was inserted by another.
 */
#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#include "support/sanitizers.h"

void __real_cds_lfht_lookup(struct cds_lfht *, unsigned long, cds_lfht_match_fct, const void *,
                            struct cds_lfht_iter *);
void __real_cds_lfht_first(struct cds_lfht *, struct cds_lfht_iter *);
void __real_cds_lfht_next(struct cds_lfht *, struct cds_lfht_iter *);
struct cds_lfht_node *__real_cds_lfht_add_unique(struct cds_lfht *, unsigned long,
                                                 cds_lfht_match_fct, const void *,
                                                 struct cds_lfht_node *);
struct cds_lfht_node *__real_cds_lfht_add_replace(struct cds_lfht *, unsigned long,
                                                  cds_lfht_match_fct, const void *,
                                                  struct cds_lfht_node *);
int __real_cds_lfht_del(struct cds_lfht *, struct cds_lfht_node *);
void __wrap_cds_lfht_lookup(struct cds_lfht *, unsigned long, cds_lfht_match_fct, const void *,
                            struct cds_lfht_iter *);
void __wrap_cds_lfht_first(struct cds_lfht *, struct cds_lfht_iter *);
void __wrap_cds_lfht_next(struct cds_lfht *, struct cds_lfht_iter *);
struct cds_lfht_node *__wrap_cds_lfht_add_unique(struct cds_lfht *, unsigned long,
                                                 cds_lfht_match_fct, const void *,
                                                 struct cds_lfht_node *);
struct cds_lfht_node *__wrap_cds_lfht_add_replace(struct cds_lfht *, unsigned long,
                                                  cds_lfht_match_fct, const void *,
                                                  struct cds_lfht_node *);
int __wrap_cds_lfht_del(struct cds_lfht *, struct cds_lfht_node *);

/* The key of a lookup, and who compares it. */
struct match {
    cds_lfht_match_fct match;
    const void *key;
};

static int match_found(struct cds_lfht_node *node, const void *match_)
{
    const struct match *match = match_;

    tsan_acquire(node);
    return match->match(node, match->key);
}

static void found(const struct cds_lfht_node *node)
{
    if (node) {
        tsan_acquire(node);
        tsan_reads(node, sizeof *node);
    }
}

static void inserts(struct cds_lfht_node *node)
{
    tsan_writes(node, sizeof *node);
    tsan_release(node);
}

void __wrap_cds_lfht_lookup(struct cds_lfht *table, unsigned long hash, cds_lfht_match_fct match,
                            const void *key, struct cds_lfht_iter *iter)
{
    struct match ordered = {match, key};

    __real_cds_lfht_lookup(table, hash, match_found, &ordered, iter);
    found(iter->node);
}

void __wrap_cds_lfht_first(struct cds_lfht *table, struct cds_lfht_iter *iter)
{
    __real_cds_lfht_first(table, iter);
    found(iter->node);
}

void __wrap_cds_lfht_next(struct cds_lfht *table, struct cds_lfht_iter *iter)
{
    tsan_reads(iter->node, sizeof *iter->node);
    __real_cds_lfht_next(table, iter);
    found(iter->node);
}

struct cds_lfht_node *__wrap_cds_lfht_add_unique(struct cds_lfht *table, unsigned long hash,
                                                 cds_lfht_match_fct match, const void *key,
                                                 struct cds_lfht_node *node)
{
    struct match ordered = {match, key};
    struct cds_lfht_node *there;

    inserts(node);
    there = __real_cds_lfht_add_unique(table, hash, match_found, &ordered, node);
    found(there);
    return there;
}

struct cds_lfht_node *__wrap_cds_lfht_add_replace(struct cds_lfht *table, unsigned long hash,
                                                  cds_lfht_match_fct match, const void *key,
                                                  struct cds_lfht_node *node)
{
    struct match ordered = {match, key};
    struct cds_lfht_node *old;

    inserts(node);
    old = __real_cds_lfht_add_replace(table, hash, match_found, &ordered, node);
    found(old);
    return old;
}

int __wrap_cds_lfht_del(struct cds_lfht *table, struct cds_lfht_node *node)
{
    tsan_reads(node, sizeof *node);
    return __real_cds_lfht_del(table, node);
}
