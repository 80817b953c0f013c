#include "oracle/belief/credit/ledgers.h"

#include "oracle/belief/credit/losses.h"
#include "oracle/belief/credit/shown.h"
#include "oracle/belief/ukeys.h"

static struct ledger ledgers[MODEL_MAX_INSTANCES + 1];
static uint32_t first[MODEL_SLOTS], newest[MODEL_SLOTS];
static uint32_t credited[MODEL_SLOTS]; /* The instance that was credited last. */
static struct slot_set used_slots;
static struct credit last_credit;

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        first[slot] = newest[slot] = credited[slot] = 0;
    }
    slot_set_clear(&used_slots);
    last_credit.instance = 0;
}

const struct slot_set *ledgers_slots(void)
{
    return &used_slots;
}

const struct ledger *ledgers_of(uint32_t instance)
{
    return &ledgers[instance];
}

uint32_t ledgers_newest(unsigned slot)
{
    return newest[slot];
}

uint32_t ledgers_credited(unsigned slot)
{
    return credited[slot];
}

const struct credit *ledgers_last_credit(void)
{
    return &last_credit;
}

static bool is_settled(uint32_t serial, unsigned slot)
{
    const struct ledger *ledger = &ledgers[serial];

    return ledger->ended_at && ledger->next && ledger->position == model_instance(serial)->n_hits &&
           ledger->ukey != ukeys_in(slot)->serial;
}

uint32_t ledgers_first(unsigned slot)
{
    uint32_t serial = first[slot];

    while (serial && is_settled(serial, slot)) {
        serial = ledgers[serial].next;
    }
    return serial;
}

/* A ukey that has credited one counter, and finds a smaller or larger one in the same layer, cannot
 * know that it is another one's; unless a delete was answered with the first one's final counts. */
uint32_t ledgers_carrier(uint32_t serial, uint32_t before)
{
    const struct model_instance *instance = model_instance(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);
    uint64_t ukey = ukeys_in(slot)->serial;
    uint32_t found = 0;

    if (!ukey || ledgers[serial].position) {
        return 0;
    }
    for (uint32_t i = ledgers_first(slot); i && i < before; i = ledgers[i].next) {
        if (ledgers[i].ukey == ukey && !ledgers[i].replied_at &&
            model_instance(i)->layer == instance->layer) {
            found = i;
        }
    }
    return found;
}

bool ledgers_is_masked(uint32_t serial, uint32_t n_hits)
{
    return ledgers[serial].masked && ledgers[serial].masked_hits >= n_hits;
}

bool ledgers_is_exchanged(const struct model_instance *instance)
{
    return ledgers[instance->serial].exchanged;
}

bool ledgers_has_other_actions(const struct model_instance *instance)
{
    return ledgers[instance->serial].exchanged && !ledgers[instance->serial].modified;
}

bool ledgers_is_interval(const struct model_instance *instance, uint32_t from, uint64_t n,
                         uint64_t bytes)
{
    return from <= instance->n_hits && n <= instance->n_hits - from &&
           instance->bytes[from + n] - instance->bytes[from] == bytes;
}

/* Lives of instances. */

static void begin(const struct model_instance *instance, unsigned slot)
{
    const struct slot_facts *facts = ukeys_in(slot);
    const struct ledger *before = &ledgers[newest[slot]];
    /* The ukey's flow was put before, successfully as the cache will be told. */
    bool second = facts->state == STATE_VISIBLE && facts->put_at > facts->visible_at;
    /* A put shows that there was no flow, so the cache knows that the one before is gone. */
    bool inherited = instance->origin != ORIGIN_CACHE && (facts->believed || second);
    bool same_flow =
        newest[slot] && model_instance(newest[slot])->flow_serial == instance->flow_serial;

    ledgers[instance->serial] = (struct ledger){
        .begun_at = obs_now(),
        .foreign = same_flow ? before->foreign : instance->origin == ORIGIN_FOREIGN,
        .known = facts->believed,
        .inherited = inherited,
        .exchanged =
            same_flow ? before->exchanged : inherited && instance->origin == ORIGIN_FOREIGN,
        .modified = same_flow && before->modified,
    };
    first[slot] = newest[slot] ? ledgers_first(slot) : instance->serial;
    if (newest[slot]) {
        ledgers[newest[slot]].next = instance->serial;
    }
    newest[slot] = instance->serial;
    slot_set_add(&used_slots, slot);
}

/* Whether somebody else's flow, the newest of the slot, is another one than the instance's: a ukey
 * that is made for that one stands unawares for this one. */
static bool is_another(uint32_t seen, unsigned slot)
{
    return seen && ledgers[newest[slot]].foreign &&
           model_instance(seen)->flow_serial != model_instance(newest[slot])->flow_serial;
}

static void note_transition(unsigned slot)
{
    const struct slot_facts *facts = ukeys_in(slot);
    struct ledger *ledger = &ledgers[newest[slot]];

    if (!newest[slot] || ledger->ended_at) {
        return;
    }
    /* A flow that lives on when its ukey is EVICTED is one that the cache believes gone. */
    ledger->known = facts->believed;
    if (facts->state == STATE_OPERATIONAL) {
        bool exchanged = is_another(shown_actions(slot), slot);

        /* A cache that was shown this flow has compared it, or has taken over what it is. */
        if (shown_actions(slot)) {
            ledger->exchanged = exchanged;
            ledger->modified = false;
        }
        ledger->inherited |= exchanged || is_another(shown_counter(slot), slot);
    }
}

/* The ukey's base is above the counter of an instance that it cannot tell from another. */
static void note_decrease(unsigned slot)
{
    for (uint32_t i = ledgers_first(slot); i; i = ledgers[i].next) {
        const struct model_instance *instance = model_instance(i);
        uint32_t n_hits = instance->end == END_DELETED ? instance->n_read_last : instance->n_hits;

        for (uint32_t j = ledgers_carrier(i, i); j; j = ledgers_carrier(i, j)) {
            uint32_t base = ledgers[j].position;

            if (base > n_hits || model_instance(j)->bytes[base] > instance->bytes[n_hits]) {
                ledgers[i].masked = true;
                ledgers[i].masked_hits = n_hits;
            }
        }
    }
}

/* Credits. */

static bool settle(unsigned slot, uint32_t serial, uint32_t from, uint64_t n)
{
    struct ledger *ledger = &ledgers[serial];

    ledger->position = from + (uint32_t)n;
    ledger->ukey = ukeys_in(slot)->serial;
    credited[slot] = serial;
    last_credit = (struct credit){serial, from, ledger->position};
    context_reached.pushes_to_ended += ledger->ended_at != 0;
    return true;
}

static bool credit_next(unsigned slot, uint64_t n, uint64_t bytes)
{
    for (uint32_t i = ledgers_first(slot); i; i = ledgers[i].next) {
        if (ledgers_is_interval(model_instance(i), ledgers[i].position, n, bytes)) {
            return settle(slot, i, ledgers[i].position, n);
        }
    }
    return false;
}

/* The ukey's base is another counter's: it pushes the difference between the two. */
static bool credit_carried(unsigned slot, uint64_t n, uint64_t bytes)
{
    for (uint32_t i = ledgers_first(slot); i; i = ledgers[i].next) {
        const struct model_instance *instance = model_instance(i);

        for (uint32_t j = ledgers_carrier(i, i); j; j = ledgers_carrier(i, j)) {
            const struct model_instance *carrier = model_instance(j);
            uint32_t base = ledgers[j].position;

            if (base <= instance->n_hits && n <= instance->n_hits - base &&
                instance->bytes[base + n] >= carrier->bytes[base] &&
                instance->bytes[base + n] - carrier->bytes[base] == bytes) {
                context_reached.carried++;
                return settle(slot, i, base, n);
            }
        }
    }
    return false;
}

/* Hits before these have been lost, which the cache has said, and was allowed to. */
static bool credit_after_loss(unsigned slot, uint64_t n, uint64_t bytes)
{
    for (uint32_t i = ledgers_first(slot); i; i = ledgers[i].next) {
        const struct model_instance *instance = model_instance(i);
        bool allowed = losses_is_untranslatable(slot, ledgers[i].begun_at) ||
                       (instance->origin == ORIGIN_RESET &&
                        losses_declared_at(slot, LOST_DECREASED) > ledgers[i].begun_at);

        for (uint32_t from = ledgers[i].position + 1; allowed && from + n <= instance->n_hits;
             from++) {
            if (ledgers_is_interval(instance, from, n, bytes)) {
                return settle(slot, i, from, n);
            }
        }
    }
    return false;
}

static void note_push(unsigned slot, uint64_t n, uint64_t bytes)
{
    context_reached.pushes++;
    last_credit.instance = 0;
    if (!(n >> 32) && !credit_next(slot, n, bytes) && !credit_carried(slot, n, bytes)) {
        credit_after_loss(slot, n, bytes);
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_INSTANCE_BEGIN:
        begin(o->instance, o->slot);
        break;
    case OBS_INSTANCE_END:
        ledgers[o->instance->serial].ended_at = obs_now();
        break;
    case OBS_TRANSITION:
        note_transition(o->slot);
        break;
    case OBS_OP_COMMIT:
        if (o->op->type == CACHE_MODIFY && !o->op->error) {
            ledgers[o->instance->serial].modified = true;
        }
        break;
    case OBS_OP_REPLY:
        if (o->op->type == CACHE_DELETE && !o->op->error && o->instance) {
            ledgers[o->instance->serial].replied_at = obs_now();
        }
        break;
    case OBS_LOSS:
        if (o->loss == LOST_DECREASED) {
            note_decrease(o->slot);
        }
        break;
    case OBS_PUSH:
        note_push(o->slot, o->n_packets, o->n_bytes);
        break;
    default:
        break;
    }
}

const struct belief belief_ledgers = {
    .wants = OBS(INSTANCE_BEGIN) | OBS(INSTANCE_END) | OBS(TRANSITION) | OBS(OP_COMMIT) |
             OBS(OP_REPLY) | OBS(LOSS) | OBS(PUSH),
    .reset = reset,
    .update = update,
};
