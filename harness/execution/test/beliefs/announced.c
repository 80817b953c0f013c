#include "announced.h"

#include "oracle/context.h"

enum { NOBODY = RUNTIME_MAX_ACTORS };

static struct {
    unsigned by; /* NOBODY: the step is taken. */
    enum cache_state from, to;
} steps[MODEL_SLOTS];
static uint32_t adopting; /* Actors, bit by bit. */
static unsigned round_ended_by;

void announced_reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        steps[slot].by = NOBODY;
    }
    adopting = 0;
    round_ended_by = NOBODY;
}

void announced_heard(void)
{
    unsigned self = actor_self();

    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        if (steps[slot].by == self) {
            steps[slot].by = NOBODY;
        }
    }
    adopting &= ~(UINT32_C(1) << self);
    if (round_ended_by == self) {
        round_ended_by = NOBODY;
    }
}

void announced_transition(unsigned slot, enum cache_state from, enum cache_state to)
{
    if (from == STATE_CREATED && to == STATE_DELETED) {
        return; /* It was never visible. */
    }
    steps[slot].by = actor_self();
    steps[slot].from = from;
    steps[slot].to = to;
    if (to == STATE_VISIBLE && !context_in_upcall()) {
        adopting |= UINT32_C(1) << actor_self();
    }
}

void announced_round_end(void)
{
    round_ended_by = actor_self();
}

bool announced_is_open(unsigned slot, enum cache_state *from)
{
    *from = steps[slot].from;
    return steps[slot].by != NOBODY;
}

bool announced_moves(unsigned slot)
{
    return steps[slot].by != NOBODY &&
           (steps[slot].to == STATE_VISIBLE || steps[slot].to == STATE_DELETED);
}

unsigned announced_n_adopting(void)
{
    return (unsigned)__builtin_popcount(adopting);
}

unsigned announced_n_leaving(void)
{
    unsigned n = 0;

    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        n += steps[slot].by != NOBODY &&
             (steps[slot].to == STATE_EVICTING || steps[slot].to == STATE_EVICTED);
    }
    return n;
}

bool announced_round_is_open(void)
{
    return round_ended_by != NOBODY;
}
