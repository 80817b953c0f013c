/*
 * STALL: a miss installs its flow unless something stands in its way that may, and nothing stands
 * there for long. ONCE, for packets: each upcall is handled once.
 */
#include "stress/internal.h"

/* Nothing may refuse a flow for so many whole rounds, and so long, whatever the threads' luck with
 * processors: four rounds is what the slowest legal way takes (docs/specification.md#stall). */
enum { REFUSED_ROUNDS = 6, REFUSED_MS = 5000 };

static struct upcall_begun *newest(struct stress_thread *self)
{
    return &self->begun[(self->n_begun - 1) % THREAD_MAX_BATCH];
}

void upcalls_begin(unsigned flow, unsigned pmd, uint64_t packet)
{
    struct stress_thread *self = thread_self();
    struct slot *slot = slot_find(flow, pmd);
    struct upcall_begun *begun;

    thread_does("begins an upcall");
    if (self->n_begun - self->n_ended == THREAD_MAX_BATCH) {
        violation("ONCE/too-many-upcalls", WITH({"by", self->name}),
                  "%s has begun more than %d upcalls and ended none", self->name, THREAD_MAX_BATCH);
    }
    self->n_begun++;
    begun = newest(self);
    slot_lock(slot);
    *begun = (struct upcall_begun){
        .packet = packet, .n_visible = slot->n_visible, .blocked = slot_is_blocked(slot)};
    slot_unlock(slot);
}

void upcalls_translated(uint64_t packet, bool failed, bool cacheable)
{
    struct stress_thread *self = thread_self();
    struct upcall_begun *begun = newest(self);

    if (self->n_begun == self->n_ended || begun->packet != packet) {
        violation("ONCE/packet-not-begun", WITH({"by", self->name}),
                  "%s translates packet %" PRIx64 ", whose upcall it has not begun", self->name,
                  packet);
    }
    begun->failed = failed;
    begun->uncacheable = !failed && !cacheable;
}

static _Noreturn void stalled(const struct slot *slot, unsigned flow, unsigned pmd,
                              enum cache_verdict verdict, const char *rule, const char *why)
{
    violation(rule,
              WITH({"by", thread_self()->name}, {"as", verdict_name(verdict)},
                   {"flow", slot->present ? "there" : "gone"}, {"ukey", state_name(slot->state)}),
              "%s ends a miss of %s as %s: %s; the flow %s, ukey %" PRIu64 " is %s",
              thread_self()->name, slot_name(flow, pmd), verdict_name(verdict), why,
              slot->present ? "is there" : "is not there", slot->serial, state_name(slot->state));
}

/* The miss was refused because of a ukey. The slot is locked. */
static void check_refusal(struct slot *slot, const struct upcall_begun *begun, unsigned flow,
                          unsigned pmd, enum cache_verdict verdict)
{
    uint64_t round = atomic_load(&stress.n_rounds_begun), ms;

    if (stress.settings.tolerate_stalls) {
        return;
    }
    if (verdict == VERDICT_DUPLICATE && !begun->blocked && begun->n_visible == slot->n_visible) {
        stalled(slot, flow, pmd, verdict, "STALL/nothing-in-the-way",
                "no ukey with a flow, or about to have one, stood there during its handling");
    }
    if (slot->present) {
        return;
    }
    ms = now_ms();
    if (!slot->refused_ms) {
        slot->refused_ms = ms;
        slot->refused_round = round;
    } else if (atomic_load(&stress.n_rounds_ended) >= slot->refused_round + REFUSED_ROUNDS &&
               ms - slot->refused_ms >= REFUSED_MS) {
        stalled(slot, flow, pmd, verdict, "STALL/gone-for-long",
                "misses of this flow have been refused for six rounds and five seconds");
    }
}

static void check_verdict(struct slot *slot, const struct upcall_begun *begun, unsigned flow,
                          unsigned pmd, enum cache_verdict verdict)
{
    struct stress_thread *self = thread_self();
    bool miss = begun->packet & 1;

    switch (verdict) {
    case VERDICT_INSTALLED:
    case VERDICT_REPLACED:
        if (!miss) {
            stalled(slot, flow, pmd, verdict, "STALL/installed-for-a-hit",
                    "it was no miss, but hit the flow");
        }
        self->n_made++;
        /* A batch's puts are all sent before the first of its upcalls ends. */
        if (pmd == CACHE_PMD_NULL && self->n_put < self->n_made) {
            stalled(slot, flow, pmd, verdict, "STALL/not-put", "its flow has not been put");
        }
        break;
    case VERDICT_DUPLICATE:
    case VERDICT_CONTENDED:
        check_refusal(slot, begun, flow, pmd, verdict);
        break;
    case VERDICT_CONFLICT:
        stalled(slot, flow, pmd, verdict, "STALL/no-conflict",
                "no two flows here share an identity");
    case VERDICT_NOT_CACHEABLE:
        if (miss && !begun->uncacheable) {
            stalled(slot, flow, pmd, verdict, "STALL/cacheable",
                    "it was a miss that may be installed");
        }
        break;
    case VERDICT_UNTRANSLATABLE:
        if (!begun->failed) {
            stalled(slot, flow, pmd, verdict, "STALL/translated", "its translation did not fail");
        }
        break;
    case VERDICT_LIMITED:
    case VERDICTS:
        break;
    }
}

void upcalls_end(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict verdict)
{
    struct stress_thread *self = thread_self();
    struct slot *slot = slot_find(flow, pmd);
    const struct upcall_begun *begun = &self->begun[self->n_ended % THREAD_MAX_BATCH];

    if (self->n_begun == self->n_ended || begun->packet != packet) {
        violation("ONCE/packet-out-of-order", WITH({"by", self->name}),
                  "%s ends the upcall of packet %" PRIx64 ", which is not its next", self->name,
                  packet);
    }
    slot_lock(slot);
    check_verdict(slot, begun, flow, pmd, verdict);
    /* If the put failed, another handler may have replaced the ukey by now. */
    if ((verdict == VERDICT_INSTALLED || verdict == VERDICT_REPLACED) && slot->maker == self &&
        pmd == CACHE_PMD_NULL) {
        slot->answered = true;
    }
    slot_unlock(slot);
    self->n_ended++;
    thread_add(&self->verdicts[verdict], 1);
    thread_add(&self->sum_ended, random_mix(packet));
    count(STRESS_upcalls_ended, 1);
    thread_does("has ended an upcall");
}
