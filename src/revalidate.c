#include "revalidate.h"

#include "clock.h"
#include "limit.h"
#include "udpif_internal.h"

/* Once there are more flows than the limit, an unused one lives no longer than this. */
enum { LIMIT_MAX_IDLE_MS = 100 };

/* When the flow was last used, as far as can be told. */
static uint64_t last_used_ms(const struct ukey *ukey, const struct flow_stats *stats, uint64_t now)
    REQUIRES(ukey->mutex)
{
    if (stats->used_ms) {
        return stats->used_ms;
    }
    if (ukey_new_packets(ukey, stats)) {
        return now;
    }
    return ukey->base.used_ms ? ukey->base.used_ms : ukey->created_ms;
}

/* Whether the flow must go, whatever the rules say. */
static bool expired(const struct ukey *ukey, const struct flow_stats *stats) REQUIRES(ukey->mutex)
{
    struct udpif *udpif = ukey->udpif;
    uint64_t n_flows = flow_limit_n_flows(&udpif->limit);
    uint64_t limit = udpif_flow_limit(udpif);
    uint64_t max_idle_ms = udpif->config.max_idle_ms;
    uint64_t now = clock_ms();

    if (n_flows > 2 * limit) {
        coverage_inc(&udpif->coverage, COVERAGE_upcall_flow_limit_kill);
        return true;
    }
    if (n_flows > limit && max_idle_ms > LIMIT_MAX_IDLE_MS) {
        max_idle_ms = LIMIT_MAX_IDLE_MS;
    }
    return last_used_ms(ukey, stats, now) + max_idle_ms < now;
}

/* Whether the flow carries enough traffic to be worth another translation; if not, deleting it is
 * cheaper. */
static bool should_revalidate(const struct ukey *ukey, const struct flow_stats *stats,
                              const struct round *round) REQUIRES(ukey->mutex)
{
    const struct udpif_config *config = &ukey->udpif->config;
    uint64_t n_packets = stats ? ukey_new_packets(ukey, stats) : 0;
    bool offloaded = stats ? stats->offloaded : ukey->base.offloaded;
    uint64_t now = clock_ms();
    uint64_t gap, mean_gap;

    if (config->revalidate_always || !ukey->base.used_ms ||
        round->last_duration_ms < config->max_revalidator_ms / 2) {
        return true;
    }
    gap = now > ukey->base.used_ms ? now - ukey->base.used_ms : 0;
    mean_gap = gap / (n_packets ? n_packets : 1);
    return mean_gap < 1000 / config->min_revalidate_pps ||
           (offloaded && gap < config->offloaded_stats_delay_ms);
}

/* Whether the datapath's mask looks at every bit that the translation looked at. */
static bool mask_covers(struct bytes mask, struct bytes wanted)
{
    const uint8_t *have = mask.data;
    const uint8_t *want = wanted.data;

    for (size_t i = 0; i < wanted.size; i++) {
        if (want[i] & ~(i < mask.size ? have[i] : 0)) {
            return false;
        }
    }
    return true;
}

/* Translates the flow again and compares. On KEEP and MODIFY the ukey has the new translation, and
 * what the flow has counted until now is credited: to the old one, if there is one, because it was
 * by those rules that the packets were forwarded. */
static enum revalidate_result retranslate(struct ukey *ukey, const struct flow_stats *stats,
                                          const struct round *round) REQUIRES(ukey->mutex)
{
    const struct translation *translation = &ukey->udpif->translation;
    struct translation_result new;
    struct translation_handle *old = ukey->handle;
    bool same;

    if (translation->translate(translation->aux, TRANSLATE_REVALIDATE, ukey->key, ukey->pmd_id,
                               NULL, &new)) {
        return REVALIDATE_DELETE;
    }
    same = bytes_equal(ukey_actions(ukey), new.actions);
    /* While the flow is still being put, a modify could overtake the put. */
    if (!new.cacheable || !mask_covers(ukey->mask, new.mask) ||
        (!same && ukey->state != UKEY_OPERATIONAL)) {
        translation->release(translation->aux, new.handle);
        return REVALIDATE_DELETE;
    }
    if (!old) {
        ukey->handle = new.handle; /* An adopted flow: nobody knows the rules that it came from. */
    }
    if (stats) {
        ukey_credit(ukey, stats);
    }
    if (!same) {
        ukey_set_actions(ukey, new.actions);
    }
    ukey->handle = new.handle;
    ukey->reval_seq = round->reval_seq;
    if (old) {
        translation->release(translation->aux, old);
    }
    return same ? REVALIDATE_KEEP : REVALIDATE_MODIFY;
}

enum revalidate_result revalidate_ukey(struct ukey *ukey, const struct flow_stats *stats,
                                       const struct round *round)
{
    if (ukey->reval_seq < round->reval_seq) {
        return should_revalidate(ukey, stats, round) ? retranslate(ukey, stats, round)
                                                     : REVALIDATE_DELETE;
    }
    if (stats) {
        ukey_credit(ukey, stats);
    }
    return REVALIDATE_KEEP;
}

void revalidate_and_queue(struct ukey_ops *ops, struct ukey *ukey, const struct flow_stats *stats,
                          const struct round *round)
{
    if (stats && expired(ukey, stats)) {
        ukey_ops_delete(ops, ukey);
        return;
    }
    switch (revalidate_ukey(ukey, stats, round)) {
    case REVALIDATE_KEEP:
        break;
    case REVALIDATE_MODIFY:
        ukey_ops_modify(ops, ukey);
        break;
    case REVALIDATE_DELETE:
        ukey_ops_delete(ops, ukey);
        break;
    }
}
