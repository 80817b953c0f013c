/*
 * STATE and OPS: ukeys step forward along the edges below, and what the datapath is asked for fits
 * the state of the ukey that it is asked for. LEAK: each ukey is freed, once it is out of its umap.
 */
#include <errno.h>

#include "stress/internal.h"

#define TO(STATE) (1U << STATE_##STATE)
static const unsigned edges[STATES] = {
    [STATE_CREATED] = TO(VISIBLE) | TO(DELETED),
    [STATE_VISIBLE] = TO(OPERATIONAL) | TO(EVICTING) | TO(EVICTED),
    [STATE_OPERATIONAL] = TO(INCONSISTENT) | TO(EVICTING) | TO(EVICTED),
    [STATE_INCONSISTENT] = TO(EVICTING) | TO(EVICTED),
    [STATE_EVICTING] = TO(EVICTED),
    [STATE_EVICTED] = TO(DELETED),
};
#undef TO

static _Atomic uint64_t highest; /* The highest number of a ukey seen: they are counted from 1. */

void ukeys_reset(void)
{
    atomic_store(&highest, 0);
}

static void note_serial(uint64_t serial)
{
    uint64_t seen = atomic_load_explicit(&highest, memory_order_relaxed);

    while (seen < serial && !atomic_compare_exchange_weak(&highest, &seen, serial)) {
        continue;
    }
}

static void check_step(const struct slot *slot, unsigned flow, unsigned pmd, uint64_t serial,
                       enum cache_state from, enum cache_state to)
{
    if (!(edges[from] >> to & 1)) {
        violation(
            "STATE/no-such-step",
            WITH({"by", thread_self()->name}, {"from", state_name(from)}, {"to", state_name(to)}),
            "%s takes ukey %" PRIu64 " of %s from %s to %s: there is no such step",
            thread_self()->name, serial, slot_name(flow, pmd), state_name(from), state_name(to));
    }
    if (to == STATE_VISIBLE ? slot->serial : slot->serial != serial || slot->state != from) {
        violation("STATE/not-where-it-is",
                  WITH({"by", thread_self()->name}, {"from", state_name(from)},
                       {"to", state_name(to)}, {"is", state_name(slot->state)}),
                  "%s takes ukey %" PRIu64 " of %s from %s to %s; there, ukey %" PRIu64 " is %s",
                  thread_self()->name, serial, slot_name(flow, pmd), state_name(from),
                  state_name(to), slot->serial, state_name(slot->state));
    }
    if (from == STATE_EVICTING && slot->evictor != thread_self()) {
        violation("STATE/not-its-owner",
                  WITH({"by", thread_self()->name},
                       {"owner", slot->evictor ? slot->evictor->name : "nobody"}),
                  "%s takes ukey %" PRIu64 " of %s to %s; it is for %s to delete its flow",
                  thread_self()->name, serial, slot_name(flow, pmd), state_name(to),
                  slot->evictor ? slot->evictor->name : "nobody");
    }
}

void ukeys_transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                      enum cache_state to)
{
    struct stress_thread *self = thread_self();
    struct slot *slot = slot_find(flow, pmd);
    bool in_upcall = self->n_begun != self->n_ended;

    slot_lock(slot);
    check_step(slot, flow, pmd, serial, from, to);
    slot->state = (uint8_t)to;
    if (to == STATE_VISIBLE) {
        slot->serial = serial;
        slot->maker = self;
        slot->n_visible++;
        slot->by_pmd = in_upcall && pmd != CACHE_PMD_NULL;
        slot->put_due = in_upcall;
        slot->answered = !in_upcall;
        slot->put_seen = slot->believed = false;
        slot->gone = 0;
        count(STRESS_ukeys_visible, 1);
        note_serial(serial);
    } else if (to == STATE_EVICTING) {
        slot->evictor = self;
    } else if (to == STATE_DELETED) {
        slot->serial = 0;
        if (!in_upcall) {
            measure_swept(flow, pmd);
        }
    }
    slot->believed = to == STATE_OPERATIONAL || (slot->believed && to < STATE_EVICTED);
    if (slot->present) {
        slot->live.known = slot->believed;
    }
    if (!slot_is_blocked(slot) || to == STATE_VISIBLE) {
        upcalls_excuse(slot);
    }
    slot_unlock(slot);
}

void ukeys_freed(unsigned flow, unsigned pmd, uint64_t serial)
{
    struct slot *slot = slot_find(flow, pmd);

    slot_lock(slot);
    if (slot->serial == serial && !stress.destroying) {
        violation("RCU/freed-while-visible",
                  WITH({"by", thread_self()->name}, {"ukey", state_name(slot->state)}),
                  "%s frees ukey %" PRIu64 " of %s, which is %s and in its umap",
                  thread_self()->name, serial, slot_name(flow, pmd), state_name(slot->state));
    }
    slot_unlock(slot);
    note_serial(serial);
    count(STRESS_ukeys_freed, 1);
}

void ukeys_check_end(void)
{
    uint64_t made = atomic_load(&highest), freed = threads_count(STRESS_ukeys_freed);
    uint64_t given = threads_count(STRESS_translations), back = threads_count(STRESS_releases);

    if (made != freed) {
        violation("LEAK/ukeys-not-freed", WITH_NOTHING,
                  "%" PRIu64 " ukeys were made, %" PRIu64 " freed", made, freed);
    }
    if (given != back) {
        violation("LEAK/translations-not-given-back", WITH_NOTHING,
                  "%" PRIu64 " translations were given out, %" PRIu64 " given back", given, back);
    }
}

/* Whether, as far as the cache can know, the flow of the slot's ukey may still be put. For a packet
 * thread's it waits for a grace period, of which nothing is known here. */
static bool put_may_be_pending(const struct slot *slot)
{
    return slot->by_pmd || !slot->answered;
}

void ukeys_op_begin(struct slot *slot, const struct cache_op *op)
{
    struct stress_thread *self = thread_self();

    if (op->type == CACHE_PUT) {
        if (slot->maker != self || !slot->put_due) {
            violation("OPS/put-without-ukey",
                      WITH({"by", self->name}, {"ukey", state_name(slot->state)}),
                      "%s puts %s without having made a ukey for it; the one there is %s",
                      self->name, slot_name(op->flow, op->pmd), state_name(slot->state));
        }
        slot->put_due = false;
        self->n_put++;
    } else if (op->type == CACHE_MODIFY && slot->state != STATE_OPERATIONAL) {
        violation("OPS/modifies-other-than-operational",
                  WITH({"by", self->name}, {"ukey", state_name(slot->state)}),
                  "%s modifies %s, whose ukey is %s: expected OPERATIONAL", self->name,
                  slot_name(op->flow, op->pmd), state_name(slot->state));
    } else if (op->type == CACHE_DELETE) {
        if (slot->state != STATE_EVICTING || slot->gone == slot->serial) {
            violation(slot->state != STATE_EVICTING ? "OPS/deletes-other-than-evicting"
                                                    : "OPS/deletes-what-is-gone",
                      WITH({"by", self->name}, {"ukey", state_name(slot->state)}),
                      "%s deletes %s, whose ukey is %s%s", self->name, slot_name(op->flow, op->pmd),
                      state_name(slot->state),
                      slot->state != STATE_EVICTING
                          ? ": expected EVICTING"
                          : ", though a delete or get has told that the flow is gone");
        }
        slot->evictor = self;
    }
}

void ukeys_op_end(struct slot *slot, const struct cache_op *op)
{
    bool gone = op->error == ENOENT || (op->type == CACHE_DELETE && !op->error);
    bool answered;

    if (op->type == CACHE_PUT) {
        slot->put_seen = !op->error;
        return;
    }
    if (gone) {
        slot->believed = false;
    }
    /* While a dump is open a revalidator may ask for a flow that had no ukey when it looked: the
     * answer does not concern the ukey that another has made meanwhile. */
    answered =
        op->type == CACHE_DELETE || (op->type == CACHE_GET && !atomic_load(&stress.dump_is_open));
    if (gone && answered && !put_may_be_pending(slot)) {
        slot->gone = slot->serial;
    }
}
