#include "oracle/belief/limit/deletions.h"

#include "oracle/belief/calls.h"
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/limit/flow_count.h"
#include "oracle/belief/limit/flow_limit.h"
#include "oracle/belief/limit/last_use.h"
#include "oracle/belief/limit/usage.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/rules.h"
#include "oracle/belief/ukeys.h"
#include "runtime/actor_set.h"

enum {
    DEFAULT_MIN_REVALIDATE_PPS = 5,
    CROWDED_MAX_IDLE_MS = 100, /* Above the limit, an unused flow lives so long. */
};

static struct slot_set installed; /* Whose ukeys upcalls have made, while they stand for a flow. */
static struct slot_set overtaken; /* Whose flow has come while its ukey was EVICTING. */
static unsigned n_for_number;
static unsigned n_come;
static unsigned n_found; /* Flows that were there before, and were adopted in this round. */
static struct actor_set deleters;    /* Actors that have deleted flows in this round. */
static uint64_t judged[MODEL_SLOTS]; /* The ukey whose deletion has been judged. */
static bool troubled[MODEL_SLOTS];   /* A fault has met the slot. */
static enum deletion_reason last_reason;

static void reset(void)
{
    slot_set_clear(&installed);
    slot_set_clear(&overtaken);
    n_for_number = n_come = n_found = 0;
    actor_set_clear(&deleters);
    last_reason = DELETED_FOR_NO_FLOW;
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        troubled[slot] = false;
        judged[slot] = 0;
    }
}

/* A flow that is adopted by a record of one that is gone adds to the number. So does one that was
 * there all the time, if the cache can not have known of it: it knows how many flows there are
 * without a ukey from how many there are more than ukeys, and there may be ukeys without a flow. */
static void note_adopted(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);

    if (!live) {
        n_come++;
    } else if (live->flow_serial == usage_at_begin(slot)->flow &&
               ++n_found > flow_count_most_foreign()) {
        n_come++;
    }
}

static void note_transition(unsigned slot, enum cache_state from, enum cache_state to)
{
    if (state_blocks(from) && !state_blocks(to)) {
        slot_set_remove(&installed, slot);
    }
    if (to == STATE_VISIBLE && context_in_upcall()) {
        slot_set_add(&installed, slot);
    } else if (to == STATE_VISIBLE) {
        note_adopted(slot);
    }
    if ((to == STATE_EVICTING || to == STATE_EVICTED) && !context_in_upcall()) {
        actor_set_add(&deleters, actor_self());
    }
}

static void note_instance(const struct model_instance *instance, unsigned slot)
{
    if (instance->origin != ORIGIN_MOVED && instance->origin != ORIGIN_RESET) {
        n_come++;
        if (ukeys_in(slot)->state == STATE_EVICTING) {
            slot_set_add(&overtaken, slot);
        } else {
            slot_set_remove(&overtaken, slot);
        }
    }
}

static bool is_by_main(unsigned slot)
{
    return actor_self() == ACTOR_MAIN && calls_of_main() != CALL_NONE &&
           calls_of_main() != CALL_ROUND;
}

static bool is_troubled(unsigned slot)
{
    return troubled[slot];
}

static bool is_due(unsigned slot)
{
    return rules_are_due(slot) && !usage_is_fresh_offloaded(slot);
}

static bool is_unadoptable(unsigned slot)
{
    return !model_live_in(slot)->adoptable;
}

static bool may_be_idle(unsigned slot)
{
    uint64_t idle_ms = model_now_ms() - last_use_least_ms(slot);

    return idle_ms > flow_limit_max_idle_ms() ||
           (idle_ms > CROWDED_MAX_IDLE_MS && flow_count_most() > flow_limit_lowest());
}

/* A flow that the cache has just adopted must be translated, if it carries enough traffic for that.
 * It is adopted from whatever layer it has moved to, and may move on before it is deleted. It is
 * somebody else's, or of a put that its ukey's deletion has overtaken. */
static bool may_be_too_slow(unsigned slot)
{
    uint32_t pps = context_settings->min_revalidate_pps;

    return (ledgers_of(model_live_in(slot)->serial)->foreign || slot_set_has(&overtaken, slot)) &&
           ukeys_in(slot)->visible_at >= rounds_last()->begun_at &&
           model_now_ms() - last_use_least_ms(slot) >=
               1000 / (pps ? pps : DEFAULT_MIN_REVALIDATE_PPS);
}

static bool has_other_actions(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);

    return model_actions_version(live->actions) != model_rule_version(live->flow);
}

/* A delete that failed, or came before the put, is sent again, whatever has become of the flow. */
static enum deletion_reason reason_of(unsigned slot)
{
    static bool (*const excuses[DELETION_N_REASONS])(unsigned slot) = {
        [DELETED_FOR_BY_MAIN] = is_by_main,
        [DELETED_FOR_FAULT] = is_troubled,
        [DELETED_FOR_RULES_DUE] = is_due,
        [DELETED_FOR_UNADOPTABLE] = is_unadoptable,
        [DELETED_FOR_IDLE] = may_be_idle,
        [DELETED_FOR_TOO_SLOW] = may_be_too_slow,
        [DELETED_FOR_OTHER_ACTIONS] = has_other_actions,
    };

    if (judged[slot] == ukeys_in(slot)->serial) {
        return DELETED_FOR_REPEATED;
    }
    if (!model_live_in(slot)) {
        return DELETED_FOR_NO_FLOW;
    }
    for (unsigned reason = 0; reason < DELETION_N_REASONS; reason++) {
        if (excuses[reason] && excuses[reason](slot)) {
            return (enum deletion_reason)reason;
        }
    }
    return DELETED_FOR_NUMBER;
}

/* What the reasons are called as excuses. */
static const enum oracle_excuse as_excuse[DELETION_N_REASONS] = {
    [DELETED_FOR_NUMBER] = EXCUSE_NUMBER,
    [DELETED_FOR_REPEATED] = EXCUSE_REPEATED,
    [DELETED_FOR_NO_FLOW] = EXCUSE_NO_FLOW,
    [DELETED_FOR_BY_MAIN] = EXCUSE_BY_MAIN,
    [DELETED_FOR_FAULT] = EXCUSE_FAULT,
    [DELETED_FOR_RULES_DUE] = EXCUSE_RULES_DUE,
    [DELETED_FOR_UNADOPTABLE] = EXCUSE_UNADOPTABLE,
    [DELETED_FOR_IDLE] = EXCUSE_IDLE,
    [DELETED_FOR_TOO_SLOW] = EXCUSE_TOO_SLOW,
    [DELETED_FOR_OTHER_ACTIONS] = EXCUSE_OTHER_ACTIONS,
};

static void begin_delete(unsigned slot)
{
    last_reason = reason_of(slot);
    excuse(as_excuse[last_reason]);
    judged[slot] = ukeys_in(slot)->serial;
    n_for_number += last_reason == DELETED_FOR_NUMBER;
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_TRANSITION:
        note_transition(o->slot, o->from, o->to);
        break;
    case OBS_INSTANCE_BEGIN:
        note_instance(o->instance, o->slot);
        break;
    case OBS_OP_BEGIN:
        if (o->op->type == CACHE_DELETE) {
            begin_delete(o->slot);
        }
        break;
    case OBS_ROUND_BEGIN:
        n_for_number = n_come = n_found = 0;
        actor_set_clear(&deleters);
        break;
    case OBS_FAULT:
        if (o->slot != NO_SLOT) {
            troubled[o->slot] = true;
        }
        break;
    default:
        break;
    }
}

/* A cache deletes for their number what is above twice the limit: as many as the limit are left
 * over that LIM lets it delete. But each that deletes may have counted, besides, what the others
 * were about to delete, and delete one more; together they can use up what was left over. */
static unsigned most_hasty(void)
{
    unsigned n_deleters = actor_set_count(&deleters);

    return n_deleters > 1 + flow_limit_lowest() ? n_deleters - 1 - flow_limit_lowest() : 0;
}

/* As many may go as there seemed to be too many, as have come since, and as were counted once more
 * (a thread that adopts one, or finds that others' flows are more again, may find again that there are
 * too many), or not yet counted as going. */
unsigned deletions_most_for_number(void)
{
    unsigned n_since = n_come + flow_count_most_recounted() + most_hasty();

    return flow_count_most() > flow_limit_lowest()
               ? flow_count_most() + n_since - flow_limit_lowest()
               : 0;
}

enum deletion_reason deletions_last_reason(void)
{
    return last_reason;
}

unsigned deletions_n_come(void)
{
    return n_come;
}

unsigned deletions_n_for_number(void)
{
    return n_for_number;
}

unsigned deletions_n_installed(void)
{
    return slot_set_count(&installed);
}

/* It stands before flow_count: how many flows seemed to have no ukey is of before one was
 * adopted. */
const struct belief belief_deletions = {
    .wants = OBS(TRANSITION) | OBS(INSTANCE_BEGIN) | OBS(OP_BEGIN) | OBS(ROUND_BEGIN) | OBS(FAULT),
    .reset = reset,
    .update = update,
};
