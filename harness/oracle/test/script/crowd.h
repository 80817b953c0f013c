/*
 * Flows of ours that go and others that come, while somebody adds up how many there are.
 */
#ifndef ORACLE_TEST_CROWD_H
#define ORACLE_TEST_CROWD_H 1

#include "script.h"

/* The first `n_flows` flows, with ukeys from 1 on, of at most `flow_limit`. */
void crowd_install(unsigned n_flows, uint32_t flow_limit);

/* A get finds that the flow is gone: its ukey is EVICTED, ... */
void crowd_get_nothing(unsigned flow);
/* ... and DELETED. */
void crowd_vanish(unsigned flow);

/* Flows 1 and 2 vanish, and others come in their place that are not ours. */
void crowd_ours_go(void);
void crowd_others_come(void);

/* To say something is to have done what was done before. */
void crowd_say_something(void);

/* Main comes to the next stage, for which other actors wait; crowd_install() is stage 0. */
void crowd_go_to(unsigned stage);
void crowd_wait_for(unsigned stage);

#endif /* crowd.h */
