#include "scenario/scenario.h"

#include <assert.h>

const char *scenario_strategy_name(enum scenario_strategy strategy)
{
    static const char *const names[] = {"replay", "bytes", "random",     "pct",
                                        "pos",    "surw",  "delay-bound"};

    return names[strategy];
}

const char *scenario_start_name(enum scenario_start start)
{
    static const char *const names[] = {"usual", "soon", "2^31-ms", "2^32-ms", "2^63-ns"};

    return names[start];
}

const char *scenario_counters_name(enum scenario_counters counters)
{
    static const char *const names[] = {"usual", "2^32", "2^64"};

    return names[counters];
}

uint64_t scenario_packets_per_hit(enum scenario_counters counters)
{
    /* Odd, so that no part of one is taken for a whole number of others; and the last such that
     * MODEL_MAX_HITS of them do not overflow. */
    static const uint64_t packets[] = {1, UINT64_C(0x30000001), UINT64_C(0x7ffffff0000001)};

    return packets[counters];
}

void scenario_init(struct scenario *s)
{
    scenario_decode(s, NULL, 0);
}

static void append(struct operations *operations, unsigned max, bool packet_thread,
                   struct operation op)
{
    assert(operations->n < max);
    operation_normalise(&op, packet_thread);
    operations->list[operations->n++] = op;
}

void scenario_main(struct scenario *s, enum operation_kind kind, unsigned flow, unsigned a,
                   unsigned b)
{
    append(&s->main, SCENARIO_MAX_MAIN_OPERATIONS, false,
           (struct operation){(uint8_t)kind, (uint8_t)flow, (uint8_t)a, (uint8_t)b});
}

void scenario_packet(struct scenario *s, unsigned thread, enum operation_kind kind, unsigned flow,
                     unsigned a, unsigned b)
{
    append(&s->packet[thread], SCENARIO_MAX_PACKET_OPERATIONS, true,
           (struct operation){(uint8_t)kind, (uint8_t)flow, (uint8_t)a, (uint8_t)b});
}

void scenario_preempt(struct scenario *s, unsigned actor, uint32_t point, unsigned target)
{
    assert(s->n_preemptions < SCENARIO_MAX_PREEMPTIONS && point <= UINT16_MAX);
    s->preemptions[s->n_preemptions++] =
        (struct preemption){(uint8_t)actor, (uint8_t)target, point};
}

void scenario_drop_anchors(struct scenario *s)
{
    s->anchors.n = s->anchors.n_functions = 0;
}

bool scenario_take_preemptions(struct scenario *s, const struct preemption *list, size_t n)
{
    size_t taken = 0;

    s->strategy = STRATEGY_REPLAY;
    scenario_drop_anchors(s);
    for (size_t i = 0; i < n && taken < SCENARIO_MAX_PREEMPTIONS; i++) {
        if (list[i].point <= UINT16_MAX) {
            s->preemptions[taken++] = list[i];
        }
    }
    s->n_preemptions = (uint16_t)taken;
    return taken == n;
}

void scenario_estimates(const struct scenario *s, uint16_t estimates[RUNTIME_MAX_ACTORS])
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        unsigned low = 2 * i < s->n_bytes ? s->bytes[2 * i] : 0;
        unsigned high = 2 * i + 1 < s->n_bytes ? s->bytes[2 * i + 1] : 0;

        estimates[i] = (uint16_t)(low | high << 8);
    }
}

void scenario_set_estimates(struct scenario *s, const uint16_t *estimates, unsigned n_actors)
{
    s->n_bytes = (uint16_t)(2 * n_actors);
    for (unsigned i = 0; i < n_actors; i++) {
        s->bytes[2 * i] = (uint8_t)estimates[i];
        s->bytes[2 * i + 1] = (uint8_t)(estimates[i] >> 8);
    }
}
