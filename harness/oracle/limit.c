/*
 * LIM: the flow limit refuses a flow only when there are as many as it allows, and never lets more
 * in; no flow is deleted that is neither idle, nor out of date, nor one too many; and the limit
 * stays within its bounds.
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"
#include "runtime/actor_set.h"

enum {
    LIMIT_FLOOR = 1000,
    DEFAULT_LIMIT = 200000,
    DEFAULT_MAX_IDLE_MS = 10000,
    DEFAULT_MIN_REVALIDATE_PPS = 5,
    CROWDED_MAX_IDLE_MS = 100, /* Above the limit, an unused flow lives so long. */
};

static uint32_t installed; /* Slots whose ukeys upcalls have made, while they stand for a flow. */
static uint32_t overtaken; /* Slots whose flow has come while its ukey was EVICTING. */
static unsigned n_killed;  /* Flows deleted in this round for their number alone. */
static unsigned n_come;    /* Flows that have come in this round, or seemed to. */
static unsigned n_found;   /* Flows that were there before, and were adopted in this round. */
static uint32_t deleters;  /* Actors that have deleted flows in this round, bit by bit. */
static uint64_t judged[MODEL_SLOTS]; /* The ukey whose deletion has been judged. */
static bool troubled[MODEL_SLOTS];   /* A fault has met the slot: it may be deleted. */

/* As the round began: when, and the instance that was there (0: none), of which flow, and its last
 * hit until then (0: none). */
static uint64_t round_begun_ms;
static struct {
    uint32_t instance, flow;
    uint64_t used_ms;
} at_begin[MODEL_SLOTS];

uint32_t limit_configured(void)
{
    return oracle_settings.flow_limit ? oracle_settings.flow_limit : DEFAULT_LIMIT;
}

uint32_t limit_lowest(void)
{
    return limit_configured() < LIMIT_FLOOR ? limit_configured() : LIMIT_FLOOR;
}

void limit_reset(void)
{
    installed = overtaken = 0;
    n_killed = n_come = n_found = 0;
    deleters = 0;
    round_begun_ms = 0;
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        troubled[slot] = false;
        judged[slot] = 0;
        at_begin[slot].instance = at_begin[slot].flow = 0;
        at_begin[slot].used_ms = 0;
    }
}

/* A ukey is counted before it is said to be VISIBLE, and until after it is said to be gone: of
 * those that upcalls have made there are never more than the limit allows. Adopted ones come on
 * top. */
static void check_admitted(unsigned slot)
{
    unsigned n = limit_n_installed();

    if (n > limit_configured()) {
        runtime_violation(
            "LIM",
            "%s installs %s, and so the cache has installed %u flows that are there or "
            "on their way; the limit is %u",
            oracle_self(), oracle_slot_name(slot), n, limit_configured());
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
    } else if (live->flow_serial == at_begin[slot].flow && ++n_found > apparent_most_foreign()) {
        n_come++;
    }
}

void limit_transition(unsigned slot, enum cache_state from, enum cache_state to)
{
    if (state_blocks(from) && !state_blocks(to)) {
        installed &= ~(UINT32_C(1) << slot);
    }
    if (to == STATE_VISIBLE && oracle_in_upcall()) {
        installed |= UINT32_C(1) << slot;
        check_admitted(slot);
    }
    if (to == STATE_VISIBLE && !oracle_in_upcall()) {
        note_adopted(slot);
    }
    if ((to == STATE_EVICTING || to == STATE_EVICTED) && !oracle_in_upcall()) {
        deleters |= actor_set_of(actor_self());
    }
}

void limit_round_begin(void)
{
    n_killed = n_come = n_found = 0;
    deleters = 0;
    round_begun_ms = model_now_ms();
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct model_instance *live = model_live_in(slot);

        at_begin[slot].instance = live ? live->serial : 0;
        at_begin[slot].flow = live ? live->flow_serial : 0;
        at_begin[slot].used_ms = live ? live->used_ms : 0;
    }
}

void limit_fault(unsigned slot)
{
    troubled[slot] = true;
}

void limit_instance_begin(const struct model_instance *instance)
{
    unsigned slot = model_slot(instance->flow, instance->pmd);

    if (instance->origin != ORIGIN_MOVED && instance->origin != ORIGIN_RESET) {
        n_come++;
        overtaken &= ~(UINT32_C(1) << slot);
        overtaken |= (uint32_t)(slot_watch(slot)->state == STATE_EVICTING) << slot;
    }
}

/* The least that the cache can take for the time of the last use. A flow that was hit before the
 * round says so itself, whenever it is shown. Of one that was not, or that has begun since, what is
 * shown is no hit, one of this round, or one of the flow that was there before; where it is no hit,
 * the cache goes by what it knew already. */
uint64_t limit_last_used_ms(unsigned slot)
{
    uint64_t shown_ms = at_begin[slot].used_ms ? at_begin[slot].used_ms : round_begun_ms;
    uint64_t known_ms = known_used_ms(slot);

    if (at_begin[slot].used_ms && at_begin[slot].instance == model_live_in(slot)->serial) {
        return shown_ms;
    }
    return known_ms < shown_ms ? known_ms : shown_ms;
}

static bool may_be_idle(unsigned slot)
{
    uint64_t idle_ms = model_now_ms() - limit_last_used_ms(slot);
    uint64_t max_ms =
        oracle_settings.max_idle_ms ? oracle_settings.max_idle_ms : DEFAULT_MAX_IDLE_MS;

    return idle_ms > max_ms || (idle_ms > CROWDED_MAX_IDLE_MS && apparent_most() > limit_lowest());
}

/* A flow that the cache has just adopted must be translated, if it carries enough traffic for that.
 * It is adopted from whatever layer it has moved to, and may move on before it is deleted. It is
 * somebody else's, or of a put that its ukey's deletion has overtaken. */
static bool may_be_too_slow(unsigned slot)
{
    uint32_t pps = oracle_settings.min_revalidate_pps ? oracle_settings.min_revalidate_pps
                                                      : DEFAULT_MIN_REVALIDATE_PPS;

    return (once_ledger(model_live_in(slot)->serial)->foreign || (overtaken >> slot) & 1) &&
           slot_watch(slot)->visible_at >= rounds_last()->begun_at &&
           model_now_ms() - limit_last_used_ms(slot) >= 1000 / pps;
}

/* A cache deletes for their number what is above twice the limit: as many as the limit are left
 * over that LIM lets it delete. But each that deletes may have counted, besides, what the others
 * were about to delete, and delete one more; together they can use up what was left over. */
static unsigned most_hasty(void)
{
    unsigned n_deleters = (unsigned)__builtin_popcount(deleters);

    return n_deleters > 1 + limit_lowest() ? n_deleters - 1 - limit_lowest() : 0;
}

/* As many may go as there seemed to be too many, as have come since, and as were counted once more
 * (whoever adopts one, or finds that others' flows are more again, may find again that there are
 * too many), or not yet counted as going. */
unsigned limit_most_killed(void)
{
    unsigned n_since = n_come + apparent_most_recounted() + most_hasty();

    return apparent_most() > limit_lowest() ? apparent_most() + n_since - limit_lowest() : 0;
}

unsigned limit_n_come(void)
{
    return n_come;
}

unsigned limit_n_killed(void)
{
    return n_killed;
}

unsigned limit_n_installed(void)
{
    return (unsigned)__builtin_popcount(installed);
}

void limit_delete_begin(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);
    uint64_t ukey = slot_watch(slot)->serial;
    /* A delete that failed, or came before the put, is sent again, whatever has become of the flow.
     */
    bool again = judged[slot] == ukey;
    bool by_main = actor_self() == ACTOR_MAIN && progress_main_call() != CALL_NONE &&
                   progress_main_call() != CALL_ROUND;

    judged[slot] = ukey;
    if (again || !live || by_main || troubled[slot] ||
        (valid_is_due(slot) && !idle_is_fresh_offloaded(slot)) || !live->adoptable ||
        may_be_idle(slot) || may_be_too_slow(slot) ||
        model_actions_version(live->actions) != model_rule_version(live->flow)) {
        return;
    }
    n_killed++;
    if (n_killed > limit_most_killed()) {
        runtime_violation(
            "LIM",
            "%s deletes %s (instance %u, %u hits), which is not idle and agrees with "
            "the rules; there can have seemed to be %u flows, %u more have come in this "
            "round and %u can have been counted again, the limit is %u, and %u have been "
            "deleted for it in this round",
            oracle_self(), oracle_slot_name(slot), live->serial, live->n_hits, apparent_most(),
            n_come, apparent_most_recounted(), limit_lowest(), n_killed - 1);
    }
}

void limit_check_value(uint32_t limit)
{
    if (limit < limit_lowest() || limit > limit_configured()) {
        runtime_violation("LIM", "the flow limit is %u: expected %u to %u", limit, limit_lowest(),
                          limit_configured());
    }
}
