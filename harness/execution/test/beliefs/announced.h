/*
 * What the cache has told, and may not have done yet. It tells of a step before it takes it: the
 * field follows when the actor goes on, and by the next thing that is heard of that actor it has.
 */
#ifndef ANNOUNCED_H
#define ANNOUNCED_H 1

#include <stdbool.h>

#include "model/model.h"

void announced_reset(void);

/* The running actor is heard: what it has told before is done. Before the oracles hear it. */
void announced_heard(void);

/* It tells of a step of the slot's ukey, or (round) that a round is over. */
void announced_transition(unsigned slot, enum cache_state from, enum cache_state to);
void announced_round_end(void);

/* Whether the last step that was told of the slot may not have been taken; then the ukey is as it
 * was, `*from`. */
bool announced_is_open(unsigned slot, enum cache_state *from);
/* Whether that step moves a ukey into its umap or out of it. */
bool announced_moves(unsigned slot);
/* How many actors have told of a flow that they adopt, and may not have counted it. */
unsigned announced_n_adopting(void);
/* How many steps were told that take a ukey out of the number of flows, and may not be taken. */
unsigned announced_n_leaving(void);
/* Whether the end of a round was told, and the round may not be counted yet. */
bool announced_round_is_open(void);

#endif /* announced.h */
