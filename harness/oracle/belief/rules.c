#include "oracle/belief/rules.h"

#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"

/* Calls of revalidate(). Each adds one to reval_seq, which starts at 1, some time between its
 * beginning and its end; so a round that answers to n changes answers to a call if no more than n
 * had begun when it ended. */
enum { MAX_CALLS = 16 };
static struct announcement {
    uint32_t n_begun;                   /* When the call ended. */
    uint16_t versions[CACHE_MAX_FLOWS]; /* Of the rules, when it began. */
} announcements[MAX_CALLS];
static uint32_t n_announcements, n_begun;

/* The versions as of the call that an actor is in. */
static uint16_t announcing[RUNTIME_MAX_ACTORS][CACHE_MAX_FLOWS];

static uint16_t wanted[CACHE_MAX_FLOWS];
static uint32_t n_changes;              /* That the running round answers to. */
static uint64_t answered;               /* The reval_seq of the last round that has ended. */
static uint32_t validated[MODEL_SLOTS]; /* The changes that the slot's ukey agrees with. */
static uint64_t validated_ukey[MODEL_SLOTS];

static void reset(void)
{
    n_announcements = n_begun = n_changes = 0;
    answered = 0;
    for (unsigned flow = 0; flow < model_flows_end(); flow++) {
        wanted[flow] = 0;
    }
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        validated[slot] = 0;
        validated_ukey[slot] = 0;
    }
}

static void begin_call(void)
{
    n_begun++;
    for (unsigned flow = 0; flow < model_flows_end(); flow++) {
        announcing[actor_self()][flow] = (uint16_t)model_rule_version(flow);
    }
}

static void end_call(void)
{
    struct announcement *announcement = &announcements[n_announcements++ % MAX_CALLS];

    announcement->n_begun = n_begun;
    for (unsigned flow = 0; flow < model_flows_end(); flow++) {
        announcement->versions[flow] = announcing[actor_self()][flow];
    }
}

static void begin_round(uint64_t reval_seq)
{
    uint32_t n = n_announcements < MAX_CALLS ? n_announcements : MAX_CALLS;

    n_changes = (uint32_t)reval_seq - 1;
    for (unsigned flow = 0; flow < model_flows_end(); flow++) {
        for (uint32_t i = 0; i < n; i++) {
            if (announcements[i].n_begun <= n_changes &&
                announcements[i].versions[flow] > wanted[flow]) {
                wanted[flow] = announcements[i].versions[flow];
            }
        }
    }
}

static void end_round(uint64_t reval_seq)
{
    struct slot_walk walk = slot_walk(model_live_slots());
    unsigned slot;

    answered = reval_seq;
    while (rounds_last()->quiet && slot_walk_on(&walk, &slot)) {
        if (rules_must_agree(slot)) {
            validated[slot] = n_changes;
            validated_ukey[slot] = ukeys_in(slot)->serial;
        }
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_REVALIDATE_BEGIN:
        begin_call();
        break;
    case OBS_REVALIDATE_END:
        end_call();
        break;
    case OBS_ROUND_BEGIN:
        begin_round(o->reval_seq);
        break;
    case OBS_ROUND_END:
        end_round(o->reval_seq);
        break;
    default:
        break;
    }
}

/* Not answered: the cache could not yet know that the flow existed. EVICTED: it believed that there
 * was none; the round puts that right, and the next one adopts the flow. */
static bool is_pending(const struct slot_facts *facts, const struct round_facts *round)
{
    if (!facts->serial) {
        return facts->state_at >= round->begun_at;
    }
    return !facts->answered_at || facts->answered_at >= round->begun_at ||
           (facts->by_packet_thread && round->awaits_grace) || facts->state == STATE_EVICTED;
}

bool rules_must_agree(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);
    const struct round_facts *round = rounds_last();

    return ledgers_of(live->serial)->begun_at < round->begun_at &&
           !is_pending(ukeys_in(slot), round) && !ledgers_has_other_actions(live);
}

uint64_t rules_announced(void)
{
    return 1 + (uint64_t)n_announcements;
}

uint64_t rules_answered(void)
{
    return answered;
}

bool rules_are_due(unsigned slot)
{
    return n_begun > (validated_ukey[slot] == ukeys_in(slot)->serial ? validated[slot] : 0);
}

uint32_t rules_wanted(unsigned flow)
{
    return wanted[flow];
}

const struct belief belief_rules = {
    .wants = OBS(REVALIDATE_BEGIN) | OBS(REVALIDATE_END) | OBS(ROUND_BEGIN) | OBS(ROUND_END),
    .reset = reset,
    .update = update,
};
