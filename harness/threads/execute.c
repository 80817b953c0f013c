/* One execution, the world lock, and what ends the process. */
#include "threads/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <urcu/urcu-qsbr.h>

#include "runtime/allocations.h"
#include "runtime/event_log.h"
#include "runtime/pthread_api.h"
#include "runtime/strategy.h"

struct threads_state state;
_Thread_local bool thread_in_harness;

static struct plain_lock world;
static struct runtime_outcome *outcome_of_this;
static void (*on_violation)(const struct runtime_outcome *);

void threads_on_violation(void (*function)(const struct runtime_outcome *))
{
    on_violation = function;
}

/* What the harness does under a lock that ThreadSanitizer does not see is not its business. */
void threads_enter_harness(void)
{
    plain_lock(&world);
    tsan_ignore_begin();
    thread_in_harness = true;
}

void threads_leave_harness(void)
{
    thread_in_harness = false;
    tsan_ignore_end();
    plain_unlock(&world);
}

bool runtime_is_running(void)
{
    return state.running;
}

static _Noreturn void end_violated(const struct violation *violation, const char *format,
                                   va_list args)
{
    if (!thread_in_harness) {
        threads_enter_harness();
    }
    outcome_of_this->violated = true;
    outcome_of_this->violation = *violation;
    violation_tag(violation, outcome_of_this->invariant, sizeof outcome_of_this->invariant);
    vsnprintf(outcome_of_this->message, sizeof outcome_of_this->message, format, args);
    if (on_violation) {
        on_violation(outcome_of_this);
    }
    abort();
}

void runtime_violation(const char *rule, const char *format, ...)
{
    struct violation violation;
    va_list args;

    violation_init(&violation, rule);
    violation_add_actor(&violation, "by", thread_self, actor_name(thread_self));
    va_start(args, format);
    end_violated(&violation, format, args);
}

void runtime_violation_of(const struct violation *violation, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    end_violated(violation, format, args);
}

void runtime_execute(const struct runtime_options *options, void (*body)(void *aux), void *aux,
                     struct runtime_outcome *outcome)
{
    *outcome = (struct runtime_outcome){.violated = false};
    outcome_of_this = outcome;
    event_log_begin(options);
    actors_reset();
    state_lock();
    state.n_busy = 0;
    state.now_ns = options->start_time_ns;
    state.n_advances = 0;
    state.n_trylock_failures = 0;
    thread_self = actor_take_slot("main");
    thread_actors[thread_self].thread = pthread_self();
    state.running = true;
    state_unlock();

    allocations_begin();
    callbacks_begin();
    threads_enter_harness();
    body(aux);
    threads_leave_harness();
    urcu_qsbr_barrier();

    state.running = false;
    thread_self = ACTOR_CALL_RCU;
    outcome->log_hash = event_log_hash();
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        outcome->n_points += actor_points(i);
    }
}

void sched_point(enum event_kind kind, uint64_t object)
{
    threads_leave_harness();
    thread_point();
    threads_enter_harness();
    event_log_append(kind, object, 0, 0, 0);
}

void event_log_append(enum event_kind kind, uint64_t object, uint64_t value0, uint64_t value1,
                      uint64_t value2)
{
    event_log_put(kind, thread_self, thread_actors[thread_self].points, object, value0, value1,
                  value2);
}

/* Nothing is recorded: who ran when is not known. */
size_t runtime_recorded_preemptions(const struct preemption **list)
{
    static const struct preemption none;

    *list = &none;
    return 0;
}

/* What the strategies that are linked would ask. Nobody asks them. */
pending_operation actor_pending(unsigned actor)
{
    return pending_read(PENDING_NOTHING, 0);
}

uint32_t runtime_trylock_failures(void)
{
    return atomic_load(&state.n_trylock_failures);
}

/* Time. */

uint64_t runtime_now_ns(void)
{
    return atomic_load(&state.now_ns);
}

uint32_t runtime_n_advances(void)
{
    return atomic_load(&state.n_advances);
}

void runtime_advance_ns(uint64_t ns)
{
    state_lock();
    state.now_ns += ns;
    state.n_advances++;
    actors_wake_due();
    state_unlock();
}

void runtime_sleep_ns(uint64_t ns)
{
    threads_leave_harness();
    thread_point();
    state_lock();
    actor_prepare_wait(&thread_actors[thread_self].deadline, state.now_ns + ns);
    actor_complete_wait();
    state_unlock();
    threads_enter_harness();
}

bool runtime_others_blocked(void)
{
    bool blocked;

    state_lock();
    blocked = state.n_busy == 1;
    state_unlock();
    return blocked;
}

int runtime_clock_gettime(clockid_t clock, struct timespec *now)
{
    uint64_t now_ns = runtime_now_ns();

    *now = (struct timespec){.tv_sec = (time_t)(now_ns / UINT64_C(1000000000)),
                             .tv_nsec = (long)(now_ns % UINT64_C(1000000000))};
    return 0;
}
