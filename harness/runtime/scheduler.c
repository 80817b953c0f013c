#include "scheduler.h"

#include <stdio.h>
#include <stdlib.h>

#include "actor_set.h"
#include "fair.h"
#include "runtime/pthread/thread_locals.h"
#include "runtime/strategy/recorded.h"
#include "runtime/wait/stuck.h"

struct actor actors[RUNTIME_MAX_ACTORS];
#if RUNTIME_ACTORS > 32
unsigned actor_words = 1;
#endif

/* Outside an execution the countdown stays at 1, so that the first point that is reached ends in
 * scheduler_decide(), which says what is wrong. */
static struct actor nobody;
struct scheduler scheduler = {.self = &nobody, .countdown = 1};

pending_operation actor_pending(unsigned actor)
{
    return actors[actor].pending;
}

void runtime_fatal(const char *what)
{
    fprintf(stderr, "runtime: %s\n", what);
    abort();
}

ALWAYS_INLINE void arm(uint32_t quiet)
{
    uint32_t left = scheduler.budget - scheduler.sequence;

    /* When the budget is used up, scheduler_decide() must notice. */
    scheduler.countdown = quiet < left ? quiet + 1 : left + 1;
}

/* It goes on for as many points again, in which all have their turns. */
__attribute__((noinline, cold)) static void use_up_budget(void)
{
    uint32_t more = scheduler.budget < UINT32_MAX / 2 - 1 ? scheduler.budget : 0;

    if (scheduler.fair || !more) {
        stuck_in_livelock();
    }
    scheduler.used_up = scheduler.sequence - 1;
    scheduler.budget += more;
    fair_begin();
}

ALWAYS_INLINE void check_budget(void)
{
    if (__builtin_expect(scheduler.sequence > scheduler.budget, 0)) {
        use_up_budget();
    }
}

ALWAYS_INLINE bool can_run(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS && actor_set_has(&scheduler.ready, actor);
}

/* Asks the strategy who of the ready actors runs next, and records a deviation from the rule. */
ALWAYS_INLINE unsigned ask(unsigned default_next, enum strategy_reason reason)
{
    struct strategy_view view = {
        .current = scheduler.current,
        .point = scheduler.self->points,
        .runnable = &scheduler.ready,
        .default_next = default_next,
        .reason = reason,
        .sequence = scheduler.sequence,
    };
    struct strategy_choice choice;
    struct actor_set also;

    if (__builtin_expect(scheduler.fair, 0)) {
        arm(FAIR_TURN);
        return fair_choose(default_next, reason);
    }
    if (__builtin_expect(scheduler.time_any || scheduler.n_spurious, 0)) {
        also = scheduler_impatient();
        actor_set_unite(&also, &also, &scheduler.ready);
        view.runnable = &also;
    }
    choice = scheduler.strategy->choose(scheduler.strategy, &view);
    if (__builtin_expect(!can_run(choice.next), 0) && !scheduler_end_wait_early(choice.next)) {
        runtime_fatal("the strategy chose an actor that cannot run");
    }
    arm(choice.quiet);
    if (choice.next != default_next) {
        recorded_add(scheduler.current, choice.next, scheduler.self->points);
    }
    return choice.next;
}

ALWAYS_INLINE void switch_to(unsigned next, bool preempted)
{
    struct actor *from = scheduler.self;

    if (next == scheduler.current) {
        return;
    }
    if (__builtin_expect(scheduler.on_leave != NULL, 0)) {
        scheduler.on_leave();
    }
    event_log_put(EVENT_SWITCH, scheduler.current, from->points, next, preempted, from->wait,
                  from->wait_number);
    scheduler.n_switches++;
    if (__builtin_expect(thread_locals_n != 0, 0)) {
        thread_locals_switch(scheduler.current, next);
    }
    scheduler.current = next;
    scheduler.self = &actors[next];
    fiber_switch(&from->fiber, &actors[next].fiber);
}

void scheduler_decide(void)
{
    unsigned current = scheduler.current;
    unsigned next;

    if (!scheduler.running) {
        runtime_fatal("a call of the code under test that could block, wake or order was made "
                      "outside runtime_execute()");
    }
    check_budget();
    next = ask(current, REASON_POINT);
    switch_to(next, next != current && !scheduler.fair);
}

/* A point of the running actor at which the rule would not simply let it run on. */
ALWAYS_INLINE void decide_away(unsigned default_next, enum strategy_reason reason)
{
    unsigned next = ask(default_next, reason);

    switch_to(next, next != default_next && !scheduler.fair);
}

ALWAYS_INLINE void count_point(void)
{
    if (!scheduler.running) {
        scheduler_decide();
    }
    scheduler.self->pending = PENDING_NOTHING;
    scheduler.self->points++;
    scheduler.sequence++;
    check_budget();
}

/* The running actor cannot go on: runs another that can, or moves time, or finds that it is over. */
ALWAYS_INLINE void run_another(enum strategy_reason reason)
{
    if (actor_set_is_empty(&scheduler.ready)) {
        if (!actor_set_is_empty(&scheduler.timed)) {
            scheduler_jump_to_deadline();
        } else if (scheduler.n_alive == 0 && !scheduler.servant_is_busy()) {
            struct fiber *self = &scheduler.self->fiber;

            scheduler.running = false;
            fiber_switch(self, &scheduler.host);
            return;
        } else {
            stuck_in_deadlock();
        }
    }
    decide_away(actor_set_next(&scheduler.ready, scheduler.current), reason);
}

void scheduler_begin(const struct runtime_options *options)
{
    struct strategy_view view = {.runnable = &scheduler.ready};
    struct strategy_choice choice;

    scheduler.current = ACTOR_MAIN;
    scheduler.self = &actors[ACTOR_MAIN];
    scheduler.self->pending = PENDING_NOTHING; /* The strategy looks before main begins. */
    scheduler.sequence = 0;
    actor_set_clear(&scheduler.ready);
    actor_set_clear(&scheduler.blocked);
    actor_set_clear(&scheduler.timed);
    actor_set_clear(&scheduler.used);
    for (unsigned i = 0; i < WAIT_KINDS; i++) {
        actor_set_clear(&scheduler.waiting[i]);
    }
    scheduler.n_alive = 0;
    scheduler.time_any = options->time_any;
    scheduler.must_create = options->must_create;
    scheduler.n_spurious = options->spurious_wakes;
    scheduler.now_ns = options->start_time_ns;
    scheduler.n_advances = 0;
    scheduler.next_ticket = 0;
    for (unsigned i = 0; i < OBJECT_CLASSES; i++) {
        scheduler.n_objects[i] = 0;
    }
    scheduler.generation = scheduler.generation == UINT32_MAX ? 1 : scheduler.generation + 1;
    scheduler.next_incarnation = 0;
    scheduler.budget = options->step_budget ? options->step_budget : UINT32_MAX - 1;
    scheduler.fair = false;
    scheduler.n_switches = 0;
    scheduler.n_trylock_failures = 0;
    scheduler.strategy = options->strategy;
    scheduler.asked_at_wakes = options->strategy->asked_at_wakes;
    scheduler.on_leave = NULL;
    scheduler.on_time = NULL;
    recorded.n = 0;

    if (scheduler.strategy->begin) {
        scheduler.strategy->begin(scheduler.strategy);
    }
    actor_set_add(&scheduler.ready, ACTOR_MAIN); /* It is about to be made. */
    choice = scheduler.strategy->choose(scheduler.strategy, &view);
    arm(choice.quiet);
}

static void make_alive(unsigned actor, enum wait_kind wait)
{
    struct actor *a = &actors[actor];

    a->state = ACTOR_ALIVE;
    a->wait = (uint8_t)wait;
    a->wait_object = NULL;
    a->wait_number = 0;
    a->deadline = DEADLINE_NONE;
}

void scheduler_add(unsigned actor)
{
    make_alive(actor, WAIT_NOTHING);
    scheduler_add_ready(actor);
    scheduler.n_alive++;
}

void scheduler_add_servant(unsigned actor, enum wait_kind wait, bool (*is_busy)(void))
{
    make_alive(actor, wait);
    actor_set_add(&scheduler.blocked, actor);
    actor_set_add(&scheduler.waiting[wait], actor);
    scheduler.servant_is_busy = is_busy;
}

void scheduler_end_self(void)
{
    scheduler.self->state = scheduler.self->detached ? ACTOR_FREE : ACTOR_ENDED;
    scheduler.self->wait = WAIT_NOTHING;
    scheduler.self->wait_number = 0;
    actor_set_remove(&scheduler.ready, scheduler.current);
    scheduler.n_alive--;
    count_point();
    run_another(REASON_END);
}

/* A blocked actor is about to try again what it could not do. */
ALWAYS_INLINE pending_operation pending_wait(enum wait_kind kind, const void *object)
{
    const struct wait_description *wait = wait_descriptions[kind];
    uint64_t key = wait->tries_one ? 0 : (uintptr_t)object;

    if (wait->tries == PENDING_NOTHING) {
        return PENDING_NOTHING;
    }
    return wait->tries_to_read ? pending_read(wait->tries, key) : pending_write(wait->tries, key);
}

bool scheduler_block(enum wait_kind kind, const void *object, uint64_t number, uint64_t deadline)
{
    struct actor *self = scheduler.self;

    count_point();
    if (deadline <= scheduler.now_ns) {
        unsigned next = ask(scheduler.current, REASON_POINT);

        switch_to(next, next != scheduler.current && !scheduler.fair);
        return false;
    }
    self->pending = pending_wait(kind, object);
    self->wait = (uint8_t)kind;
    self->wait_object = object;
    self->wait_number = number;
    self->wait_ticket = scheduler.next_ticket++;
    self->deadline = deadline;
    self->timed_out = false;
    actor_set_remove(&scheduler.ready, scheduler.current);
    actor_set_add(&scheduler.blocked, scheduler.current);
    actor_set_add(&scheduler.waiting[kind], scheduler.current);
    if (deadline != DEADLINE_NONE) {
        actor_set_add(&scheduler.timed, scheduler.current);
    }
    run_another(REASON_BLOCK);
    return !self->timed_out;
}

void scheduler_yield(void)
{
    count_point();
    scheduler.self->yields++;
    scheduler_log(EVENT_YIELD, 0, 0);
    decide_away(actor_set_next(&scheduler.ready, scheduler.current), REASON_YIELD);
}

void scheduler_give_way(unsigned favourite)
{
    count_point();
    decide_away(actor_set_has(&scheduler.ready, favourite) ? favourite : scheduler.current,
                REASON_POINT);
}

void scheduler_abandon(void)
{
    struct fiber *self = &scheduler.self->fiber;

    scheduler.running = false;
    fiber_switch(self, &scheduler.host);
    abort();
}

void runtime_on_leave(void (*hook)(void))
{
    scheduler.on_leave = hook;
}

bool runtime_others_blocked(void)
{
    return !actor_set_has_others(&scheduler.ready, scheduler.current);
}
