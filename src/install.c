#include "install.h"

#include "limit.h"
#include "udpif_internal.h"

/* Makes `new`, whose umap's mutex and own mutex are held, ready to be seen, if the flow limit
 * allows. `old`, if not NULL, gives way to it. Records of the dump that is running may be of an
 * earlier instance of the flow: see `dump_seq` in ukey.h. */
static bool make_visible(struct udpif *udpif, struct ukey *new, struct ukey *old)
    REQUIRES(new->mutex) NO_THREAD_SAFETY_ANALYSIS /* old->mutex is held, if there is one. */
{
    new->dump_seq = atomic_load_explicit(&udpif->dump_seq, memory_order_acquire);
    if (!flow_limit_reserve(&udpif->limit)) {
        return false;
    }
    if (old) {
        ukey_transition(old, UKEY_DELETED);
    }
    ukey_transition(new, UKEY_VISIBLE);
    return true;
}

/* Cases 1 to 3. */
static enum upcall_verdict try_replace(struct udpif *udpif, struct umap *umap, struct ukey *old,
                                       struct ukey *new) REQUIRES(umap->mutex, new->mutex)
{
    enum upcall_verdict verdict = UPCALL_DUPLICATE;

    if (!mutex_trylock(&old->mutex)) {
        coverage_inc(&udpif->coverage, COVERAGE_ukey_replace_contention);
        return UPCALL_CONTENDED;
    }
    if (old->state == UKEY_EVICTING) {
        coverage_inc(&udpif->coverage, COVERAGE_upcall_ukey_evicting);
    } else if (old->state != UKEY_EVICTED) {
        coverage_inc(&udpif->coverage, COVERAGE_handler_duplicate_upcall);
    } else if (make_visible(udpif, new, old)) {
        umap_replace(umap, old, new);
        ukey_postpone_free(old);
        coverage_inc(&udpif->coverage, COVERAGE_upcall_ukey_replace);
        verdict = UPCALL_REPLACED;
    } else {
        verdict = UPCALL_LIMITED;
    }
    mutex_unlock(&old->mutex);
    return verdict;
}

static enum upcall_verdict install_locked(struct udpif *udpif, struct umap *umap, struct ukey *new)
    REQUIRES(umap->mutex, new->mutex)
{
    struct ukey *old = umap_lookup(umap, new->hash, &new->ufid, new->pmd_id);

    if (old && !bytes_equal(old->key, new->key)) {
        coverage_inc(&udpif->coverage, COVERAGE_upcall_ukey_conflict);
        return UPCALL_CONFLICT;
    }
    if (old) {
        return try_replace(udpif, umap, old, new);
    }
    if (!make_visible(udpif, new, NULL)) {
        return UPCALL_LIMITED;
    }
    umap_insert(umap, new);
    coverage_inc(&udpif->coverage, COVERAGE_upcall_install_fresh);
    return UPCALL_INSTALLED;
}

enum upcall_verdict ukey_install(struct udpif *udpif, struct ukey *new)
{
    struct umap *umap = udpif_umap(udpif, new->hash);
    enum upcall_verdict verdict;

    mutex_lock(&umap->mutex);
    mutex_lock(&new->mutex); /* Nobody else has seen it yet. */
    verdict = install_locked(udpif, umap, new);
    mutex_unlock(&new->mutex);
    mutex_unlock(&umap->mutex);
    coverage_inc(&udpif->coverage, verdict == UPCALL_LIMITED ? COVERAGE_upcall_flow_limit_hit
                                                             : COVERAGE_upcall_install);
    return verdict;
}

bool ukey_install_adopted(struct udpif *udpif, struct ukey *ukey)
{
    struct umap *umap = udpif_umap(udpif, ukey->hash);

    mutex_lock(&umap->mutex);
    if (umap_lookup(umap, ukey->hash, &ukey->ufid, ukey->pmd_id)) {
        mutex_unlock(&umap->mutex);
        return false;
    }
    mutex_lock(&ukey->mutex);
    ukey_transition(ukey, UKEY_VISIBLE);
    umap_insert(umap, ukey);
    flow_limit_adopt(&udpif->limit);
    mutex_unlock(&umap->mutex);
    return true;
}

void ukey_remove(struct udpif *udpif, struct ukey *ukey)
{
    struct umap *umap = udpif_umap(udpif, ukey->hash);

    mutex_lock(&umap->mutex);
    mutex_lock(&ukey->mutex);
    /* Between the caller's look and here a handler may have replaced the ukey (upstream
     * 154781666). */
    if (ukey->state < UKEY_DELETED) {
        ukey_transition(ukey, UKEY_DELETED);
        umap_remove(umap, ukey);
        ukey_postpone_free(ukey);
    }
    mutex_unlock(&ukey->mutex);
    mutex_unlock(&umap->mutex);
}
