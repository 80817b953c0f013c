/*
 * How much each step says about the violation.
 */
#include <stdlib.h>
#include <string.h>

#include "model/events.h"
#include "model/model.h"
#include "report/internal.h"
#include "runtime/actor_set.h"

enum {
    /* A step that waits for, takes or wakes what the violation is about. */
    WEIGHT_NAMED_OBJECT = 60,
    /* The last that an actor did before it waited for ever. */
    WEIGHT_LAST_OF_ACTOR = 78,
    WEIGHT_PREEMPTION = 77,
    /* A round of a loop, if it has no more than so many steps; and the rounds after it. */
    WEIGHT_LOOP = 88,
    SHORT_LOOP = 12,
    WEIGHT_REPEATED = 6,
    /* A preemption where there are so many that each says little: the fuzzer makes them by the
     * dozen, and `minimize` finds those that matter. */
    WEIGHT_ONE_OF_MANY = 40,
    MANY_PREEMPTIONS = 6,
    WEIGHT_MAKING = 58,
    WEIGHT_BEFORE_PREEMPTION = 56,
    WEIGHT_CONTENTION = 71,
    /* Where the violation is about no flow, calls say what happened. */
    WEIGHT_CALL_WITHOUT_FLOW = 64,
    /* How much the older of the steps that tell something lose at most to the later ones. */
    AGE = 16,
    /* Objects that a violation is about. */
    MAX_NAMED = 16
};

/* An operation's outcome: more if it failed. */
static unsigned commit(const struct event *e)
{
    return e->value[1] ? 75 : 71;
}

/* Of an event about the timeline's flow. */
static unsigned weigh_flow(const struct event *e)
{
    switch ((unsigned)e->kind) {
    case EVENT_TRANSITION:
        return 80;
    case EVENT_UPCALL_END:
        return e->value[1] > VERDICT_REPLACED ? 79 : 40;
    case EVENT_CREDIT:
        return 79;
    case EVENT_FAULT:
        return 76;
    case EVENT_LOSS:
        return 74;
    case EVENT_PUT_COMMIT:
    case EVENT_MODIFY_COMMIT:
    case EVENT_DELETE_COMMIT:
    case EVENT_ADD_COMMIT:
        return commit(e);
    case EVENT_GET_COMMIT:
        return 62;
    case EVENT_INSTANCE_BEGIN:
        return e->value[1] > ORIGIN_PACKET_THREAD ? 73 : 36;
    case EVENT_INSTANCE_END:
        return e->value[1] > END_DELETE_UNSAID ? 73 : 35;
    case EVENT_DUMP_RECORD:
    case EVENT_TRANSLATE_FAILED:
        return 72;
    case EVENT_RULES_CHANGED:
        return 70;
    case EVENT_HIT:
        return 66;
    case EVENT_MISS:
    case EVENT_SENT_UP:
        return 64;
    case EVENT_TRANSLATE:
        return e->value[0] == CACHE_TRANSLATE_REVALIDATE ? 63 : 34;
    case EVENT_UPCALL_BEGIN:
        return 52;
    case EVENT_PUT_BEGIN:
    case EVENT_MODIFY_BEGIN:
    case EVENT_DELETE_BEGIN:
    case EVENT_GET_BEGIN:
    case EVENT_ADD_BEGIN:
        return 46;
    case EVENT_PUT_REPLY:
    case EVENT_MODIFY_REPLY:
    case EVENT_DELETE_REPLY:
    case EVENT_GET_REPLY:
        return 44;
    case EVENT_FREED:
    case EVENT_CREDIT_PACKET:
    case EVENT_ADOPT:
        return 38;
    default:
        return 12;
    }
}

/* Of an event that is not about a flow, or about another. */
static unsigned weigh_other(const struct event *e)
{
    switch ((unsigned)e->kind) {
    case EVENT_VIOLATION:
    case EVENT_HANG:
        return TIMELINE_END;
    case EVENT_MUTEX_TRYLOCK_BUSY:
    case EVENT_RWLOCK_BUSY:
    case EVENT_SPIN_BUSY:
    case EVENT_SEM_BUSY:
        return WEIGHT_CONTENTION;
    case EVENT_ROUND_BEGIN:
        return 54;
    case EVENT_CALL:
        return e->object == CALL_REVALIDATE ? 64 : e->object > CALL_START ? 48 : 20;
    case EVENT_ROUND_END:
    case EVENT_LIMIT:
        return 42;
    case EVENT_SWITCH:
    case EVENT_ACTOR_END:
        return 24;
    case EVENT_CALLED:
    case EVENT_FLOWS:
        return 20;
    default:
        return e->kind >= EVENT_CLIENT ? 12 : 6;
    }
}

/* Whether the ukey that is made in a step is of the timeline's flow. */
static bool makes_of_flow(const struct timeline *t, size_t i)
{
    for (size_t j = i + 1; t->steps[i].makes && j < t->n_steps; j++) {
        const struct event *e = &t->recording->events[j];

        if (e->kind == EVENT_TRANSITION && e->value[0] == t->steps[i].makes) {
            return timeline_concerns(t, e);
        }
    }
    return false;
}

static unsigned weigh_step(const struct timeline *t, size_t i, const struct named_object *named,
                           unsigned n_named)
{
    const struct event *e = &t->recording->events[i];
    unsigned weight = timeline_concerns(t, e) ? weigh_flow(e) : weigh_other(e);
    enum object_class class = event_object_class(e->kind);

    if (t->steps[i].preempted) {
        weight = WEIGHT_PREEMPTION;
    } else if (t->steps[i].missed) {
        weight = 76;
    } else if (t->steps[i].blocked_on) {
        weight = WEIGHT_CONTENTION;
    }
    if (makes_of_flow(t, i)) {
        weight = WEIGHT_MAKING;
    }
    for (unsigned j = 0; class != OBJECT_CLASSES && j < n_named; j++) {
        if (named[j].class == class && named[j].number == e->object &&
            weight < WEIGHT_NAMED_OBJECT) {
            weight = WEIGHT_NAMED_OBJECT;
        }
    }
    return weight;
}

void timeline_raise(struct timeline_step *step, unsigned weight)
{
    if (step->weight < weight) {
        step->weight = (uint8_t)weight;
    }
}

/* What was done right before each preemption is what it came in the midst of; unless there are too
 * many. */
static void weigh_preempted(struct timeline *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_steps; i++) {
        n += t->steps[i].preempted;
    }
    for (size_t i = 0; n > MANY_PREEMPTIONS && i < t->n_steps; i++) {
        if (t->steps[i].preempted) {
            t->steps[i].weight = WEIGHT_ONE_OF_MANY;
        }
    }
    if (n > MANY_PREEMPTIONS) {
        return;
    }
    for (size_t i = 1; i < t->n_steps; i++) {
        if (t->steps[i].preempted && t->steps[i - 1].actor == t->steps[i].actor) {
            timeline_raise(&t->steps[i - 1], WEIGHT_BEFORE_PREEMPTION);
        }
    }
}

/* Where nobody can go on, or some go round in circles, each other actor's last step is the end of
 * the timeline. */
static void weigh_last_steps(struct timeline *t)
{
    struct actor_set seen = {{0}};

    actor_set_add(&seen, ACTOR_CALL_RCU);
    for (size_t i = t->n_steps; i-- > 0;) {
        unsigned kind = t->recording->events[i].kind;
        unsigned actor = t->steps[i].actor;

        if (kind == EVENT_SWITCH || kind == EVENT_VIOLATION || actor_set_has(&seen, actor)) {
            continue;
        }
        actor_set_add(&seen, actor);
        if (kind != EVENT_ACTOR_END) {
            timeline_raise(&t->steps[i], WEIGHT_LAST_OF_ACTOR);
        }
    }
}

/* One round of a loop says all; of a long one, what tells something by itself. */
static void weigh_loops(struct timeline *t)
{
    for (unsigned i = 0; i < t->n_loops; i++) {
        const struct timeline_loop *loop = &t->loops[i];

        if (loop->holder < RUNTIME_MAX_ACTORS) {
            timeline_raise(&t->steps[loop->taken], WEIGHT_LOOP);
        }
        for (size_t j = loop->first; j < loop->second; j++) {
            if (t->steps[j].actor == loop->actor && t->recording->events[j].kind != EVENT_SWITCH) {
                timeline_raise(&t->steps[j],
                               loop->period <= SHORT_LOOP ? WEIGHT_LOOP : TIMELINE_TELLING);
            }
        }
    }
    for (size_t i = 0; i < t->n_steps; i++) {
        if (t->steps[i].repeats && t->steps[i].weight > WEIGHT_REPEATED) {
            t->steps[i].weight = WEIGHT_REPEATED;
        }
    }
}

void timeline_weigh(struct timeline *t)
{
    const struct recording *r = t->recording;
    struct named_object named[MAX_NAMED];
    unsigned n_named = report_objects_of(&r->outcome.violation, named, MAX_NAMED);

    for (size_t i = 0; i < t->n_steps; i++) {
        unsigned weight = weigh_step(t, i, named, n_named);

        t->steps[i].weight = (uint8_t)weight;
        if (t->slot == TIMELINE_NO_SLOT && r->events[i].kind == EVENT_CALL) {
            timeline_raise(&t->steps[i], WEIGHT_CALL_WITHOUT_FLOW);
        }
    }
    weigh_preempted(t);
    if (timeline_is_deadlock(r) || t->n_loops) {
        weigh_last_steps(t);
    }
    if (timeline_is_about_locks(t->recording)) {
        timeline_weigh_locks(t);
    }
    weigh_loops(t);
    for (size_t i = 0; i < t->n_steps; i++) {
        struct timeline_step *step = &t->steps[i];

        if (step->weight >= TIMELINE_TELLING) {
            step->weight = (uint8_t)(step->weight - AGE * (t->n_steps - 1 - i) / t->n_steps);
            if (t->slot == TIMELINE_NO_SLOT) {
                timeline_raise(step, TIMELINE_TELLING); /* There is little else to show. */
            }
        }
        if (step->evidence) {
            timeline_raise(step, TIMELINE_END - 1);
        }
    }
    if (t->n_steps && (r->outcome.violated || r->died)) {
        t->steps[t->n_steps - 1].weight = TIMELINE_END;
    }
}
