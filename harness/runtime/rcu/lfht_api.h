/*
 * The functions that interpose.h puts in the place of liburcu's hash table's. Each does what the
 * one it is named after does, by calling it.
 */
#ifndef RCU_LFHT_API_H
#define RCU_LFHT_API_H 1

#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

/* Without a size or flag that would make liburcu create threads: CDS_LFHT_AUTO_RESIZE is dropped,
 * so a table keeps its size unless it is resized. */
struct cds_lfht *runtime_cds_lfht_new(unsigned long init_size, unsigned long min_nr_alloc_buckets,
                                      unsigned long max_nr_buckets, int flags,
                                      const struct cds_lfht_mm_type *,
                                      const struct rcu_flavor_struct *, pthread_attr_t *);
int runtime_cds_lfht_destroy(struct cds_lfht *, pthread_attr_t **);
void runtime_cds_lfht_resize(struct cds_lfht *, unsigned long new_size);
void runtime_cds_lfht_count_nodes(struct cds_lfht *, long *before, unsigned long *count,
                                  long *after);
void runtime_cds_lfht_lookup(struct cds_lfht *, unsigned long hash, cds_lfht_match_fct,
                             const void *key, struct cds_lfht_iter *);
void runtime_cds_lfht_next_duplicate(struct cds_lfht *, cds_lfht_match_fct, const void *key,
                                     struct cds_lfht_iter *);
void runtime_cds_lfht_first(struct cds_lfht *, struct cds_lfht_iter *);
void runtime_cds_lfht_next(struct cds_lfht *, struct cds_lfht_iter *);
void runtime_cds_lfht_add(struct cds_lfht *, unsigned long hash, struct cds_lfht_node *);
struct cds_lfht_node *runtime_cds_lfht_add_unique(struct cds_lfht *, unsigned long hash,
                                                  cds_lfht_match_fct, const void *key,
                                                  struct cds_lfht_node *);
struct cds_lfht_node *runtime_cds_lfht_add_replace(struct cds_lfht *, unsigned long hash,
                                                   cds_lfht_match_fct, const void *key,
                                                   struct cds_lfht_node *);
int runtime_cds_lfht_replace(struct cds_lfht *, struct cds_lfht_iter *, unsigned long hash,
                             cds_lfht_match_fct, const void *key, struct cds_lfht_node *);
int runtime_cds_lfht_del(struct cds_lfht *, struct cds_lfht_node *);
int runtime_cds_lfht_is_node_deleted(const struct cds_lfht_node *);

#endif /* lfht_api.h */
