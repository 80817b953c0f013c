/* Whether a flow may stay, as the sequential model has it. */

#include <errno.h>

#include "cache.h"

enum { CROWDED_IDLE_MS = 100, STATS_DELAY_MS = 2000 };

/* Whether there are more than `n` flows: surely, or only if all flows of others are counted. */
static bool surely_more(uint64_t n)
{
    return (uint64_t)sequential_n_flows(false) + sequential.foreign_least > n;
}

static bool maybe_more(uint64_t n)
{
    return (uint64_t)sequential_n_flows(false) + sequential.foreign_bound > n;
}

bool sequential_chose_to_delete(const struct sequential_slot *slot)
{
    const struct transcript_op *op = transcript_next_op(sequential_number(slot));
    const struct transcript_translation *translation =
        transcript_next_translation(sequential_number(slot), 0);

    return op && op->op.type == CACHE_DELETE && (!translation || translation->order > op->order);
}

bool sequential_must_go(const struct sequential_slot *slot, const struct cache_stats *stats)
{
    uint64_t now = model_now_ms();
    uint64_t idle = sequential.settings.max_idle_ms;
    uint64_t limit = sequential.limit;
    /* With too many flows, max_idle is 100 ms (docs/specification.md#the-protocol), even where that
     * is longer. */
    uint64_t shortest = maybe_more(limit) && idle > CROWDED_IDLE_MS ? CROWDED_IDLE_MS : idle;
    uint64_t longest = surely_more(limit) || (maybe_more(limit) && idle < CROWDED_IDLE_MS)
                           ? CROWDED_IDLE_MS
                           : idle;
    uint64_t earliest = stats->used_ms, latest = stats->used_ms;

    /* A counter that began again has not been used; then the specification goes by the last use that
     * is known or by the time when the flow was first seen, depending on the kind of dump. */
    if (!stats->used_ms) {
        earliest = latest = slot->created_ms;
        if (slot->used_ms) {
            earliest = slot->used_ms < earliest ? slot->used_ms : earliest;
            latest = slot->used_ms > latest ? slot->used_ms : latest;
        }
    }
    if (surely_more(2 * limit) || latest + longest < now) {
        return true;
    }
    if (maybe_more(2 * limit) || earliest + shortest < now) {
        return sequential_chose_to_delete(slot);
    }
    return false;
}

/* A flow that is too slow is not worth a translation when rounds take long. Here they take no time
 * at all, so only a tiny max_revalidator makes them long. `used_ms`: when it was last used, as far
 * as was known before; `offloaded`: its counters lag behind. */
static bool is_worth(const struct sequential_slot *slot, const struct cache_stats *stats,
                     uint64_t used_ms, bool offloaded)
{
    const struct cache_settings *settings = &sequential.settings;
    uint64_t gap = model_now_ms() - used_ms;
    uint64_t n = stats ? sequential_new_packets(slot, stats) : 0;

    return settings->revalidate_always || !used_ms || settings->max_revalidator_ms > 1 ||
           gap / (n ? n * settings->packets_per_hit : 1) < 1000 / settings->min_revalidate_pps ||
           (offloaded && gap < STATS_DELAY_MS);
}

static bool worth_a_translation(const struct sequential_slot *slot, const struct cache_stats *stats)
{
    /* Of a flow that has only just been offloaded, the specification has the record's word count;
     * the last one's is as good. Of a counter that stepped back, the time of use may be believed,
     * or not. */
    bool by_base = is_worth(slot, stats, slot->base.used_ms, slot->base.offloaded);
    bool by_last =
        is_worth(slot, stats, slot->used_ms, stats ? stats->offloaded : slot->base.offloaded);

    return by_base == by_last ? by_base : !sequential_chose_to_delete(slot);
}

static void modify(struct sequential_slot *slot, struct sequential_actions actions)
{
    struct transcript_op *op = sequential_expect_op(slot, CACHE_MODIFY);

    if (op->op.actions != actions.number) {
        sequential_mismatch(slot, "SEQUENCE/modify-to-other-actions", NULL, NULL,
                            "expected a modify to actions %x, seen %x", actions.number,
                            op->op.actions);
    }
    slot->actions = actions;
    if (op->op.error == ENOENT) {
        sequential_lose(slot, LOST_VANISHED);
    }
    if (op->op.error) {
        slot->state = STATE_INCONSISTENT;
    } else {
        slot->installed = actions;
    }
}

/* Translates again. True if the flow may stay; then `*actions` are what it should do. */
static bool translate(struct sequential_slot *slot, struct sequential_actions *actions)
{
    struct transcript_translation *translation =
        transcript_next_translation(sequential_number(slot), 0);

    if (!translation || translation->purpose != CACHE_TRANSLATE_REVALIDATE) {
        sequential_mismatch(slot, "SEQUENCE/not-revalidated", NULL, NULL,
                            "expected a translation to revalidate the flow, seen none");
    }
    translation->taken = true;
    if (translation->error) {
        return false;
    }
    /* A translation that forbids the flow is kept for its last credit, or not. */
    if (!translation->result.cacheable || translation->result.mask & ~slot->mask) {
        return false;
    }
    slot->has_handle = true;
    *actions = sequential_actions_of(slot, &translation->result);
    return true;
}

enum sequential_judgement sequential_revalidate(struct sequential_slot *slot,
                                                const struct cache_stats *stats)
{
    struct sequential_actions actions = slot->actions;

    if (slot->rules != sequential.rules) {
        if (!worth_a_translation(slot, stats) || !translate(slot, &actions)) {
            return SEQUENTIAL_DELETE;
        }
        /* A flow that has not been seen cannot be modified. */
        if (slot->state == STATE_VISIBLE && actions.number != slot->actions.number) {
            return SEQUENTIAL_DELETE;
        }
        slot->rules = sequential.rules;
    }
    if (stats) {
        sequential_credit(slot, stats);
    }
    if (actions.number != slot->actions.number) {
        modify(slot, actions);
    }
    return SEQUENTIAL_KEEP;
}
