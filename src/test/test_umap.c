/* Umaps: the ukeys of each spread over the buckets of its table, however many umaps there are. */

#include <stdint.h>

#include "fake_world.h"
#include "run_by_name.h"
#include "umap.h"

enum { N_UKEYS = 256, BUCKET_BITS = 6, BUCKETS = 1 << BUCKET_BITS };

/* The bucket of a table of BUCKETS that liburcu has chosen: it keeps the hash with its bits in
 * reverse, and the hash's last ones choose. */
static unsigned bucket_of(const struct ukey *ukey)
{
    return (unsigned)(ukey->node.reverse_hash >>
                      (8 * sizeof ukey->node.reverse_hash - BUCKET_BITS));
}

/* Puts ukeys that belong to umap 0 of `n_umaps` into it, and counts the buckets that they are in.
 */
static unsigned buckets_used(unsigned n_umaps) NO_THREAD_SAFETY_ANALYSIS
{
    struct udpif *udpif = fake_begin(&(struct udpif_config){.n_umaps = 1});
    struct umap *umaps = umaps_create(n_umaps, BUCKETS, true);
    struct ukey *ukeys[N_UKEYS];
    uint64_t used = 0;
    unsigned n = 0;

    for (uint32_t number = 0; n < N_UKEYS; number++) {
        struct ukey_seed seed = {.ufid = {{number, 0, 0, number}}, .pmd_id = PMD_ID_NULL};

        if (ukey_hash(&seed.ufid, seed.pmd_id) % n_umaps == 0) {
            ukeys[n] = ukey_create(udpif, &seed);
            umap_insert(&umaps[0], ukeys[n]);
            used |= UINT64_C(1) << bucket_of(ukeys[n]);
            assert_ptr_equal(umap_lookup(&umaps[0], ukeys[n]->hash, &seed.ufid, seed.pmd_id),
                             ukeys[n]);
            n++;
        }
    }
    while (n-- > 0) {
        umap_remove(&umaps[0], ukeys[n]);
    }
    synchronize_rcu();
    for (n = 0; n < N_UKEYS; n++) {
        ukey_destroy(ukeys[n]);
    }
    rcu_thread_offline();
    umaps_destroy(umaps, n_umaps);
    rcu_thread_online();
    fake_end(udpif);
    return (unsigned)__builtin_popcountll(used);
}

/* 256 balls leave one or two of 64 bins empty, on the average. */
static void test_spread(void **state)
{
    static const unsigned counts[] = {1, 3, 8, 48, 512};

    for (unsigned i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        assert_in_range(buckets_used(counts[i]), BUCKETS - 8, BUCKETS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spread)};

    return RUN_BY_NAME(tests);
}
