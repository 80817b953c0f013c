#include "umap.h"

#include <stdlib.h>

struct identity {
    const struct ufid *ufid;
    uint32_t pmd_id;
};

static int matches(struct cds_lfht_node *node, const void *key)
{
    const struct ukey *ukey = caa_container_of(node, struct ukey, node);
    const struct identity *identity = key;

    return ukey->pmd_id == identity->pmd_id && ufid_equals(&ukey->ufid, identity->ufid);
}

struct umap *umaps_create(unsigned n, unsigned buckets, bool fixed_size)
{
    struct umap *umaps = calloc(n, sizeof *umaps);

    for (unsigned i = 0; umaps && i < n; i++) {
        umaps[i].ukeys =
            cds_lfht_new(buckets, buckets, 0, fixed_size ? 0 : CDS_LFHT_AUTO_RESIZE, NULL);
        if (!umaps[i].ukeys) {
            rcu_thread_offline();
            umaps_destroy(umaps, i);
            rcu_thread_online();
            return NULL;
        }
        umaps[i].hash_shift = (unsigned)__builtin_ctz(n);
        mutex_init(&umaps[i].mutex);
    }
    return umaps;
}

void umaps_destroy(struct umap *umaps, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        CHECK(!cds_lfht_destroy(umaps[i].ukeys, NULL));
        mutex_destroy(&umaps[i].mutex);
    }
    free(umaps);
}

/* The hash of a ukey in the table of its umap. */
static unsigned long table_hash(const struct umap *umap, uint32_t hash)
{
    return hash >> umap->hash_shift;
}

struct ukey *umap_lookup(const struct umap *umap, uint32_t hash, const struct ufid *ufid,
                         uint32_t pmd_id)
{
    struct identity identity = {.ufid = ufid, .pmd_id = pmd_id};
    struct cds_lfht_iter iterator;
    struct cds_lfht_node *node;

    cds_lfht_lookup(umap->ukeys, table_hash(umap, hash), matches, &identity, &iterator);
    node = cds_lfht_iter_get_node(&iterator);
    return node ? caa_container_of(node, struct ukey, node) : NULL;
}

void umap_insert(struct umap *umap, struct ukey *ukey)
{
    struct identity identity = {.ufid = &ukey->ufid, .pmd_id = ukey->pmd_id};

    /* One ukey per identity. */
    CHECK(cds_lfht_add_unique(umap->ukeys, table_hash(umap, ukey->hash), matches, &identity,
                              &ukey->node) == &ukey->node);
}

void umap_replace(struct umap *umap, struct ukey *old, struct ukey *new)
{
    struct identity identity = {.ufid = &new->ufid, .pmd_id = new->pmd_id};

    CHECK(cds_lfht_add_replace(umap->ukeys, table_hash(umap, new->hash), matches, &identity,
                               &new->node) == &old->node);
}

void umap_remove(struct umap *umap, struct ukey *ukey)
{
    CHECK(!cds_lfht_del(umap->ukeys, &ukey->node));
}

static struct ukey *iterator_ukey(struct cds_lfht_iter *iterator)
{
    struct cds_lfht_node *node = cds_lfht_iter_get_node(iterator);

    return node ? caa_container_of(node, struct ukey, node) : NULL;
}

struct ukey *umap_first(const struct umap *umap, struct cds_lfht_iter *iterator)
{
    cds_lfht_first(umap->ukeys, iterator);
    return iterator_ukey(iterator);
}

struct ukey *umap_next(const struct umap *umap, struct cds_lfht_iter *iterator)
{
    cds_lfht_next(umap->ukeys, iterator);
    return iterator_ukey(iterator);
}
