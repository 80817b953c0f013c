/*
 * Happens-before, as far as the actors' own synchronisation makes it: a step of one actor that
 * another actor's step is ordered after. What an actor does is ordered anyway, and has no arrow.
 *
 *   lock        the last release before an acquisition -> the acquisition; of rwlocks, also from
 *               readers' releases to the next writer; of semaphores, the last post -> the wait
 *   condition   a signal or broadcast -> the first step of each actor that it woke
 *   barrier     the passing of who came last -> the other actors'
 *   rcu         call_rcu() -> the callback
 *   life        creation -> the actor's first step, its end -> the join
 *
 * What atomics order is not told: the log does not say which object they are on.
 */
#ifndef FORMAT_ARROWS_H
#define FORMAT_ARROWS_H 1

#include "report/recording.h"

enum arrow_kind { ARROW_LOCK, ARROW_CONDITION, ARROW_BARRIER, ARROW_RCU, ARROW_LIFE };

struct arrow {
    uint32_t from, to; /* Steps, from < to. */
    enum arrow_kind kind;
};

/* The arrows of a recording, in the order of their ends. Returns NULL if there is no memory for
 * them. To be freed. */
struct arrow *arrows_of(const struct recording *, size_t *n);

/* "lock", "condition", ... */
const char *arrow_word(enum arrow_kind);

#endif /* arrows.h */
