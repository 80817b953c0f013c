/*
 * ONCE, of the packets that userspace has in its hands: each that misses is handled once and
 * credited once, as what it is, and is executed before it is dealt with.
 */

#include <string.h>

#include "oracle/internal.h"

/* What became of each packet that went up to the cache. */
static struct {
    bool miss, begun, credited, executed, ended;
} packets[MODEL_MAX_PACKETS + 1];
static uint64_t n_known;

void packets_reset(void)
{
    n_known = 0;
}

void packets_sent_up(uint64_t packet, bool miss)
{
    while (n_known < packet) {
        n_known++;
        memset(&packets[n_known], 0, sizeof packets[n_known]);
    }
    packets[packet].miss = miss;
}

static void check_known(uint64_t packet, unsigned slot, const char *what)
{
    if (!packet || packet > n_known) {
        runtime_violation("ONCE", "%s %s packet %llu of %s, which was never sent up", oracle_self(),
                          what, (unsigned long long)packet, oracle_slot_name(slot));
    }
}

void packets_upcall_begin(unsigned slot, uint64_t packet)
{
    check_known(packet, slot, "handles");
    if (packets[packet].begun) {
        runtime_violation("ONCE", "%s handles packet %llu of %s, which has been handled before",
                          oracle_self(), (unsigned long long)packet, oracle_slot_name(slot));
    }
    packets[packet].begun = true;
}

void packets_translate(enum cache_purpose purpose, unsigned slot, uint64_t packet,
                       const struct cache_stats *stats)
{
    if (purpose != CACHE_TRANSLATE_UPCALL || !stats) {
        return;
    }
    check_known(packet, slot, "credits");
    if (!packets[packet].miss) {
        runtime_violation("ONCE",
                          "%s credits packet %llu of %s as one that missed; it hit the flow, whose "
                          "counter has it",
                          oracle_self(), (unsigned long long)packet, oracle_slot_name(slot));
    }
    if (packets[packet].credited) {
        runtime_violation("ONCE", "%s credits packet %llu of %s a second time", oracle_self(),
                          (unsigned long long)packet, oracle_slot_name(slot));
    }
    if (stats->n_packets != 1 || stats->n_bytes != model_packet_bytes(packet)) {
        runtime_violation("ONCE",
                          "%s credits packet %llu of %s as %llu packets, %llu bytes; expected 1, "
                          "%llu",
                          oracle_self(), (unsigned long long)packet, oracle_slot_name(slot),
                          (unsigned long long)stats->n_packets, (unsigned long long)stats->n_bytes,
                          (unsigned long long)model_packet_bytes(packet));
    }
    packets[packet].credited = true;
    oracle_counts.packets_credited++;
}

void packets_execute(const struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);

    check_known(op->packet, slot, "executes");
    if (packets[op->packet].executed || packets[op->packet].ended) {
        runtime_violation("ONCE", "%s executes packet %llu of %s, which has been %s before",
                          oracle_self(), (unsigned long long)op->packet, oracle_slot_name(slot),
                          packets[op->packet].executed ? "executed" : "dealt with");
    }
    packets[op->packet].executed = true;
}

void packets_upcall_end(unsigned slot, uint64_t packet, enum cache_verdict verdict)
{
    check_known(packet, slot, "ends");
    if (packets[packet].miss && !packets[packet].credited && verdict != VERDICT_UNTRANSLATABLE) {
        runtime_violation("ONCE", "%s is done with packet %llu of %s (%s) and has not credited it",
                          oracle_self(), (unsigned long long)packet, oracle_slot_name(slot),
                          model_verdict_word(verdict));
    }
    packets[packet].ended = true;
}
