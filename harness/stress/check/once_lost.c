/*
 * ONCE, of hits that are not credited when all is at rest: whether the datapath may have lost them.
 */
#include "stress/check/once.h"
#include "stress/internal.h"

/* Why hits of an instance that are not credited must not be lost either; NULL: they may be. */
static struct broken why_not_lost(const struct slot *slot, const struct instance *instance)
{
    bool excused = once_is_untranslatable(slot, instance->begun_at);
    bool declared = slot->declared[LOSSES] >= instance->ended_at;
    bool succeeded = instance->succeeded || (instance->succeeded_elsewhere && !instance->position);

    switch ((enum instance_end)instance->end) {
    case END_NONE:
        return excused || (instance->masked && instance->masked_hits >= instance->n_hits)
                   ? NOTHING
                   : BROKEN("ONCE/not-credited",
                            "the flow is there, and clean rounds have seen it");
    case END_DELETED:
        if (instance->position < instance->n_read_last && !excused &&
            !(instance->masked && instance->masked_hits >= instance->n_read_last)) {
            return BROKEN("ONCE/lost-by-delete", "a delete has returned them to the cache");
        }
        return instance->n_read_last == instance->n_hits || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared-of-delete", "they came between the delete's reading "
                                                         "and its end, and no loss was declared");
    case END_DELETE_UNSAID:
        return !instance->known || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared-of-failed-delete",
                            "a delete failed on them, and no loss was declared");
    case END_VANISHED:
        return !instance->known || succeeded || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared", "the flow vanished, and no loss was declared");
    case END_MOVED:
        /* Nobody knows in which layer a flow begins, until its counters have been looked at. */
        return !instance->position || succeeded || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared-of-move",
                            "the flow moved to another layer, and no loss was declared");
    case END_RESET:
        return NOTHING; /* It can be seen only if somebody looks before the counter has caught up. */
    }
    return NOTHING;
}

/* What is known of the slot's instances, the oldest first: layer, hits, credited, moments. */
static const char *history(const struct slot *slot)
{
    static char text[700];
    int n = snprintf(text, sizeof text, "; base %" PRIu64 " in layer %u, losses declared",
                     slot->base.position, slot->base.layer);

    for (unsigned i = 0; i < LOSSES; i++) {
        n += snprintf(text + n, sizeof text - (size_t)n, " %u", slot->declared[i]);
    }
    for (const struct instance *past = slot->past; past && n < 600; past = past->next) {
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "; layer %u, %" PRIu64 "/%" PRIu64 ", %u..%u, flow %u", past->layer,
                      past->position, past->n_hits, past->begun_at, past->ended_at,
                      past->flow_number);
    }
    if (slot->present && n < 600) {
        snprintf(text + n, sizeof text - (size_t)n,
                 "; now layer %u, %" PRIu64 "/%" PRIu64 ", %u.., flow %u", slot->live.layer,
                 slot->live.position, slot->live.n_hits, slot->live.begun_at,
                 slot->live.flow_number);
    }
    return text;
}

static void check_instance(const struct slot *slot, const struct instance *instance, unsigned flow,
                           unsigned pmd)
{
    struct broken broken;

    if (instance->position == instance->n_hits) {
        return;
    }
    broken = why_not_lost(slot, instance);
    if (broken.rule) {
        violation(
            broken.rule,
            WITH({"origin", instance_origin_name(instance->origin)},
                 {"end", instance_end_name(instance->end)}, {"ukey", state_name(slot->state)}),
            "at rest, hits %" PRIu64 "..%" PRIu64 " of %s (%s, %s) are not credited: %s; ukey "
            "%" PRIu64 " is %s%s",
            instance->position + 1, instance->n_hits, slot_name(flow, pmd),
            instance_origin_name(instance->origin), instance_end_name(instance->end), broken.why,
            slot->serial, state_name(slot->state), history(slot));
    }
}

void once_check_quiescent(struct slot *slot, unsigned flow, unsigned pmd)
{
    for (const struct instance *past = slot->past; past; past = past->next) {
        check_instance(slot, past, flow, pmd);
        count(STRESS_lost_hits, past->n_hits - past->position);
    }
    if (slot->present) {
        check_instance(slot, &slot->live, flow, pmd);
    }
    once_forget_past(slot);
}
