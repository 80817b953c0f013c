#include "ukey.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "udpif_internal.h"

uint32_t ukey_hash(const struct ufid *ufid, uint32_t pmd_id)
{
    /* The finalizer of MurmurHash3: every input bit reaches every output bit, and for one ufid no
     * two packet threads collide. */
    uint32_t hash = ufid->u32[0] ^ (pmd_id * 0x9e3779b1U);

    hash = (hash ^ (hash >> 16)) * 0x85ebca6bU;
    hash = (hash ^ (hash >> 13)) * 0xc2b2ae35U;
    return hash ^ (hash >> 16);
}

static struct ukey_actions *actions_create(struct bytes actions)
{
    struct ukey_actions *copy = check_calloc(sizeof *copy + actions.size);

    copy->size = actions.size;
    if (actions.size) {
        memcpy(copy->data, actions.data, actions.size);
    }
    return copy;
}

static void actions_free(struct rcu_head *rcu)
{
    free(caa_container_of(rcu, struct ukey_actions, rcu));
}

static struct bytes body_append(struct ukey *ukey, size_t *at, struct bytes bytes)
{
    struct bytes copy = {.data = &ukey->body[*at], .size = bytes.size};

    if (bytes.size) {
        memcpy(&ukey->body[*at], bytes.data, bytes.size);
    }
    *at += bytes.size;
    return copy;
}

/* Nobody else can see the ukey yet. */
struct ukey *ukey_create(struct udpif *udpif,
                         const struct ukey_seed *seed) NO_THREAD_SAFETY_ANALYSIS
{
    struct ukey *ukey = check_calloc(sizeof *ukey + seed->key.size + seed->mask.size);
    size_t at = 0;

    ukey->udpif = udpif;
    ukey->serial = atomic_fetch_add_explicit(&udpif->last_serial, 1, memory_order_relaxed) + 1;
    ukey->ufid = seed->ufid;
    ukey->pmd_id = seed->pmd_id;
    ukey->hash = ukey_hash(&seed->ufid, seed->pmd_id);
    ukey->key = body_append(ukey, &at, seed->key);
    ukey->mask = body_append(ukey, &at, seed->mask);
    atomic_init(&ukey->actions, actions_create(seed->actions));
    mutex_init(&ukey->mutex);
    ukey->state = UKEY_CREATED;
    ukey->put_pending = seed->put_pending;
    ukey->base.used_ms = seed->used_ms;
    ukey->created_ms = clock_ms();
    ukey->reval_seq = seed->reval_seq;
    ukey->handle = seed->handle;
    return ukey;
}

/* Nobody else can see the ukey any more. */
void ukey_destroy(struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    const struct udpif_observer *observer = &ukey->udpif->observer;
    const struct translation *translation = &ukey->udpif->translation;

    if (observer->ukey_freed) {
        observer->ukey_freed(observer->aux, &ukey->ufid, ukey->pmd_id, ukey->serial);
    }
    if (ukey->handle) {
        translation->release(translation->aux, ukey->handle);
    }
    mutex_destroy(&ukey->mutex);
    free(atomic_load_explicit(&ukey->actions, memory_order_relaxed));
    free(ukey);
}

static void ukey_free_callback(struct rcu_head *rcu)
{
    ukey_destroy(caa_container_of(rcu, struct ukey, rcu));
}

void ukey_postpone_free(struct ukey *ukey)
{
    call_rcu(&ukey->rcu, ukey_free_callback);
}

static bool edge_exists(enum ukey_state from, enum ukey_state to)
{
#define TO(STATE) (1U << UKEY_##STATE)
    static const unsigned edges[UKEY_STATES] = {
        [UKEY_CREATED] = TO(VISIBLE) | TO(DELETED),
        [UKEY_VISIBLE] = TO(OPERATIONAL) | TO(EVICTING) | TO(EVICTED),
        [UKEY_OPERATIONAL] = TO(INCONSISTENT) | TO(EVICTING) | TO(EVICTED),
        [UKEY_INCONSISTENT] = TO(EVICTING) | TO(EVICTED),
        [UKEY_EVICTING] = TO(EVICTED),
        [UKEY_EVICTED] = TO(DELETED),
    };
#undef TO

    return (edges[from] >> to) & 1;
}

void ukey_transition(struct ukey *ukey, enum ukey_state to)
{
    const struct udpif_observer *observer = &ukey->udpif->observer;
    enum ukey_state from = ukey->state;

    if (observer->ukey_transition) {
        observer->ukey_transition(observer->aux, &ukey->ufid, ukey->pmd_id, ukey->serial, from, to);
    }
    CHECK(edge_exists(from, to));
    if (from == UKEY_EVICTING) {
        CHECK(ukey->owned && pthread_equal(ukey->owner, pthread_self()));
        ukey->owned = false;
    }
    CHECK(to != UKEY_DELETED || !ukey->put_pending);
    if (to == UKEY_EVICTING) {
        ukey->owned = true;
        ukey->owner = pthread_self();
    }
    ukey->state = to;
    flow_limit_note_transition(&ukey->udpif->limit, from, to);
}

void ukey_end_put(struct ukey *ukey)
{
    ukey->put_pending = false;
    ukey->dump_seq = atomic_load_explicit(&ukey->udpif->dump_seq, memory_order_acquire);
}

static void end_put_callback(struct rcu_head *rcu)
{
    struct ukey *ukey = caa_container_of(rcu, struct ukey, put_rcu);

    mutex_lock(&ukey->mutex);
    ukey_end_put(ukey);
    mutex_unlock(&ukey->mutex);
}

/* The ukey outlives the callback: it is not removed from its umap while the put is pending. */
void ukey_postpone_end_put(struct ukey *ukey)
{
    call_rcu(&ukey->put_rcu, end_put_callback);
}

bool ukey_claim_eviction(struct ukey *ukey)
{
    if (ukey->state != UKEY_EVICTING || ukey->owned || ukey->put_pending) {
        return false;
    }
    ukey->owned = true;
    ukey->owner = pthread_self();
    return true;
}

void ukey_release_eviction(struct ukey *ukey)
{
    CHECK(ukey->state == UKEY_EVICTING && ukey->owned);
    CHECK(pthread_equal(ukey->owner, pthread_self()));
    ukey->owned = false;
}

void ukey_set_actions(struct ukey *ukey, struct bytes actions)
{
    /* Publish the new ones before the old ones are handed to RCU: a grace period that begins in
     * between would not wait for a reader that can still find the old ones. Release: the bytes of
     * the new ones come first; pairs with the acquire in ukey_actions(). Acquire: `old` was filled
     * by another thread. */
    struct ukey_actions *old =
        atomic_exchange_explicit(&ukey->actions, actions_create(actions), memory_order_acq_rel);

    call_rcu(&old->rcu, actions_free);
}

struct bytes ukey_actions(const struct ukey *ukey)
{
    struct ukey_actions *actions =
        rcu_dereference(atomic_load_explicit(&ukey->actions, memory_order_acquire));

    return (struct bytes){.data = actions->data, .size = actions->size};
}

void ukey_declare_loss(const struct ukey *ukey, enum loss_reason reason)
{
    const struct udpif_observer *observer = &ukey->udpif->observer;

    coverage_inc(&ukey->udpif->coverage, COVERAGE_udpif_declared_loss);
    if (observer->loss) {
        observer->loss(observer->aux, &ukey->ufid, ukey->pmd_id, reason);
    }
}

static bool same_layer(const struct ukey *ukey, const struct flow_stats *stats)
    REQUIRES(ukey->mutex)
{
    return !ukey->layer_known || ukey->base.layer == stats->layer;
}

static bool stepped_back(const struct ukey *ukey, const struct flow_stats *stats)
    REQUIRES(ukey->mutex)
{
    return stats->n_packets < ukey->base.n_packets || stats->n_bytes < ukey->base.n_bytes;
}

uint64_t ukey_new_packets(const struct ukey *ukey, const struct flow_stats *stats)
{
    if (!same_layer(ukey, stats)) {
        return stats->n_packets;
    }
    return stepped_back(ukey, stats) ? 0 : stats->n_packets - ukey->base.n_packets;
}

/* Translates the key of a ukey that has no handle yet, for the sake of its credits. */
static bool ensure_handle(struct ukey *ukey) REQUIRES(ukey->mutex)
{
    const struct translation *translation = &ukey->udpif->translation;
    struct translation_result result;

    if (!ukey->handle && !translation->translate(translation->aux, TRANSLATE_REVALIDATE, ukey->key,
                                                 ukey->pmd_id, NULL, &result)) {
        ukey->handle = result.handle;
    }
    return ukey->handle != NULL;
}

void ukey_forget_instance(struct ukey *ukey)
{
    ukey->base.n_packets = 0;
    ukey->base.n_bytes = 0;
    ukey->layer_known = false;
}

void ukey_credit(struct ukey *ukey, const struct flow_stats *stats)
{
    const struct translation *translation = &ukey->udpif->translation;
    struct coverage *coverage = &ukey->udpif->coverage;
    struct flow_stats delta = *stats;

    if (!same_layer(ukey, stats)) {
        coverage_inc(coverage, COVERAGE_ukey_dp_change);
        ukey_declare_loss(ukey, LOSS_LAYER_CHANGED);
        ukey_forget_instance(ukey);
    }
    ukey->layer_known = true;
    ukey->base.layer = stats->layer;
    ukey->base.offloaded = stats->offloaded;
    ukey->base.tcp_flags |= stats->tcp_flags;
    if (stats->used_ms > ukey->base.used_ms) {
        ukey->base.used_ms = stats->used_ms;
    }

    if (stepped_back(ukey, stats)) {
        coverage_inc(coverage, COVERAGE_ukey_invalid_stat_reset);
        ukey_declare_loss(ukey, LOSS_COUNTER_DECREASED);
        return;
    }
    delta.n_packets -= ukey->base.n_packets;
    delta.n_bytes -= ukey->base.n_bytes;
    if (!delta.n_packets && !delta.n_bytes) {
        return;
    }
    ukey->base.n_packets = stats->n_packets;
    ukey->base.n_bytes = stats->n_bytes;
    if (ensure_handle(ukey)) {
        translation->push_stats(translation->aux, ukey->handle, &ukey->ufid, ukey->pmd_id, &delta);
    } else {
        ukey_declare_loss(ukey, LOSS_UNTRANSLATABLE);
    }
}
