/*
 * liburcu's hash table, with a scheduling point before each call. ThreadSanitizer is told of the
 * orders by liburcu/table.c, where these calls go by the linker's --wrap.
 */
#include "threads/internal.h"

#include "runtime/rcu/lfht_api.h"

struct cds_lfht *runtime_cds_lfht_new(unsigned long init_size, unsigned long min_nr_alloc_buckets,
                                      unsigned long max_nr_buckets, int flags,
                                      const struct cds_lfht_mm_type *mm,
                                      const struct rcu_flavor_struct *flavor, pthread_attr_t *attr)
{
    return _cds_lfht_new(init_size, min_nr_alloc_buckets, max_nr_buckets,
                         flags & ~CDS_LFHT_AUTO_RESIZE, mm, flavor, attr);
}

int runtime_cds_lfht_destroy(struct cds_lfht *table, pthread_attr_t **attr)
{
    return cds_lfht_destroy(table, attr);
}

void runtime_cds_lfht_lookup(struct cds_lfht *table, unsigned long hash, cds_lfht_match_fct match,
                             const void *key, struct cds_lfht_iter *iter)
{
    thread_point();
    cds_lfht_lookup(table, hash, match, key, iter);
}

void runtime_cds_lfht_first(struct cds_lfht *table, struct cds_lfht_iter *iter)
{
    thread_point();
    cds_lfht_first(table, iter);
}

void runtime_cds_lfht_next(struct cds_lfht *table, struct cds_lfht_iter *iter)
{
    thread_point();
    cds_lfht_next(table, iter);
}

struct cds_lfht_node *runtime_cds_lfht_add_unique(struct cds_lfht *table, unsigned long hash,
                                                  cds_lfht_match_fct match, const void *key,
                                                  struct cds_lfht_node *node)
{
    thread_point();
    return cds_lfht_add_unique(table, hash, match, key, node);
}

struct cds_lfht_node *runtime_cds_lfht_add_replace(struct cds_lfht *table, unsigned long hash,
                                                   cds_lfht_match_fct match, const void *key,
                                                   struct cds_lfht_node *node)
{
    thread_point();
    return cds_lfht_add_replace(table, hash, match, key, node);
}

int runtime_cds_lfht_del(struct cds_lfht *table, struct cds_lfht_node *node)
{
    thread_point();
    return cds_lfht_del(table, node);
}
