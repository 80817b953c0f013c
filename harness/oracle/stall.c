/*
 * STALL: no slow path after deletion. A miss that is handled while nothing stands in its slot ends
 * with its flow being put; and what stands in a slot without a flow does not stand there for long.
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"

/* Rounds after which a ukey whose flow is gone must be out of the way; one whose dump was complete
 * is enough. */
enum { ROUNDS_AT_MOST = 4 };

static struct {
    moment begun_at;
    uint32_t refusals; /* Of locks to the actor, at the beginning. */
    uint8_t n_blocked; /* See below, at the beginning. */
    bool miss, failed, uncacheable;
} packets[MODEL_MAX_PACKETS + 1];

/* For how many rounds a ukey has stood in a slot without a flow; ROUNDS_AT_MOST is enough. */
static uint8_t n_blocked[MODEL_SLOTS];

void stall_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        n_blocked[slot] = 0;
    }
}

void stall_sent_up(uint64_t packet, bool miss)
{
    packets[packet].miss = miss;
    packets[packet].failed = packets[packet].uncacheable = false;
}

void stall_upcall_begin(unsigned slot, uint64_t packet)
{
    packets[packet].begun_at = oracle_now();
    packets[packet].refusals = actor_trylock_failures(actor_self());
    packets[packet].n_blocked = n_blocked[slot];
}

void stall_translated(enum cache_purpose purpose, uint64_t packet, bool failed, bool cacheable)
{
    if (purpose != CACHE_TRANSLATE_REVALIDATE && packet <= MODEL_MAX_PACKETS) {
        packets[packet].failed = failed;
        packets[packet].uncacheable = !failed && !cacheable;
    }
}

void stall_transition(unsigned slot, enum cache_state to)
{
    if (to == STATE_VISIBLE || to >= STATE_EVICTED) {
        n_blocked[slot] = 0;
    }
}

void stall_instance_begin(unsigned slot)
{
    n_blocked[slot] = 0;
}

void stall_round_end(void)
{
    const struct round_watch *round = rounds_last();

    for (uint32_t slots = round->calm ? ukeys_blocking_slots() : 0; slots; slots &= slots - 1) {
        unsigned slot = (unsigned)__builtin_ctz(slots);
        const struct slot_watch *watch = slot_watch(slot);

        if (ukeys_put_was_pending(slot, round) || watch->visible_at >= round->before ||
            model_live_in(slot) || watch->emptied_at >= round->begun_at) {
            continue;
        }
        n_blocked[slot] = (uint8_t)(round->quiet                       ? ROUNDS_AT_MOST
                                    : n_blocked[slot] < ROUNDS_AT_MOST ? n_blocked[slot] + 1
                                                                       : ROUNDS_AT_MOST);
    }
}

static _Noreturn void stalled(unsigned slot, uint64_t packet, enum cache_verdict verdict,
                              const char *why)
{
    const struct slot_watch *watch = slot_watch(slot);

    runtime_violation("STALL",
                      "%s ends the miss of packet %llu of %s as %s: %s; the ukey there is %s "
                      "(number %llu, made by %s)",
                      oracle_self(), (unsigned long long)packet, oracle_slot_name(slot),
                      model_verdict_word(verdict), why, model_state_word(watch->state),
                      (unsigned long long)watch->serial, actor_name(watch->maker));
}

static void check_duplicate(unsigned slot, uint64_t packet)
{
    if (slot_last_blocked(slot) < packets[packet].begun_at) {
        stalled(slot, packet, VERDICT_DUPLICATE,
                "expected installed or replaced, as no ukey with a flow, or about to have one, "
                "stood there during its handling");
    }
    if (packets[packet].n_blocked == ROUNDS_AT_MOST && n_blocked[slot] == ROUNDS_AT_MOST) {
        stalled(slot, packet, VERDICT_DUPLICATE,
                "expected installed or replaced, as the flow has been gone from the datapath for "
                "long enough: a quiet round with a complete dump, or 4 rounds");
    }
}

void stall_upcall_end(unsigned slot, uint64_t packet, enum cache_verdict verdict)
{
    switch (verdict) {
    case VERDICT_INSTALLED:
    case VERDICT_REPLACED:
        if (!packets[packet].miss) {
            stalled(slot, packet, verdict, "it was no miss, but hit the flow");
        }
        if (!oracle_is_packet_thread() && ops_put_is_due(slot)) {
            stalled(slot, packet, verdict, "its flow has not been put");
        }
        break;
    case VERDICT_DUPLICATE:
        check_duplicate(slot, packet);
        break;
    case VERDICT_CONTENDED:
        if (actor_trylock_failures(actor_self()) == packets[packet].refusals) {
            stalled(slot, packet, verdict, "no lock was refused to it");
        }
        break;
    case VERDICT_CONFLICT:
        stalled(slot, packet, verdict, "no two flows of this world share an identity");
    case VERDICT_LIMITED:
        if (!apparent_explains(packet)) {
            stalled(slot, packet, verdict, "there are fewer flows than the flow limit");
        }
        break;
    case VERDICT_NOT_CACHEABLE:
        if (packets[packet].miss && !packets[packet].uncacheable) {
            stalled(slot, packet, verdict, "it was a miss, and its translation may be installed");
        }
        break;
    case VERDICT_UNTRANSLATABLE:
        if (!packets[packet].failed) {
            stalled(slot, packet, verdict, "its translation did not fail");
        }
        break;
    case VERDICTS:
        break;
    }
}

void stall_upcall_returned(unsigned slot, int error)
{
    if (error && ops_put_is_due(slot)) {
        runtime_violation("STALL",
                          "%s made a ukey for %s and was told not to add the flow (error %d)",
                          oracle_self(), oracle_slot_name(slot), error);
    }
    if (!error && !ops_put_is_due(slot)) {
        runtime_violation("STALL", "%s is to add the flow of %s and has made no ukey for it",
                          oracle_self(), oracle_slot_name(slot));
    }
}

void oracle_check_installed(unsigned flow, unsigned pmd)
{
    unsigned slot = model_slot(flow, pmd);
    const struct slot_watch *watch = slot_watch(slot);

    if (model_live(flow, pmd) || !model_rule_actions(flow) ||
        model_n_instances() == MODEL_MAX_INSTANCES || apparent_explains(model_n_packets())) {
        return;
    }
    runtime_violation("STALL",
                      "%s is not in the datapath after a miss with everyone idle: its ukey is %s "
                      "(number %llu, made by %s)",
                      oracle_slot_name(slot), model_state_word(watch->state),
                      (unsigned long long)watch->serial, actor_name(watch->maker));
}

unsigned stall_n_blocked(unsigned slot)
{
    return n_blocked[slot];
}
