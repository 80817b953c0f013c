/*
 * OPS: what the datapath is asked to do. A put follows the making of a ukey, once; a delete is sent
 * for an EVICTING ukey, and again only if the one before failed, and never for a flow that is known
 * to be gone; a modify for an OPERATIONAL one; and a ukey whose flow is being deleted is not
 * replaced.
 */
#include "oracle/belief/operations.h"
#include "oracle/belief/ukeys.h"

static void check_transition(const struct observation *o)
{
    const struct deletion_facts *deletion = operations_deletion(o->slot);

    if (o->from == STATE_EVICTING && o->to == STATE_DELETED) {
        violation(
            "OPS/replaced-while-deleting",
            ABOUT_SLOT(o->slot, .ukey = o->ukey,
                       .traits = {{"delete", deletion->deleting == o->ukey ? "sent" : "queued"}},
                       .other = {"deleted by", deletion->evictor}),
            "%s takes ukey %llu of %s away while its deletion is not over: %s %s a delete of "
            "the flow, and a put would meet it",
            self_name(), (unsigned long long)o->ukey, slot_name(o->slot),
            actor_name(deletion->evictor),
            deletion->deleting == o->ukey ? "has sent" : "has queued");
    } else if (o->from == STATE_VISIBLE && o->to == STATE_EVICTING &&
               operations_not_found(o->slot) == o->ukey) {
        violation("OPS/deletes-what-it-knows-gone", ABOUT_SLOT(o->slot, .ukey = o->ukey),
                  "%s is about to delete %s (ukey %llu, VISIBLE): it has asked for that flow, and "
                  "it is gone",
                  self_name(), slot_name(o->slot), (unsigned long long)o->ukey);
    }
}

static void check_put(unsigned slot)
{
    if (!operations_put_is_due(slot)) {
        violation("OPS/put-without-ukey",
                  ABOUT_SLOT(slot, .traits = {{"ukey", model_state_word(ukeys_in(slot)->state)}}),
                  "%s puts %s without having made a ukey visible for it since its last put; %s",
                  self_name(), slot_name(slot), ukeys_describe(slot));
    }
}

static void check_modify(unsigned slot)
{
    if (ukeys_in(slot)->state != STATE_OPERATIONAL) {
        violation("OPS/modifies-other-than-operational",
                  ABOUT_SLOT(slot, .ukey = ukeys_in(slot)->serial,
                             .traits = {{"ukey", model_state_word(ukeys_in(slot)->state)}}),
                  "%s modifies %s, and %s: expected OPERATIONAL", self_name(), slot_name(slot),
                  ukeys_describe(slot));
    }
}

static void check_delete(unsigned slot)
{
    const struct slot_facts *facts = ukeys_in(slot);
    const struct deletion_facts *deletion = operations_deletion(slot);
    unsigned long long serial = facts->serial;

    if (facts->state != STATE_EVICTING) {
        violation(
            "OPS/deletes-other-than-evicting",
            ABOUT_SLOT(slot, .ukey = serial, .traits = {{"ukey", model_state_word(facts->state)}}),
            "%s deletes %s, and %s: expected EVICTING", self_name(), slot_name(slot),
            ukeys_describe(slot));
    } else if (deletion->deleting == serial) {
        violation("OPS/deletes-twice-at-once",
                  ABOUT_SLOT(slot, .ukey = serial, .other = {"deleted by", deletion->deleter}),
                  "%s deletes %s (ukey %llu) while the delete that %s sent is unanswered",
                  self_name(), slot_name(slot), serial, actor_name(deletion->deleter));
    } else if (deletion->gone == serial) {
        violation("OPS/deletes-what-is-gone",
                  ABOUT_SLOT(slot, .ukey = serial, .other = {"known to", deletion->informed}),
                  "%s deletes %s (ukey %llu); %s has already been told that it is gone",
                  self_name(), slot_name(slot), serial, actor_name(deletion->informed));
    } else if (deletion->evictor != actor_self() && deletion->retry != serial) {
        violation("OPS/deletes-for-another",
                  ABOUT_SLOT(slot, .ukey = serial, .other = {"deleted by", deletion->evictor}),
                  "%s deletes %s (ukey %llu), which %s is about to delete", self_name(),
                  slot_name(slot), serial, actor_name(deletion->evictor));
    }
}

static void before(const struct observation *o)
{
    if (o->kind == OBS_TRANSITION) {
        check_transition(o);
        return;
    }
    switch (o->op->type) {
    case CACHE_PUT:
        check_put(o->slot);
        break;
    case CACHE_MODIFY:
        check_modify(o->slot);
        break;
    case CACHE_DELETE:
        check_delete(o->slot);
        break;
    case CACHE_GET:
    case CACHE_EXECUTE:
        break;
    }
}

const struct check check_ops = {
    .wants_before = OBS(TRANSITION) | OBS(OP_BEGIN),
    .before = before,
};
