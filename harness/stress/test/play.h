/*
 * Plays for the oracles of harness/stress: a small cache, played by hand, that does what it should,
 * and then one mistake. Each is played in a process of its own, and must end with a violation of
 * the tag that it is listed with, or with none.
 */
#ifndef STRESS_TEST_PLAY_H
#define STRESS_TEST_PLAY_H 1

#include <stddef.h>

#include "stress/internal.h"

struct play {
    const char *name;
    void (*play)(void);
    const char *tag; /* "": none. */
};

/* Plays all; fails the cmocka test that it is called in if one ends otherwise. */
void play_all(const struct play *, size_t n);

/* What a play is made of. All of one flow. */
enum { FLOW = 2, PMD = CACHE_PMD_NULL, PACKET = 1001, N_HITS = 10 };

extern uint64_t play_last_serial; /* Of the ukey made last. */

void play_step(uint64_t serial, enum cache_state from, enum cache_state to);
int play_operate(enum cache_op_type type);
void play_translate(uint64_t packet);
void play_begin_upcall(uint64_t packet);
void play_end_upcall(uint64_t packet, enum cache_verdict verdict);
/* An upcall installs the flow. */
void play_install(void);
/* The flow's slot, locked; the caller unlocks it. */
struct slot *play_locked(void);
void play_hit(unsigned n);
/* Credits hits `from` + 1 .. `to` of the live instance. */
void play_credit(uint64_t from, uint64_t to);
/* The cache reads the counter, which ends so and begins again. */
void play_succeed(enum instance_end how);
void play_vanish(void);
void play_declare(enum cache_loss reason);
/* Everyone is at rest: what ONCE says then. */
void play_quiescence(void);
void play_delete_flow(void);
void play_remove_ukey(void);

#endif /* play.h */
