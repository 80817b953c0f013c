/*
 * STALL: no slow path after deletion. A miss that is handled while nothing stands in its slot ends
 * with its flow being put; and what stands in a slot without a flow does not stand there for long.
 */
#include "oracle/belief/keys.h"
#include "oracle/belief/limit/flow_count.h"
#include "oracle/belief/obstruction.h"
#include "oracle/belief/operations.h"
#include "oracle/belief/packets.h"
#include "oracle/belief/ukeys.h"

static void stalled(const char *rule, const struct observation *o, const char *why)
{
    const struct slot_facts *facts = ukeys_in(o->slot);

    violation(rule,
              ABOUT_SLOT(o->slot, .ukey = facts->serial, .packet = o->packet,
                         .traits = {{"as", model_verdict_word(o->verdict)},
                                    {"ukey", model_state_word(facts->state)}},
                         .other = {"made by", facts->maker}),
              "%s ends the miss of packet %llu of %s as %s: %s; %s", self_name(),
              (unsigned long long)o->packet, slot_name(o->slot), model_verdict_word(o->verdict),
              why, ukeys_describe(o->slot));
}

static void check_installed(const struct observation *o)
{
    if (!packets_of(o->packet)->miss) {
        stalled("STALL/installed-for-a-hit", o, "it was no miss, but hit the flow");
    } else if (!context_is_packet_thread() && operations_put_is_due(o->slot)) {
        stalled("STALL/not-put", o, "its flow has not been put");
    }
}

static void check_duplicate(const struct observation *o)
{
    const struct packet_facts *packet = packets_of(o->packet);

    if (ukeys_last_blocked(o->slot) < packet->begun_at) {
        stalled("STALL/nothing-in-the-way", o,
                "expected installed or replaced, as no ukey with a flow, or about to have one, "
                "stood there during its handling");
    } else if (packet->n_obstructed == OBSTRUCTION_MAX_ROUNDS &&
               obstruction_rounds(o->slot) == OBSTRUCTION_MAX_ROUNDS) {
        stalled("STALL/gone-for-long", o,
                "expected installed or replaced, as the flow has been gone from the datapath for "
                "long enough: a quiet round with a complete dump, or 4 rounds");
    }
}

/* A ukey with another key is never replaced, and no miss is a duplicate of it. */
static void check_key(const struct observation *o)
{
    bool key = model_packet_has_other_key(o->packet);
    obs_time begun_at = packets_of(o->packet)->begun_at;

    if (o->verdict == VERDICT_DUPLICATE ? !keys_may_have_stood(o->slot, key, begun_at)
                                        : !keys_may_have_left(o->slot, key, begun_at)) {
        stalled("STALL/has-another-key", o,
                "expected a conflict, as what stood there has the other key of its flow");
    }
}

static void check_conflict(const struct observation *o)
{
    if (keys_may_have_stood(o->slot, !model_packet_has_other_key(o->packet),
                            packets_of(o->packet)->begun_at)) {
        excuse(EXCUSE_CONFLICT);
    } else {
        stalled("STALL/no-conflict", o, "no ukey with the other key of its flow stood there");
    }
}

static void check_verdict(const struct observation *o)
{
    const struct packet_facts *packet = packets_of(o->packet);

    switch (o->verdict) {
    case VERDICT_INSTALLED:
    case VERDICT_REPLACED:
        check_installed(o);
        break;
    case VERDICT_DUPLICATE:
        check_duplicate(o);
        break;
    case VERDICT_CONTENDED:
        if (actor_trylock_failures(actor_self()) == packet->refusals) {
            stalled("STALL/no-contention", o, "no lock was refused to it");
        } else {
            excuse(EXCUSE_CONTENDED);
        }
        break;
    case VERDICT_CONFLICT:
        check_conflict(o);
        break;
    case VERDICT_LIMITED:
        if (!flow_count_explains(o->packet)) {
            stalled("STALL/limit-not-reached", o, "there are fewer flows than the flow limit");
        } else {
            excuse(EXCUSE_LIMITED);
        }
        break;
    case VERDICT_NOT_CACHEABLE:
        if (packet->miss && !packet->uncacheable) {
            stalled("STALL/cacheable", o, "it was a miss, and its translation may be installed");
        }
        break;
    case VERDICT_UNTRANSLATABLE:
        if (!packet->failed) {
            stalled("STALL/translated", o, "its translation did not fail");
        }
        break;
    case VERDICTS:
        break;
    }
}

static void check_returned(const struct observation *o)
{
    if (o->result && operations_put_is_due(o->slot)) {
        violation("STALL/must-not-add", ABOUT_SLOT(o->slot, .ukey = ukeys_in(o->slot)->serial),
                  "%s made a ukey for %s and was told not to add the flow (error %d)", self_name(),
                  slot_name(o->slot), o->result);
    } else if (!o->result && !operations_put_is_due(o->slot)) {
        violation("STALL/adds-without-ukey", ABOUT_SLOT(o->slot),
                  "%s is to add the flow of %s and has made no ukey for it", self_name(),
                  slot_name(o->slot));
    }
}

/* With everyone idle and no fault armed, a miss was handled to its end. Whether the limit was a
 * reason was judged at the verdict. */
static void check_quiescent_miss(const struct observation *o)
{
    const struct slot_facts *facts = ukeys_in(o->slot);

    if (model_live_in(o->slot) || !model_rule_actions(o->slot / MODEL_TABLES) ||
        model_n_instances() == MODEL_MAX_INSTANCES || packets_of(model_n_packets())->limited ||
        flow_count_explains(model_n_packets())) {
        return;
    }
    violation("STALL/not-installed-at-rest",
              ABOUT_SLOT(o->slot, .ukey = facts->serial, .by_anybody = true,
                         .traits = {{"ukey", model_state_word(facts->state)}},
                         .other = {"made by", facts->maker}),
              "%s is not in the datapath after a miss with everyone idle: %s", slot_name(o->slot),
              ukeys_describe(o->slot));
}

static void before(const struct observation *o)
{
    switch (o->kind) {
    case OBS_UPCALL_END:
        check_verdict(o);
        if (!context_found.any &&
            (o->verdict == VERDICT_DUPLICATE || o->verdict == VERDICT_REPLACED)) {
            check_key(o);
        }
        break;
    case OBS_UPCALL_RETURNED:
        check_returned(o);
        break;
    default:
        check_quiescent_miss(o);
        break;
    }
}

const struct check check_stall = {
    .wants_before = OBS(UPCALL_END) | OBS(UPCALL_RETURNED) | OBS(QUIESCENT_MISS),
    .before = before,
};
