/*
 * STATE: ukeys only move forward, along the edges of belief/evidence.c, and each step is taken by a
 * thread that has learnt what justifies it: the answer to an operation that it sent, or a record
 * that it was given. While a packet thread may still add a ukey's flow, nobody takes the ukey for
 * one whose flow is gone.
 */
#include "oracle/belief/evidence.h"
#include "oracle/belief/ukeys.h"

static void check_edge(const struct observation *o)
{
    const struct ukey_facts *ukey = ukeys_find(o->ukey);

    if (ukey && (enum cache_state)ukey->state != o->from) {
        violation("STATE/not-where-it-is",
                  ABOUT_SLOT(o->slot, .ukey = o->ukey,
                             .traits = {{"from", model_state_word(o->from)},
                                        {"to", model_state_word(o->to)},
                                        {"is", model_state_word(ukey->state)}}),
                  "%s takes ukey %llu of %s from %s to %s, but it is %s", self_name(),
                  (unsigned long long)o->ukey, slot_name(o->slot), model_state_word(o->from),
                  model_state_word(o->to), model_state_word(ukey->state));
    } else if (!evidence_edge_exists(o->from, o->to)) {
        violation("STATE/no-such-step",
                  ABOUT_SLOT(o->slot, .ukey = o->ukey,
                             .traits = {{"from", model_state_word(o->from)},
                                        {"to", model_state_word(o->to)}}),
                  "%s takes ukey %llu of %s from %s to %s: there is no such step", self_name(),
                  (unsigned long long)o->ukey, slot_name(o->slot), model_state_word(o->from),
                  model_state_word(o->to));
    }
}

static void check_free_slot(const struct observation *o)
{
    const struct slot_facts *facts = ukeys_in(o->slot);

    if (o->to == STATE_VISIBLE && facts->serial) {
        violation("STATE/slot-taken",
                  ABOUT_SLOT(o->slot, .ukey = o->ukey,
                             .traits = {{"there", model_state_word(facts->state)}},
                             .other = {"made by", facts->maker}),
                  "%s makes ukey %llu of %s visible while ukey %llu, which %s made, stands there "
                  "%s",
                  self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
                  (unsigned long long)facts->serial, actor_name(facts->maker),
                  model_state_word(facts->state));
    }
}

static void check_evidence(const struct observation *o)
{
    if (!evidence_suffices(o->slot, o->from, o->to)) {
        violation("STATE/without-reason",
                  ABOUT_SLOT(o->slot, .ukey = o->ukey,
                             .traits = {{"from", model_state_word(o->from)},
                                        {"to", model_state_word(o->to)}}),
                  "%s took ukey %llu of %s from %s to %s without a reason: expected an "
                  "answer to its own put, get or delete, or a record of the flow",
                  self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
                  model_state_word(o->from), model_state_word(o->to));
    } else if (o->from == STATE_EVICTING && evidence_evictor(o->slot) != actor_self()) {
        violation(
            "STATE/not-its-owner",
            ABOUT_SLOT(o->slot, .ukey = o->ukey, .other = {"owner", evidence_evictor(o->slot)}),
            "%s took ukey %llu of %s from EVICTING to EVICTED; it belongs to %s, who is "
            "deleting its flow",
            self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
            actor_name(evidence_evictor(o->slot)));
    }
}

static void check_flow_has_come(const struct observation *o)
{
    const struct slot_facts *facts = ukeys_in(o->slot);

    if (o->to == STATE_EVICTED && facts->serial == o->ukey && facts->by_packet_thread &&
        !facts->answered_at) {
        violation(
            "STATE/gone-before-it-came",
            ABOUT_SLOT(o->slot, .ukey = o->ukey, .traits = {{"from", model_state_word(o->from)}},
                       .other = {"to be added by", facts->maker}),
            "%s took ukey %llu of %s from %s to EVICTED, as if its flow were gone; %s has yet to "
            "add that flow",
            self_name(), (unsigned long long)o->ukey, slot_name(o->slot), model_state_word(o->from),
            actor_name(facts->maker));
    }
}

static void before(const struct observation *o)
{
    static void (*const steps[])(const struct observation *) = {
        check_edge, check_free_slot, check_evidence, check_flow_has_come};

    for (unsigned i = 0; i < sizeof steps / sizeof *steps && !context_found.any; i++) {
        steps[i](o);
    }
}

const struct check check_state = {
    .wants_before = OBS(TRANSITION),
    .before = before,
};
