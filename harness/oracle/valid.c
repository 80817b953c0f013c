/*
 * VALID: every flow that existed when the rules changed has been revalidated or deleted by the end
 * of the first undisturbed round that answers to the change.
 */

#include "oracle/internal.h"

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

/* What the running round has to establish. */
static uint16_t wanted[CACHE_MAX_FLOWS];
static uint32_t answered;               /* The changes that it answers to. */
static uint32_t validated[MODEL_SLOTS]; /* The changes that the slot's ukey agrees with. */
static uint64_t validated_ukey[MODEL_SLOTS];

void valid_reset(void)
{
    n_announcements = n_begun = answered = 0;
    for (unsigned flow = 0; flow < CACHE_MAX_FLOWS; flow++) {
        wanted[flow] = 0;
    }
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        validated[slot] = 0;
        validated_ukey[slot] = 0;
    }
}

void valid_revalidate_begin(void)
{
    n_begun++;
    for (unsigned flow = 0; flow < CACHE_MAX_FLOWS; flow++) {
        announcing[actor_self()][flow] = (uint16_t)model_rule_version(flow);
    }
}

void valid_revalidate_end(void)
{
    struct announcement *announcement = &announcements[n_announcements++ % MAX_CALLS];

    announcement->n_begun = n_begun;
    for (unsigned flow = 0; flow < CACHE_MAX_FLOWS; flow++) {
        announcement->versions[flow] = announcing[actor_self()][flow];
    }
}

void valid_round_begin(void)
{
    uint32_t n = n_announcements < MAX_CALLS ? n_announcements : MAX_CALLS;

    answered = (uint32_t)rounds_last()->reval_seq - 1;
    for (unsigned flow = 0; flow < CACHE_MAX_FLOWS; flow++) {
        for (uint32_t i = 0; i < n; i++) {
            if (announcements[i].n_begun <= answered &&
                announcements[i].versions[flow] > wanted[flow]) {
                wanted[flow] = announcements[i].versions[flow];
            }
        }
    }
}

uint64_t valid_announced(void)
{
    return 1 + (uint64_t)n_announcements;
}

bool valid_is_due(unsigned slot)
{
    return n_begun > (validated_ukey[slot] == slot_watch(slot)->serial ? validated[slot] : 0);
}

static void check(const struct model_instance *live, unsigned slot)
{
    uint32_t version = model_actions_version(live->actions);
    uint32_t now = model_rule_version(live->flow);
    bool may_exist = version != UINT32_MAX && version >= wanted[live->flow];
    bool may_stay = wanted[live->flow] != now || model_rule_actions(live->flow);
    bool wide = wanted[live->flow] == now && model_rule_mask(live->flow) & ~live->mask &&
                !once_is_changeling(live);

    if (may_exist && may_stay && !wide) {
        return;
    }
    runtime_violation("VALID",
                      "%s ends a round that answers to version %u of the rules of %s, and its flow "
                      "(instance %u, %s) still has actions 0x%x, %s; its ukey is %s, made by %s",
                      oracle_self(), wanted[live->flow], oracle_slot_name(slot), live->serial,
                      model_origin_name(live->origin), live->actions,
                      !may_stay               ? "though no flow is allowed"
                      : version == UINT32_MAX ? "which no rules ever gave"
                      : may_exist             ? "and a mask too wide for the rules"
                                              : "from an older version",
                      model_state_word(slot_watch(slot)->state),
                      actor_name(slot_watch(slot)->maker));
}

void valid_round_end(void)
{
    const struct round_watch *round = rounds_last();

    if (!round->quiet) {
        return;
    }
    for (uint32_t slots = model_live_slots(); slots; slots &= slots - 1) {
        unsigned slot = (unsigned)__builtin_ctz(slots);
        const struct slot_watch *watch = slot_watch(slot);
        const struct model_instance *live = model_live_in(slot);
        /* Not answered: the cache could not yet know that the flow existed. EVICTED: it believed
         * that there was none; the round puts that right, and the next one adopts the flow. */
        bool pending = watch->serial
                           ? !watch->answered_at || watch->answered_at >= round->begun_at ||
                                 (watch->by_packet_thread && round->awaits_grace) ||
                                 watch->state == STATE_EVICTED
                           : watch->state_at >= round->begun_at;

        if (once_ledger(live->serial)->begun_at >= round->begun_at || pending ||
            once_has_other_actions(live)) {
            continue;
        }
        check(live, slot);
        validated[slot] = answered;
        validated_ukey[slot] = watch->serial;
    }
}
