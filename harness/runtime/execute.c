/*
 * One execution: begins it, ends it, and what ends it before its time.
 */
#include "actor_set.h"
#include "allocations.h"
#include "runtime/rule/rules.h"
#include "scheduler.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runtime/pthread/lock_order.h"
#include "runtime/pthread/thread.h"
#include "runtime/pthread/thread_locals.h"
#include "runtime/rcu/lfht_iterators.h"
#include "runtime/rcu/lfht_tables.h"
#include "runtime/rcu/reachable.h"
#include "runtime/rcu/rcu.h"
#include "runtime/strategy/recorded.h"

static struct runtime_outcome *outcome_of_this;

/* Whether it was ended where it stood. */
static bool stopped;

/* Slots whose fibers have been made, in this execution or before. */
static struct actor_set prepared;

bool runtime_is_running(void)
{
    return scheduler.running;
}

/* With ThreadSanitizer looking away, until the message is written. */
static _Noreturn void end_violated(const struct violation *violation, const char *format,
                                   va_list args)
{
    struct runtime_outcome *outcome = outcome_of_this;

    if (!scheduler.running) {
        fprintf(stderr, "runtime: outside an execution: %s: ", violation->rule);
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
        runtime_fatal("a violation outside runtime_execute()");
    }
    outcome->violated = true;
    outcome->violation = *violation;
    violation_tag(violation, outcome->invariant, sizeof outcome->invariant);
    vsnprintf(outcome->message, sizeof outcome->message, format, args);
    violation_message_done(outcome->message, sizeof outcome->message);
    tsan_ignore_end();
    scheduler_log(EVENT_VIOLATION, 0, 0);
    event_log_deafen();
    scheduler_abandon();
}

void runtime_violation(const char *rule, const char *format, ...)
{
    struct violation violation;
    va_list args;

    tsan_ignore_begin();
    violation_init(&violation, rule);
    violation_add_actor(&violation, "by", scheduler.current, actor_name(scheduler.current));
    va_start(args, format);
    end_violated(&violation, format, args);
}

void runtime_violation_of(const struct violation *violation, const char *format, ...)
{
    va_list args;

    tsan_ignore_begin();
    va_start(args, format);
    end_violated(violation, format, args);
}

void runtime_stop(void)
{
    stopped = true;
    event_log_deafen();
    scheduler_abandon();
}

void actor_begin(unsigned actor)
{
    struct actor *a = &actors[actor];

    if (!actor_set_has(&scheduler.used, actor)) {
        actor_set_add(&scheduler.used, actor);
        a->points = 0;
        a->trylock_failures = 0;
    }
    if (a->must_prepare || !actor_set_has(&prepared, actor)) {
        fiber_prepare(&a->fiber, actor == ACTOR_CALL_RCU ? rcu_model_callback_loop : thread_loop,
                      NULL);
        actor_set_add(&prepared, actor);
        a->must_prepare = false;
    }
    context_inherit(&a->fiber.context);
    a->n_held = 0;
    a->signal_mask = a->signals = 0;
    a->harness_depth = 0;
    a->cleanups = NULL;
    a->buffers = NULL;
    a->cancelled = a->cancel_disabled = false;
    a->result = NULL;
    a->detached = a->joined = false;
    a->timed_out = false;
    a->pending = 0;
    a->incarnation = ++scheduler.next_incarnation;
    rcu_model_actor_begin(actor);
    lfht_iterators_actor_begin(actor);
    keys_actor_begin(actor);
    thread_locals_actor_begin(actor);
}

void actor_set_name(unsigned actor, const char *name)
{
    char *to = actors[actor].name;
    size_t n = 0;

    for (; name[n] && n + 1 < sizeof actors[actor].name; n++) {
        to[n] = name[n];
    }
    to[n] = '\0';
    fiber_set_name(&actors[actor].fiber, to);
}

struct body {
    void (*function)(void *aux);
    void *aux;
};

static void *run_body(void *body_)
{
    struct body *body = body_;

    body->function(body->aux);
    return NULL;
}

/* Everything the actors did happens before whatever follows. Where they were abandoned, fibers
 * stand in the middle of something and must be made again before they are used again. */
static void leave_actors(bool abandoned)
{
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.used); actor_walk_on(&walk, &i);) {
        fiber_order_before_host(&scheduler.host, &actors[i].fiber, actors[i].harness_depth);
        actors[i].harness_depth = 0;
        actors[i].must_prepare |= abandoned;
        actors[i].state = ACTOR_FREE;
    }
}

/* As of an execution without a violation. The room for one is large, and stays as it is. */
static void outcome_clear(struct runtime_outcome *outcome)
{
    outcome->violated = outcome->late = false;
    outcome->invariant[0] = outcome->message[0] = '\0';
    outcome->violation.rule[0] = '\0';
    outcome->violation.n_subjects = outcome->violation.n_traits = outcome->violation.n_parts = 0;
}

void runtime_execute(const struct runtime_options *options, void (*function)(void *aux), void *aux,
                     struct runtime_outcome *outcome)
{
    struct body body = {function, aux};

    if (scheduler.running) {
        runtime_fatal("runtime_execute() is not reentrant");
    }
    outcome_clear(outcome);
    outcome_of_this = outcome;
    stopped = false;
    fiber_init_host(&scheduler.host);
    event_log_begin(options);
    rules_begin(options);
    scheduler_begin(options);
    rcu_model_begin(options->waits_offline);
    lock_order_begin();
    objects_begin(options->follow_objects);
    allocations_begin();
    lfht_tables_begin();
    reachable_begin();
    allocations_watch(reachable_freed);
    thread_begin();
    thread_locals_begin();

    actor_begin(ACTOR_MAIN);
    actors[ACTOR_MAIN].start = run_body;
    actors[ACTOR_MAIN].start_arg = &body;
    actor_set_name(ACTOR_MAIN, "main");
    actor_begin(ACTOR_CALL_RCU);
    actor_set_name(ACTOR_CALL_RCU, "call_rcu");
    fiber_order_after_host(&scheduler.host, &actors[ACTOR_MAIN].fiber);
    fiber_order_after_host(&scheduler.host, &actors[ACTOR_CALL_RCU].fiber);
    scheduler_add(ACTOR_MAIN);
    scheduler_add_servant(ACTOR_CALL_RCU, WAIT_CALLBACKS, rcu_model_has_callbacks);

    scheduler.running = true;
    fiber_switch(&scheduler.host, &actors[ACTOR_MAIN].fiber);

    leave_actors(outcome->violated || stopped);
    scheduler.countdown = 1;
    rules_end(outcome);
    outcome->log_hash = event_log_hash();
    outcome->n_points = scheduler.sequence;
    outcome->n_switches = scheduler.n_switches;
    outcome->n_preemptions = recorded.n;
}

void sched_point(enum event_kind kind, uint64_t object)
{
    scheduler_point_at(pending_write(PENDING_CLIENT, object));
    scheduler_log(kind, object, 0);
}

void event_log_append(enum event_kind kind, uint64_t object, uint64_t value0, uint64_t value1,
                      uint64_t value2)
{
    event_log_put(kind, scheduler.current, scheduler.self->points, object, value0, value1, value2);
}

unsigned actor_self(void)
{
    return scheduler.current;
}

const char *actor_name(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS ? actors[actor].name : "?";
}

uint32_t actor_points(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS && actor_set_has(&scheduler.used, actor)
               ? actors[actor].points
               : 0;
}

uint32_t actor_trylock_failures(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS && actor_set_has(&scheduler.used, actor)
               ? actors[actor].trylock_failures
               : 0;
}

unsigned runtime_n_held(void)
{
    return scheduler.self->n_held;
}

uint32_t runtime_held(unsigned i)
{
    assert(i < scheduler.self->n_held);
    return scheduler.self->held[i].number;
}

uint32_t runtime_trylock_failures(void)
{
    return scheduler.n_trylock_failures;
}

void runtime_harness_begin(void)
{
    scheduler.self->harness_depth++;
    tsan_ignore_begin();
}

void runtime_harness_end(void)
{
    tsan_ignore_end();
    scheduler.self->harness_depth--;
}
