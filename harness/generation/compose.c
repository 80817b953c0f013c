#include "generation/compose.h"

void compose_begin(struct scenario *s, unsigned n_handlers, unsigned n_revalidators,
                   unsigned n_packet_threads, unsigned n_flows)
{
    scenario_init(s);
    s->n_handlers = (uint8_t)n_handlers;
    s->n_revalidators = (uint8_t)n_revalidators;
    s->n_packet_threads = (uint8_t)n_packet_threads;
    s->n_flows = (uint8_t)n_flows;
    s->strategy = STRATEGY_RANDOM;
    s->mean_gap = 16;
}

void compose_packets(struct scenario *s, unsigned flow, unsigned n)
{
    scenario_main(s, OP_PACKET, flow, 0, n - 1);
}

void compose_pause_ms(struct scenario *s, unsigned ms)
{
    scenario_main(s, OP_WAIT, 0, ms, ms >> 8);
}

void compose_wait_round(struct scenario *s)
{
    compose_call(s, OP_WAIT_ROUND);
}

void compose_call(struct scenario *s, enum operation_kind kind)
{
    scenario_main(s, kind, 0, 0, 0);
}

void compose_fault(struct scenario *s, enum model_fault kind, unsigned flow, unsigned n)
{
    scenario_main(s, OP_FAULT, flow, (unsigned)kind - 1, n - 1);
}

void compose_rules(struct scenario *s, unsigned flow, enum model_rule rule)
{
    scenario_main(s, OP_CHANGE_RULES, flow, rule, 0);
}

void compose_condemn(struct scenario *s, unsigned flow)
{
    compose_rules(s, flow, RULE_FORWARD_NARROW);
}

void compose_install(struct scenario *s, unsigned flow)
{
    compose_packets(s, flow, 1);
    compose_pause_ms(s, 1);
    compose_packets(s, flow, 3);
    compose_wait_round(s);
}

void compose_late_misses(struct scenario *s, unsigned thread, unsigned flow, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        scenario_packet(s, thread, OP_LATE_MISS, flow, i, 0);
    }
}

void compose_packet_threads_wait_ms(struct scenario *s, unsigned ms)
{
    for (unsigned i = 0; i < s->n_packet_threads; i++) {
        scenario_packet(s, i, OP_WAIT, 0, ms & 255, ms >> 8);
    }
}
