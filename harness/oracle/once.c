/*
 * ONCE: every packet and byte is credited exactly once.
 *
 * Each instance has a ledger: how many of its hits are credited. A push does not say which instance
 * it is of, only (flow, pmd), packets and bytes; but hits have sizes that no two intervals share,
 * so the instance whose next hits sum up to it is the one. The oldest goes first: the final
 * counters of a dead instance may be credited after its successor has begun.
 *
 * A push that is no instance's next interval is right in two cases only, both of which give less
 * than was hit. The ukey has taken its base along from an earlier counter, which it could not tell
 * from this one (loss_carrier()); or hits before it were lost by declaration, legally. Everything
 * else is a double credit, a loss, or an invention.
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"

#include <stdio.h>

static struct ledger ledgers[MODEL_MAX_INSTANCES + 1];
static uint32_t first[MODEL_SLOTS], newest[MODEL_SLOTS];
static uint32_t credited[MODEL_SLOTS]; /* The instance that was credited last. */
static uint32_t used_slots;            /* Bit by bit. */

void once_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        first[slot] = newest[slot] = credited[slot] = 0;
    }
    used_slots = 0;
}

uint32_t once_slots(void)
{
    return used_slots;
}

struct ledger *once_ledger(uint32_t instance)
{
    return &ledgers[instance];
}

/* An instance that is gone and credited in full says nothing any more. */
uint32_t once_first(unsigned slot)
{
    while (first[slot] && ledgers[first[slot]].ended_at && ledgers[first[slot]].next &&
           ledgers[first[slot]].position == model_instance(first[slot])->n_hits &&
           ledgers[first[slot]].ukey != slot_watch(slot)->serial) {
        first[slot] = ledgers[first[slot]].next;
    }
    return first[slot];
}

void once_instance_begin(const struct model_instance *instance)
{
    unsigned slot = model_slot(instance->flow, instance->pmd);
    const struct slot_watch *watch = slot_watch(slot);
    /* The ukey's flow was put before, successfully as the cache will be told. */
    bool second = watch->state == STATE_VISIBLE && watch->put_at > watch->visible_at;
    /* A put shows that there was no flow, so the cache knows that the one before is gone. */
    bool inherited = instance->origin != ORIGIN_CACHE && (watch->believed || second);
    bool same_flow =
        newest[slot] && model_instance(newest[slot])->flow_serial == instance->flow_serial;

    ledgers[instance->serial] = (struct ledger){
        .begun_at = oracle_now(),
        .foreign = same_flow ? ledgers[newest[slot]].foreign : instance->origin == ORIGIN_FOREIGN,
        .known = watch->believed,
        .inherited = inherited,
        .changeling = same_flow ? ledgers[newest[slot]].changeling
                                : inherited && instance->origin == ORIGIN_FOREIGN,
        .modified = same_flow && ledgers[newest[slot]].modified,
    };
    if (newest[slot]) {
        ledgers[newest[slot]].next = instance->serial;
    } else {
        first[slot] = instance->serial;
    }
    newest[slot] = instance->serial;
    used_slots |= UINT32_C(1) << slot;
}

void once_instance_end(const struct model_instance *instance)
{
    ledgers[instance->serial].ended_at = oracle_now();
}

/* Whether somebody else's flow, the newest of the slot, is another one than the instance's: a ukey
 * that is made for that one stands unawares for this one. */
static bool is_exchanged(uint32_t seen, unsigned slot)
{
    return seen && ledgers[newest[slot]].foreign &&
           model_instance(seen)->flow_serial != model_instance(newest[slot])->flow_serial;
}

void once_transition(unsigned slot)
{
    const struct slot_watch *watch = slot_watch(slot);
    struct ledger *ledger = &ledgers[newest[slot]];

    if (!newest[slot] || ledger->ended_at) {
        return;
    }
    /* A flow that lives on when its ukey is EVICTED is one that the cache believes gone. */
    ledger->known = watch->believed;
    if (watch->state == STATE_OPERATIONAL) {
        bool exchanged = is_exchanged(sight_of_actions(slot), slot);

        /* Whoever has been shown this flow has compared it, or has taken over what it is. */
        if (sight_of_actions(slot)) {
            ledger->changeling = exchanged;
            ledger->modified = false;
        }
        ledger->inherited |= exchanged || is_exchanged(sight_of_counter(slot), slot);
    }
}

void once_modified(const struct model_instance *instance)
{
    ledgers[instance->serial].modified = true;
}

bool once_is_changeling(const struct model_instance *instance)
{
    return ledgers[instance->serial].changeling;
}

bool once_has_other_actions(const struct model_instance *instance)
{
    return ledgers[instance->serial].changeling && !ledgers[instance->serial].modified;
}

void once_decreased(unsigned slot)
{
    for (uint32_t i = once_first(slot); i; i = ledgers[i].next) {
        const struct model_instance *instance = model_instance(i);
        uint32_t n_hits = instance->end == END_DELETED ? instance->n_read_last : instance->n_hits;

        for (uint32_t j = loss_carrier(i, i); j; j = loss_carrier(i, j)) {
            uint32_t base = ledgers[j].position;

            if (base > n_hits || model_instance(j)->bytes[base] > instance->bytes[n_hits]) {
                ledgers[i].masked = true;
                ledgers[i].masked_hits = n_hits;
            }
        }
    }
}

void once_op_reply(const struct cache_op *op, const struct model_instance *target)
{
    if (op->type == CACHE_DELETE && !op->error && target) {
        ledgers[target->serial].replied_at = oracle_now();
    }
}

/* Whether the `n` hits of `instance` after the first `from` are `bytes` big. */
static bool is_interval(const struct model_instance *instance, uint32_t from, uint64_t n,
                        uint64_t bytes)
{
    return from <= instance->n_hits && n <= instance->n_hits - from &&
           instance->bytes[from + n] - instance->bytes[from] == bytes;
}

static void settle(uint32_t serial, uint32_t position)
{
    struct ledger *ledger = &ledgers[serial];
    const struct model_instance *instance = model_instance(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);

    ledger->position = position;
    ledger->ukey = slot_watch(slot)->serial;
    credited[slot] = serial;
    oracle_counts.pushes_to_ended += ledger->ended_at != 0;
}

static bool credit_next(uint32_t handle, unsigned slot, uint64_t n, uint64_t bytes)
{
    for (uint32_t i = once_first(slot); i; i = ledgers[i].next) {
        if (is_interval(model_instance(i), ledgers[i].position, n, bytes)) {
            attr_credited(handle, i, ledgers[i].position, ledgers[i].position + (uint32_t)n);
            settle(i, ledgers[i].position + (uint32_t)n);
            return true;
        }
    }
    return false;
}

/* The ukey's base is another counter's: it pushes the difference between the two. */
static bool credit_carried(uint32_t handle, unsigned slot, uint64_t n, uint64_t bytes)
{
    for (uint32_t i = once_first(slot); i; i = ledgers[i].next) {
        const struct model_instance *instance = model_instance(i);

        for (uint32_t j = loss_carrier(i, i); j; j = loss_carrier(i, j)) {
            const struct model_instance *carrier = model_instance(j);
            uint32_t base = ledgers[j].position;

            if (base <= instance->n_hits && n <= instance->n_hits - base &&
                instance->bytes[base + n] >= carrier->bytes[base] &&
                instance->bytes[base + n] - carrier->bytes[base] == bytes) {
                attr_credited(handle, i, base, base + (uint32_t)n);
                settle(i, base + (uint32_t)n);
                oracle_counts.carried++;
                return true;
            }
        }
    }
    return false;
}

/* Hits before these have been lost, which the cache has said, and was allowed to. */
static bool credit_after_loss(uint32_t handle, unsigned slot, uint64_t n, uint64_t bytes)
{
    for (uint32_t i = once_first(slot); i; i = ledgers[i].next) {
        const struct model_instance *instance = model_instance(i);
        bool allowed = loss_is_untranslatable(slot, ledgers[i].begun_at) ||
                       (instance->origin == ORIGIN_RESET &&
                        loss_declared_at(slot, LOST_DECREASED) > ledgers[i].begun_at);

        for (uint32_t from = ledgers[i].position + 1; allowed && from + n <= instance->n_hits;
             from++) {
            if (is_interval(instance, from, n, bytes)) {
                attr_credited(handle, i, from, from + (uint32_t)n);
                settle(i, from + (uint32_t)n);
                return true;
            }
        }
    }
    return false;
}

/* Says which hits the push is of, if of any. */
static void describe(char *into, size_t size, unsigned slot, uint64_t n, uint64_t bytes)
{
    if (n >> 63 || bytes >> 63) {
        snprintf(into, size, "the %s are negative: a counter stepped back",
                 n >> 63 ? "packets" : "bytes");
        return;
    }
    for (uint32_t serial = model_n_instances(); serial; serial--) {
        const struct model_instance *instance = model_instance(serial);
        const struct ledger *ledger = &ledgers[serial];
        bool here = model_slot(instance->flow, instance->pmd) == slot;

        for (uint32_t from = 0; from + n <= instance->n_hits; from++) {
            if (is_interval(instance, from, n, bytes)) {
                snprintf(into, size,
                         "these are hits %u..%llu of instance %u%s%s, of which %u were credited or "
                         "lost already: %s",
                         from + 1, (unsigned long long)(from + n), serial, here ? "" : " of ",
                         here ? "" : oracle_slot_name(model_slot(instance->flow, instance->pmd)),
                         ledger->position,
                         from < ledger->position ? "credited twice"
                         : here                  ? "hits before them are lost"
                                                 : "credited to the wrong flow");
                return;
            }
        }
    }
    snprintf(into, size, "no instance was ever hit by these");
}

void once_push(uint32_t handle, unsigned slot, uint64_t n, uint64_t bytes)
{
    uint32_t serial;
    char what[256];

    oracle_counts.pushes++;
    if (!(n >> 32) &&
        (credit_next(handle, slot, n, bytes) || credit_carried(handle, slot, n, bytes) ||
         credit_after_loss(handle, slot, n, bytes))) {
        return;
    }
    describe(what, sizeof what, slot, n, bytes);
    serial = newest[slot];
    runtime_violation(
        "ONCE",
        "%s credits %lld packets, %lld bytes to %s (handle %u): %s; expected the hits from number "
        "%u on of instance %u (%s, %s, %u hits; ukey %llu is %s, made by %s)",
        oracle_self(), (long long)n, (long long)bytes, oracle_slot_name(slot), handle, what,
        serial ? ledgers[serial].position + 1 : 0, serial,
        serial ? model_origin_name(model_instance(serial)->origin) : "none",
        serial ? model_end_name(model_instance(serial)->end) : "none",
        serial ? model_instance(serial)->n_hits : 0, (unsigned long long)slot_watch(slot)->serial,
        model_state_word(slot_watch(slot)->state), actor_name(slot_watch(slot)->maker));
}

uint32_t once_credited(unsigned slot)
{
    return credited[slot];
}
