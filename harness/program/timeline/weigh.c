#include "program/timeline/weigh.h"

/* How much a step says about the failure. */
enum {
    WEIGHT_NOTHING = 0,
    WEIGHT_LIFE = 30,
    WEIGHT_LOCK = 40,
    WEIGHT_SHARED = 50,
    WEIGHT_WAIT = 60,
    WEIGHT_NEAR = 80,
    WEIGHT_PREEMPTION = 95,
    WEIGHT_END = WEIGHT_MOST
};

/* Whether several actors use what a step accesses, and one of them changes it. Quadratic in what
 * is kept, so only the last accesses are compared. */
static bool is_shared(const struct trace *t, size_t i)
{
    const struct trace_step *s = trace_step(t, i);
    size_t n = trace_n_steps(t);
    size_t from = n > 4000 ? n - 4000 : 0;

    for (size_t j = from; j < n; j++) {
        const struct trace_step *o = trace_step(t, j);

        if (o->has_access && o->event.actor != s->event.actor &&
            o->address < s->address + s->size && s->address < o->address + o->size &&
            (o->how != ACCESS_READ || s->how != ACCESS_READ)) {
            return true;
        }
    }
    return false;
}

static unsigned weigh(const struct trace *t, size_t i)
{
    const struct trace_step *s = trace_step(t, i);

    if (s->choice) {
        return s->choice == CHOICE_MADE ? WEIGHT_NEAR : WEIGHT_NOTHING;
    }
    switch (s->event.kind) {
    case EVENT_VIOLATION:
        return WEIGHT_END;
    case EVENT_SWITCH:
        return trace_preempts(s)   ? WEIGHT_PREEMPTION
               : s->event.value[1] ? WEIGHT_WAIT
                                   : WEIGHT_NOTHING;
    case EVENT_MUTEX_LOCK ... EVENT_SEM_POST:
    case EVENT_RCU_QUIESCENT ... EVENT_RCU_BARRIER:
        return WEIGHT_LOCK;
    case EVENT_ATOMIC:
    case EVENT_MEMORY:
        return s->has_access && is_shared(t, i) ? WEIGHT_SHARED : WEIGHT_NOTHING;
    case EVENT_ACTOR_CREATE:
    case EVENT_ACTOR_JOIN:
    case EVENT_ACTOR_END:
        return WEIGHT_LIFE;
    default:
        return WEIGHT_NOTHING;
    }
}

/* The steps right before and after a preemption of the one who was preempted, and the last ones
 * before the end, say more. */
static void raise_neighbours(const struct trace *t, uint8_t *weights, size_t i)
{
    size_t n = trace_n_steps(t);
    unsigned actor = trace_step(t, i)->event.actor, left = 2;

    for (size_t j = i; j-- > 0 && left > 0;) {
        if (trace_step(t, j)->event.actor == actor && weights[j] >= WEIGHT_LOCK &&
            weights[j] < WEIGHT_NEAR) {
            weights[j] = WEIGHT_NEAR;
            left--;
        }
    }
    left = 2;
    for (size_t j = i + 1; j < n && left > 0; j++) {
        if (trace_step(t, j)->event.actor == actor && weights[j] >= WEIGHT_LOCK &&
            weights[j] < WEIGHT_NEAR) {
            weights[j] = WEIGHT_NEAR;
            left--;
        }
    }
}

void weigh_steps(const struct trace *t, uint8_t *weights)
{
    size_t n = trace_n_steps(t);

    for (size_t i = 0; i < n; i++) {
        weights[i] = (uint8_t)weigh(t, i);
    }
    for (size_t i = 0; i < n; i++) {
        if (weights[i] >= WEIGHT_PREEMPTION) {
            raise_neighbours(t, weights, i);
        }
    }
}
