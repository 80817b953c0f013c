/*
 * What seeds and patterns are made of: short runs of operations that have a meaning of their own.
 * Each appends to the lists of a scenario, main's unless it says otherwise, and asserts that there
 * is room.
 */
#ifndef GENERATION_COMPOSE_H
#define GENERATION_COMPOSE_H 1

#include "model/model.h"
#include "scenario/scenario.h"

/* Makes `s` a world of this size with nothing to do, under a random interleaving. */
void compose_begin(struct scenario *s, unsigned n_handlers, unsigned n_revalidators,
                   unsigned n_packet_threads, unsigned n_flows);

/* `n` packets of the flow, one after the other; 1 to 4. */
void compose_packets(struct scenario *s, unsigned flow, unsigned n);

void compose_pause_ms(struct scenario *s, unsigned ms);
void compose_wait_round(struct scenario *s);

/* An operation without operands. */
void compose_call(struct scenario *s, enum operation_kind);

/* The fault strikes the next `n` operations on the flow that it fits; 1 to 4. */
void compose_fault(struct scenario *s, enum model_fault, unsigned flow, unsigned n);

void compose_rules(struct scenario *s, unsigned flow, enum model_rule);

/* The flow must be deleted, and may be installed again at once: its mask is too wide now. */
void compose_condemn(struct scenario *s, unsigned flow);

/* A flow that is there and has been hit. */
void compose_install(struct scenario *s, unsigned flow);

/* Misses of a packet thread that were on their way when the flow was there, each for another
 * handler. */
void compose_late_misses(struct scenario *s, unsigned thread, unsigned flow, unsigned n);

/* Packet threads do nothing before this time. */
void compose_packet_threads_wait_ms(struct scenario *s, unsigned ms);

#endif /* compose.h */
