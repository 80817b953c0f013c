/*
 * The umaps: all ukeys, spread over a fixed number of hash tables. Looking up and walking take no
 * lock, only an RCU read-side critical section; inserting, replacing and removing need the mutex of
 * that umap.
 */
#ifndef UMAP_H
#define UMAP_H 1

#include "ukey.h"

struct umap {
    struct mutex mutex;
    struct cds_lfht *ukeys; /* Written with `mutex` held, read under RCU. */
    /* The number of a ukey's umap is its hash modulo the number of umaps. So the hashes of one umap
     * agree in so many of their last bits, which are no use for telling its buckets apart. */
    unsigned hash_shift;
};

/* An array of `n` umaps of `buckets` (a power of two) each, or NULL without memory. The caller
 * is a registered RCU reader, and may be offline for a while. */
struct umap *umaps_create(unsigned n, unsigned buckets, bool fixed_size);

/* Frees the umaps, which are empty and which nobody can see any more. The caller is in no RCU
 * read-side critical section. */
void umaps_destroy(struct umap *, unsigned n);

/* The ukey with this identity, or NULL; valid until the caller's next quiescent state. */
struct ukey *umap_lookup(const struct umap *, uint32_t hash, const struct ufid *, uint32_t pmd_id);

void umap_insert(struct umap *umap, struct ukey *) REQUIRES(umap->mutex);

/* Puts `new` in the place of `old` in one step: no reader finds both, or neither. */
void umap_replace(struct umap *umap, struct ukey *old, struct ukey *new) REQUIRES(umap->mutex);

void umap_remove(struct umap *umap, struct ukey *) REQUIRES(umap->mutex);

/* A walk over all ukeys of a umap, inside one RCU read-side critical section. Ukeys inserted or
 * removed meanwhile may or may not be seen. */
struct ukey *umap_first(const struct umap *, struct cds_lfht_iter *);
struct ukey *umap_next(const struct umap *, struct cds_lfht_iter *);

#endif /* umap.h */
