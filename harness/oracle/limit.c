/*
 * LIM: the flow limit refuses a flow only when there are as many as it allows, and never lets more
 * in; no flow is deleted that is neither idle, nor out of date, nor one too many; and the limit
 * stays within its bounds.
 *
 * How many flows there are is not one number: a ukey may stand for a flow that is not there yet or
 * no longer, a cache counts a ukey a little before or after it says so, and it may know of flows
 * without a ukey only from the datapath's count of some time ago. So the number is taken as high as
 * it can have looked. It is a sum, too: somebody may have read how many ukeys there were, and is
 * still to read how many flows without one.
 */

#include "oracle/internal.h"

enum {
    LIMIT_FLOOR = 1000,
    DEFAULT_LIMIT = 200000,
    DEFAULT_MAX_IDLE_MS = 10000,
    DEFAULT_MIN_REVALIDATE_PPS = 5,
    CROWDED_MAX_IDLE_MS = 100, /* Above the limit, an unused flow lives so long. */
};

/* Since a round began, and in the round before. */
static struct extremes {
    unsigned most_answered; /* By the datapath, asked for the number of its flows. */
    unsigned most_foreign;  /* Flows without a ukey, by such an answer. */
    unsigned most_apparent; /* As high as the number of flows can have looked. */
} present, past;

/* Answers that an actor may still be making up its mind about. */
static struct answer {
    unsigned n_flows, fewest_ukeys;
} answers[RUNTIME_MAX_ACTORS];
static uint32_t answered;  /* Actors, bit by bit. */
static uint32_t installed; /* Slots whose ukeys upcalls have made, while they stand for a flow. */
static uint32_t leaving; /* Actors that have said that a ukey is gone, and may not have counted. */

/* What an actor may believe who has read the number of ukeys since it was last heard, and will read
 * that of the other flows now. */
static struct reader {
    unsigned most_ukeys;    /* That there were since then, if it is `behind`. */
    unsigned most_apparent; /* As above; in this round, and while it was behind. */
    moment reached_at;      /* As below, while it was behind. */
} readers[RUNTIME_MAX_ACTORS];
static uint32_t heard, heard_in_round; /* Actors, ever and in this round. */
static uint32_t behind;                /* Actors not heard since there were more ukeys. */
static unsigned n_ukeys_noted;         /* With those that are leaving. */

static uint32_t overtaken; /* Slots whose flow has come while its ukey was EVICTING. */
static moment reached_at;  /* The last moment at which the limit can have looked reached. */
static struct {
    moment at;
    unsigned by;
} begun[MODEL_MAX_PACKETS + 1];
static unsigned n_killed;             /* Flows deleted in this round for their number alone. */
static uint64_t used_ms[MODEL_SLOTS]; /* When the flow was last hit before the round. */
static uint64_t judged[MODEL_SLOTS];  /* The ukey whose deletion has been judged. */
static bool troubled[MODEL_SLOTS];    /* A fault has met the slot: it may be deleted. */

uint32_t limit_configured(void)
{
    return oracle_settings.flow_limit ? oracle_settings.flow_limit : DEFAULT_LIMIT;
}

/* What the limit can fall to. */
static uint32_t lowest(void)
{
    return limit_configured() < LIMIT_FLOOR ? limit_configured() : LIMIT_FLOOR;
}

void limit_reset(void)
{
    present = past = (struct extremes){.most_answered = 0};
    answered = leaving = installed = overtaken = behind = heard = heard_in_round = 0;
    n_ukeys_noted = 0;
    reached_at = 0;
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        readers[actor] = (struct reader){.reached_at = 0};
    }
    n_killed = 0;
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        troubled[slot] = false;
        judged[slot] = 0;
        used_ms[slot] = 0;
    }
}

static unsigned larger(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static void note_answers(unsigned n_ukeys)
{
    for (uint32_t actors = answered; actors; actors &= actors - 1) {
        struct answer *answer = &answers[__builtin_ctz(actors)];

        if (n_ukeys < answer->fewest_ukeys) {
            answer->fewest_ukeys = n_ukeys;
        }
        if (answer->n_flows > answer->fewest_ukeys) {
            present.most_foreign =
                larger(present.most_foreign, answer->n_flows - answer->fewest_ukeys);
        }
        present.most_answered = larger(present.most_answered, answer->n_flows);
    }
}

/* There are fewer ukeys than before: whoever does not run may have read how many there were. */
static void note_fewer(void)
{
    uint32_t others = heard & ~(UINT32_C(1) << actor_self());

    for (uint32_t actors = others; actors; actors &= actors - 1) {
        struct reader *reader = &readers[__builtin_ctz(actors)];

        reader->most_ukeys =
            behind & actors & -actors ? larger(reader->most_ukeys, n_ukeys_noted) : n_ukeys_noted;
    }
    behind |= others;
}

static void note_readers(unsigned n_ukeys, unsigned n_besides)
{
    for (uint32_t actors = behind; actors; actors &= actors - 1) {
        struct reader *reader = &readers[__builtin_ctz(actors)];
        unsigned apparent = larger(reader->most_ukeys, n_ukeys) + n_besides;

        if (heard_in_round & actors & -actors) {
            reader->most_apparent = larger(reader->most_apparent, apparent);
        }
        if (apparent >= lowest()) {
            reader->reached_at = oracle_now();
        }
    }
}

void limit_note(void)
{
    unsigned n_blocking = ukeys_n_blocking();
    unsigned n_ukeys = n_blocking + (unsigned)__builtin_popcount(leaving);
    unsigned n_besides, apparent;

    note_answers(n_blocking);
    if (n_ukeys < n_ukeys_noted) {
        note_fewer();
    }
    n_ukeys_noted = n_ukeys;
    /* Others in an upcall may have counted the ukey that they are about to make visible. */
    n_besides = oracle_n_others_in_upcalls() + larger(present.most_foreign, past.most_foreign);
    note_readers(n_ukeys, n_besides);
    apparent = n_ukeys + n_besides;
    apparent = larger(apparent, larger(present.most_answered, past.most_answered));
    present.most_apparent = larger(present.most_apparent, apparent);
    if (apparent >= lowest()) {
        reached_at = oracle_now();
    }
}

void limit_heard(void)
{
    uint32_t self = UINT32_C(1) << actor_self();

    answered &= ~self;
    leaving &= ~self;
    behind &= ~self;
    heard |= self;
    heard_in_round |= self;
}

void limit_answered(unsigned n_flows)
{
    answers[actor_self()] = (struct answer){.n_flows = n_flows, .fewest_ukeys = n_flows};
    answered |= UINT32_C(1) << actor_self();
    limit_note();
}

/* A ukey is counted before it is said to be VISIBLE, and until after it is said to be gone: of
 * those that upcalls have made there are never more than the limit allows. Adopted ones come on
 * top. */
static void check_admitted(unsigned slot)
{
    unsigned n = (unsigned)__builtin_popcount(installed);

    if (n > limit_configured()) {
        runtime_violation(
            "LIM",
            "%s installs %s, and so the cache has installed %u flows that are there or "
            "on their way; the limit is %u",
            oracle_self(), oracle_slot_name(slot), n, limit_configured());
    }
}

void limit_transition(unsigned slot, enum cache_state from, enum cache_state to)
{
    if (state_blocks(from) && !state_blocks(to)) {
        leaving |= UINT32_C(1) << actor_self();
        installed &= ~(UINT32_C(1) << slot);
    }
    if (to == STATE_VISIBLE && oracle_in_upcall()) {
        installed |= UINT32_C(1) << slot;
        check_admitted(slot);
    }
    limit_note();
}

void limit_upcall_begin(uint64_t packet)
{
    limit_note();
    begun[packet].at = oracle_now();
    begun[packet].by = actor_self();
}

bool limit_explains(uint64_t packet)
{
    limit_note();
    return larger(reached_at, readers[begun[packet].by].reached_at) >= begun[packet].at;
}

void limit_round_begin(void)
{
    past = present;
    present = (struct extremes){.most_answered = 0};
    heard_in_round = UINT32_C(1) << actor_self();
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        readers[actor].most_apparent = 0;
    }
    limit_note();
    n_killed = 0;
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        used_ms[slot] = 0;
    }
    for (uint32_t slots = model_live_slots(); slots; slots &= slots - 1) {
        unsigned slot = (unsigned)__builtin_ctz(slots);

        used_ms[slot] = model_live_in(slot)->used_ms;
    }
}

void limit_fault(unsigned slot)
{
    troubled[slot] = true;
}

void limit_instance_begin(const struct model_instance *instance)
{
    unsigned slot = model_slot(instance->flow, instance->pmd);

    if (instance->origin == ORIGIN_MOVED) {
        if (known_used_ms(slot) < used_ms[slot]) {
            used_ms[slot] = known_used_ms(slot);
        }
    } else if (instance->origin != ORIGIN_RESET) {
        overtaken &= ~(UINT32_C(1) << slot);
        overtaken |= (uint32_t)(slot_watch(slot)->state == STATE_EVICTING) << slot;
    }
}

/* As high as the number of flows can have looked to the running actor in this round. */
static unsigned most_apparent(void)
{
    return larger(present.most_apparent, readers[actor_self()].most_apparent);
}

static bool may_be_idle(unsigned slot)
{
    uint64_t idle_ms = model_now_ms() - used_ms[slot];
    uint64_t max_ms =
        oracle_settings.max_idle_ms ? oracle_settings.max_idle_ms : DEFAULT_MAX_IDLE_MS;

    return idle_ms >= max_ms || (idle_ms >= CROWDED_MAX_IDLE_MS && most_apparent() > lowest());
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
           model_now_ms() - used_ms[slot] >= 1000 / pps;
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
    if (again || !live || by_main || troubled[slot] || ops_had_error(slot) ||
        (valid_is_due(slot) && !idle_is_fresh_offloaded(slot)) || !live->adoptable ||
        may_be_idle(slot) || may_be_too_slow(slot) ||
        model_actions_version(live->actions) != model_rule_version(live->flow)) {
        return;
    }
    n_killed++;
    if (n_killed + lowest() > most_apparent()) {
        runtime_violation("LIM",
                          "%s deletes %s (instance %u, %u hits), which is not idle and agrees with "
                          "the rules; there can have seemed to be %u flows, the limit is %u, and "
                          "%u have been deleted for it in this round",
                          oracle_self(), oracle_slot_name(slot), live->serial, live->n_hits,
                          most_apparent(), lowest(), n_killed - 1);
    }
}

void limit_check_value(uint32_t limit)
{
    if (limit < lowest() || limit > limit_configured()) {
        runtime_violation("LIM", "the flow limit is %u: expected %u to %u", limit, lowest(),
                          limit_configured());
    }
}
