/* Upcalls, as the sequential model has them: packets, queues, handlers. */

#include "cache.h"

#include "model/events.h"

/* What a handler knows of one upcall between translating and installing. */
struct handling {
    const struct sequential_upcall *upcall;
    const struct transcript_translation *translation;
    bool installed;
};

static void check_arrival(const struct sequential_slot *slot, enum model_arrival expected,
                          enum model_arrival seen)
{
    static const char *const words[] = {"a hit",     "sent up", "queued", "added",
                                        "not added", "refused", "none"};

    if (expected != seen) {
        sequential_mismatch(slot, "SEQUENCE/arrival", words[expected], words[seen],
                            "expected the packet to be %s, seen %s", words[expected], words[seen]);
    }
}

static bool queue_push(struct sequential_slot *slot, unsigned hint, uint64_t packet, bool miss)
{
    struct sequential_queue *queue;

    if (!sequential.n_open) {
        return false;
    }
    queue = &sequential.queues[hint % sequential.n_open];
    if (queue->n == sequential.queue_capacity) {
        return false;
    }
    queue->upcalls[queue->n++] =
        (struct sequential_upcall){.slot = slot, .packet = packet, .miss = miss};
    return true;
}

/* The translation of an upcall; an upcall's packet is credited by it if it missed. */
static const struct transcript_translation *translate(const struct sequential_upcall *upcall)
{
    struct sequential_slot *slot = upcall->slot;
    struct transcript_translation *translation =
        transcript_next_translation(sequential_number(slot), upcall->packet);
    enum cache_purpose purpose = upcall->miss ? CACHE_TRANSLATE_UPCALL : CACHE_TRANSLATE_SLOW_PATH;

    if (!translation || translation->purpose != purpose) {
        sequential_mismatch(slot, "SEQUENCE/translated-as", upcall->miss ? "a miss" : "a hit",
                            translation ? "another purpose" : "no translation",
                            "expected packet %llu to be translated as %s, seen %s",
                            (unsigned long long)upcall->packet, upcall->miss ? "a miss" : "a hit",
                            translation ? "another purpose" : "no translation");
    }
    translation->taken = true;
    if (upcall->miss && !translation->error) {
        slot->totals.n_packets += 1;
        slot->totals.n_bytes += model_packet_bytes(upcall->packet);
    }
    return translation;
}

/* The verdicts that are right, a bit each. */
static unsigned verdicts_allowed(const struct sequential_upcall *upcall,
                                 const struct transcript_translation *translation)
{
    const struct sequential_slot *slot = upcall->slot;
    unsigned allowed;

    if (translation->error) {
        return 1U << VERDICT_UNTRANSLATABLE;
    }
    if (!upcall->miss || !translation->result.cacheable) {
        return 1U << VERDICT_NOT_CACHEABLE;
    }
    if (slot->known && slot->other_key != model_packet_has_other_key(upcall->packet)) {
        allowed = 1U << VERDICT_CONFLICT;
    } else if (slot->known && slot->state != STATE_EVICTED) {
        allowed = 1U << VERDICT_DUPLICATE;
    } else {
        allowed = slot->known ? 1U << VERDICT_REPLACED : 1U << VERDICT_INSTALLED;
    }
    switch (sequential_room()) {
    case SEQUENTIAL_ROOM:
        return allowed;
    case SEQUENTIAL_PERHAPS_FULL:
        return allowed | 1U << VERDICT_LIMITED;
    default:
        /* Either of the two reasons may be given. */
        return (allowed & (1U << VERDICT_DUPLICATE | 1U << VERDICT_CONFLICT)) |
               1U << VERDICT_LIMITED;
    }
}

static bool decide(const struct sequential_upcall *upcall,
                   const struct transcript_translation *translation)
{
    struct sequential_slot *slot = upcall->slot;
    unsigned allowed = verdicts_allowed(upcall, translation);
    struct transcript_verdict *seen = transcript_verdict_of(upcall->packet);

    if (!seen || !(allowed & 1U << seen->verdict)) {
        unsigned first = 0;

        while (!(allowed & 1U << first)) {
            first++;
        }
        sequential_mismatch(slot, "SEQUENCE/verdict", model_verdict_word(first),
                            seen ? model_verdict_word(seen->verdict) : "none",
                            "expected verdict %s for packet %llu, seen %s",
                            model_verdict_word(first), (unsigned long long)upcall->packet,
                            seen ? model_verdict_word(seen->verdict) : "none");
    }
    seen->taken = true;
    if (seen->verdict != VERDICT_INSTALLED && seen->verdict != VERDICT_REPLACED) {
        return false;
    }
    slot->known = true;
    slot->state = STATE_VISIBLE;
    slot->base = (struct cache_stats){.n_packets = 0};
    slot->used_ms = 0;
    slot->layer_known = false;
    slot->actions = sequential_actions_of(slot, &translation->result);
    slot->mask = translation->result.mask;
    slot->other_key = model_packet_has_other_key(upcall->packet);
    slot->created_ms = model_now_ms();
    slot->rules = sequential.rules;
    slot->has_handle = true;
    slot->missed_dumps = 0;
    return true;
}

/* The flow of a ukey that is VISIBLE is put into the datapath. */
static void put(struct sequential_slot *slot)
{
    struct transcript_op *op = sequential_expect_op(slot, CACHE_PUT);

    if (op->op.actions != slot->actions.number || op->op.mask != slot->mask) {
        sequential_mismatch(slot, "SEQUENCE/put-with-other-actions", NULL, NULL,
                            "expected a put with actions %x mask %x, seen %x and %x",
                            slot->actions.number, slot->mask, op->op.actions, op->op.mask);
    }
    if (op->op.other_key != slot->other_key) {
        sequential_mismatch(slot, "SEQUENCE/put-with-another-key", NULL, NULL,
                            "expected a put with %s key, seen the other",
                            slot->other_key ? "its second" : "its first");
    }
    if (!op->op.error) {
        slot->state = STATE_OPERATIONAL;
    } else {
        slot->state = STATE_EVICTED;
    }
    if (op->fault == FAULT_PUT_FOREIGN) {
        slot->installed = (struct sequential_actions){.number = op->foreign_actions};
    } else if ((!op->op.error && op->fault != FAULT_PUT_LOST) || op->fault == FAULT_PUT_UNSAID) {
        slot->installed = slot->actions;
    } else {
        return;
    }
    slot->live = slot->adoptable = true;
}

static void execute(const struct sequential_upcall *upcall,
                    const struct transcript_translation *translation)
{
    struct transcript_op *op = transcript_execution(upcall->packet);

    if (!op || op->op.actions != translation->result.execute) {
        sequential_mismatch(upcall->slot, "SEQUENCE/executed-with", NULL, op ? "another" : "none",
                            "expected packet %llu to be executed with %x, seen %x",
                            (unsigned long long)upcall->packet, translation->result.execute,
                            op ? op->op.actions : 0);
    }
    if (op->op.other_key != model_packet_has_other_key(upcall->packet)) {
        sequential_mismatch(upcall->slot, "SEQUENCE/executed-with-another-key", NULL, NULL,
                            "expected packet %llu to be executed with its own key, seen the other",
                            (unsigned long long)upcall->packet);
    }
    op->taken = true;
}

void sequential_handle_batch(unsigned handler, size_t seen)
{
    struct sequential_queue *queue = &sequential.queues[handler];
    unsigned batch_max = sequential.settings.upcall_batch;
    unsigned n = queue->n < batch_max ? queue->n : batch_max;
    struct handling batch[SEQUENTIAL_HANDLER_BATCH];

    if (seen != n) {
        sequential_mismatch(NULL, "SEQUENCE/number-of-upcalls", NULL, NULL,
                            "expected upcalls to be handled: %u, seen: %zu", n, seen);
    }
    for (unsigned i = 0; i < n; i++) {
        batch[i].upcall = &queue->upcalls[i];
        batch[i].translation = translate(batch[i].upcall);
    }
    for (unsigned i = 0; i < n; i++) {
        batch[i].installed = decide(batch[i].upcall, batch[i].translation);
    }
    for (unsigned i = 0; i < n; i++) {
        if (batch[i].installed) {
            put(batch[i].upcall->slot);
        }
        if (!batch[i].translation->error) {
            execute(batch[i].upcall, batch[i].translation);
        }
    }
    queue->n -= n;
    for (unsigned i = 0; i < queue->n; i++) {
        queue->upcalls[i] = queue->upcalls[i + n];
    }
}

/* A miss on a packet thread: the cache's answer, and what the thread makes of it. */
static enum model_arrival packet_upcall(struct sequential_slot *slot, uint64_t packet)
{
    const struct sequential_upcall upcall = {.slot = slot, .packet = packet, .miss = true};
    const struct transcript_translation *translation;

    if (!sequential.n_open) {
        return ARRIVAL_REFUSED;
    }
    translation = translate(&upcall);
    if (!decide(&upcall, translation) || transcript.adding_refused) {
        return ARRIVAL_NOT_ADDED;
    }
    slot->live = slot->adoptable = true;
    slot->installed = slot->actions;
    return ARRIVAL_ADDED;
}

void sequential_packet(unsigned flow, unsigned pmd, unsigned hint, enum model_arrival seen)
{
    struct sequential_slot *slot = sequential_slot(flow, pmd);
    uint64_t packet = model_n_packets();
    enum model_arrival expected;

    if (seen == ARRIVAL_NONE) {
        return;
    }
    if (slot->live && !slot->installed.slow) {
        expected = ARRIVAL_HIT;
    } else if (slot->live) {
        expected = queue_push(slot, hint, packet, false) ? ARRIVAL_SENT_UP : ARRIVAL_REFUSED;
    } else if (pmd == CACHE_PMD_NULL) {
        expected = queue_push(slot, hint, packet, true) ? ARRIVAL_QUEUED : ARRIVAL_REFUSED;
    } else {
        expected = packet_upcall(slot, packet);
    }
    check_arrival(slot, expected, seen);
}

void sequential_late_miss(unsigned flow, unsigned pmd, unsigned hint, enum model_arrival seen)
{
    struct sequential_slot *slot = sequential_slot(flow, pmd);

    if (seen == ARRIVAL_NONE) {
        return;
    }
    check_arrival(
        slot, queue_push(slot, hint, model_n_packets(), true) ? ARRIVAL_QUEUED : ARRIVAL_REFUSED,
        seen);
}

/* Upcalls that wait for a handler that is no more wait for another one. */
void sequential_let_in(unsigned n_handlers)
{
    sequential.n_open = n_handlers;
    for (unsigned h = n_handlers; n_handlers && h < SEQUENTIAL_MAX_QUEUES; h++) {
        struct sequential_queue *from = &sequential.queues[h];

        for (unsigned i = 0; i < from->n; i++) {
            const struct sequential_upcall *upcall = &from->upcalls[i];

            queue_push(upcall->slot, h, upcall->packet, upcall->miss);
        }
        from->n = 0;
    }
}

void sequential_check_installed(unsigned flow, unsigned pmd)
{
    const struct sequential_slot *slot = sequential_slot(flow, pmd);

    if (!slot->live && model_rule_actions(flow) && sequential_room() == SEQUENTIAL_ROOM) {
        sequential_mismatch(slot, "SEQUENCE/not-installed", NULL,
                            slot->known ? model_state_word(slot->state) : "absent",
                            "expected the flow to be installed after one more miss, seen"
                            " none; its ukey is %s",
                            slot->known ? model_state_word(slot->state) : "absent");
    }
}
