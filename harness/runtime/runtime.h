/*
 * The deterministic runtime: one execution of concurrent code as a pure function of its input.
 *
 * The code under test is ordinary C on pthreads, C11 atomics and liburcu (QSBR). It is compiled
 * with `-include interpose.h`, which redirects every call that could block, wake, order or tell the
 * time to this runtime; its source is not touched. Each thread becomes an *actor*, a fiber on the
 * one OS thread that called runtime_execute(). Actors only switch at *scheduling points*, and a
 * strategy (strategy.h) decides there who runs next. Nothing else can influence an execution: no
 * clock, no address, no kernel scheduler.
 *
 * Default rule, from which strategies deviate: an actor runs until it blocks, ends or yields; then
 * the next runnable actor in the order of actor numbers (cyclically) runs; and an actor that
 * brings a grace period to its end gives way to the `call_rcu` actor at once, so that memory is
 * freed as early as the code under test allows.
 *
 * Threading: everything here is called on the one OS thread that runs the execution. Functions
 * marked [actor] may only be called from inside an execution.
 */
#ifndef RUNTIME_H
#define RUNTIME_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"
#include "violation.h"

struct strategy;

/* The most actors that may exist at one time, `main` and `call_rcu` included. A slot whose thread
 * has been joined (or has ended detached) is given to the next thread that is created; the lowest
 * free slot first, so that reconfigured threads get their old numbers back. What is compiled with
 * RUNTIME_ACTORS, the runtime and its users alike, has that many. */
#ifndef RUNTIME_ACTORS
#define RUNTIME_ACTORS 32
#endif
enum { RUNTIME_MAX_ACTORS = RUNTIME_ACTORS };

/* Actor 0 is the body passed to runtime_execute(); actor 1 runs RCU callbacks. */
enum { ACTOR_MAIN = 0, ACTOR_CALL_RCU = 1 };

/* Rules of good style: what breaks them is not wrong by itself, and a bug more often than not. */
enum runtime_rule {
    RULE_LOCK_ORDER,     /* LOCK/order: locks are taken in different orders. */
    RULE_HELD_AT_END,    /* LOCK/held-at-end: a thread ends while it holds a lock. */
    RULE_JOINS_DETACHED, /* THREAD/joins-detached: pthread_join() fails if that is off or late. */
    RUNTIME_RULES
};

struct runtime_options {
    struct strategy *strategy; /* Not owned. */
    /* Scheduling points after which it goes on fairly, for as many again, before the execution
     * counts as a livelock (fair.h). */
    uint32_t step_budget;
    uint64_t start_time_ns; /* Virtual CLOCK_MONOTONIC at the start. */
    /* Called for each event as it is logged, on the running actor's stack. It must take no
     * scheduling point. Under TSan, an observer that is instrumented, or calls memcpy() and the
     * like, brackets itself with runtime_harness_begin() and _end(). May be NULL. */
    void (*on_event)(void *aux, const struct event *);
    void *aux;
    /* Which kinds it is called for: EVENT_KINDS bits, kind k is bit k % 64 of word k / 64. Not
     * owned; read when the execution begins. NULL: all. */
    const uint64_t *event_kinds;
    /* Real machines are late: a sleep may end, and a deadline may pass, while others who could have
     * run have not. With this, the strategy may choose at any time to run one who waits until a
     * deadline, which then passes: virtual time moves there. Recorded and replayed as any choice. */
    bool time_any;
    /* How many waits on conditions may end in an execution though nobody has ended them, again at
     * the strategy's choice, as POSIX allows. */
    uint32_t spurious_wakes;
    /* Bit i is enum runtime_rule i. A rule that is off is broken in silence. What breaks a rule that
     * is late does not end the execution: the first such is its outcome if nothing worse is. */
    uint32_t rules_off, rules_late;
    /* A thread more than RUNTIME_MAX_ACTORS ends the execution with a violation of CONTROL; else
     * pthread_create() answers EAGAIN. */
    bool must_create;
    bool follow_objects; /* For reports: keep what objects.h tells of locks and the like. */
    /* A thread that waits for a condition, a barrier or another thread's end while it is an online
     * reader is a violation of RCU: it holds up every grace period for as long as the others like.
     */
    bool waits_offline;
};

struct runtime_outcome {
    bool violated;
    bool late;          /* A rule that is late was broken, and all went on to its end. */
    char invariant[16]; /* Tag, e.g. "LOCK", "RCU", "ONCE"; empty when clean. */
    char message[1024]; /* One line or a few; empty when clean. */
    struct violation violation;
    uint64_t log_hash; /* The execution's identity: a hash of the whole event log. */
    uint32_t n_points; /* Scheduling points passed, all actors. */
    uint32_t n_switches;
    uint32_t n_preemptions; /* Deviations from the default rule. */
};

/* Runs `body(aux)` as actor 0 ("main") and returns when every actor has ended, or when an
 * invariant was violated, in which case all actors are abandoned where they stand: memory that
 * they held is not freed, and the runtime is ready for the next execution. An execution that ends
 * while callbacks are pending runs them first. An actor other than main that is still blocked for
 * ever when main has ended is a deadlock. Not reentrant. */
void runtime_execute(const struct runtime_options *, void (*body)(void *aux), void *aux,
                     struct runtime_outcome *);

/* [actor] Ends the execution because a rule ("LOCK/order") is broken by the running actor. The
 * message says what was expected, what was seen, and by whom. */
_Noreturn void runtime_violation(const char *rule, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* [actor] The same with all that is known of it. */
_Noreturn void runtime_violation_of(const struct violation *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* [actor] Ends the execution at once, and well: as exit() ends a process, whatever its threads are
 * doing. All actors are abandoned where they stand. */
_Noreturn void runtime_stop(void);

/* [actor] A scheduling point of the harness's own. Counted, logged as `kind` with `object`, and
 * possibly a switch. The point is *before* whatever the caller does next. */
void sched_point(enum event_kind kind, uint64_t object);

/* [actor] How many threads that pthread_create() has made, and that nobody has joined, there are. */
unsigned runtime_n_threads(void);

/* How many threads and actors have been made in this execution. */
uint32_t runtime_n_made(void);

/* [actor] The system is short of threads: the next pthread_create(), or one that comes `n_before`
 * calls later, fails with EAGAIN. Only the last such announcement counts. */
void runtime_fail_thread(unsigned n_before);
/* [actor] Whether the failure that was announced is still to come; and no longer comes. */
bool runtime_thread_fails(void);
void runtime_spare_threads(void);

/* [actor] Actors made by the harness itself: they run `function` and end when it returns. `name` is
 * copied (15 characters at most). Returns the actor's number; actor_join() waits for its end. */
unsigned actor_spawn(const char *name, void (*function)(void *), void *aux);
void actor_join(unsigned actor);

/* For the rest of the execution, `hook` is called on each actor that is about to stop running: to
 * see what it has done before another does something. It takes no scheduling point. [actor] */
void runtime_on_leave(void (*hook)(void));

/* The running actor's number. [actor] */
unsigned actor_self(void);

/* Its name: "main", "call_rcu", what pthread_setname_np() or actor_spawn() said, or "thread-N".
 * Valid until the next execution begins. */
const char *actor_name(unsigned actor);

/* The number of points that `actor` has passed. */
uint32_t actor_points(unsigned actor);

/* The return addresses on the running actor's stack, innermost first, `max` at most. Returns how
 * many. For reports only: an execution must not depend on them. [actor] */
unsigned runtime_return_addresses(uintptr_t *, unsigned max);

/* True inside runtime_execute(). */
bool runtime_is_running(void);

/* Virtual time. It stands still while any actor can run; when all are blocked it jumps to the
 * earliest deadline. runtime_advance_ns() moves it at once, waking all who are due. [actor] */
uint64_t runtime_now_ns(void);
/* How often it was moved at once: as long as that is the same, an actor that did not block has seen
 * time stand still. */
uint32_t runtime_n_advances(void);
void runtime_advance_ns(uint64_t ns);
/* Blocks the running actor for so long; 0 only lets another run. A time beyond the end of time is
 * the end of time. */
void runtime_sleep_ns(uint64_t ns);

/* True when every other actor is blocked (on a lock, a condition, a sleep, ...). [actor] */
bool runtime_others_blocked(void);

/* How often `pthread_mutex_trylock` and its siblings refused `actor`, or anybody, so far in this
 * execution. */
uint32_t actor_trylock_failures(unsigned actor);
uint32_t runtime_trylock_failures(void);

/* Hash tables of liburcu's that were made in this execution and not destroyed. */
unsigned runtime_n_tables_left(void);
/* Tables that were made in this execution to be resized by a thread of liburcu's as they fill; here none is. */
unsigned runtime_n_growing_tables(void);

/* How many locks the running actor holds, and their numbers, as events have them. [actor] */
unsigned runtime_n_held(void);
uint32_t runtime_held(unsigned i);

/* RCU model: memory handed to call_rcu() and not yet given to its callback. */
uint32_t runtime_pending_callbacks(void);

/* The same, and those whose callback has not returned yet. */
uint32_t runtime_unfinished_callbacks(void);

/* Whether the running actor is an online reader. [actor] */
bool runtime_rcu_is_online(void);

/* For a checker that has seen something leave the readers' sight: marks this moment, and tells
 * later whether a grace period has passed since. The holdout is an online reader, other than the
 * running actor, that has not passed a quiescent state since the mark; RUNTIME_MAX_ACTORS if there
 * is none. Neither starts a grace period. [actor] */
uint64_t runtime_rcu_mark(void);
unsigned runtime_rcu_holdout(uint64_t mark);

/* Under TSan: from begin to end, what the running actor does is the harness's own business (model,
 * oracles) and neither reported nor ordering. Nests. Nothing in the other builds. [actor] */
void runtime_harness_begin(void);
void runtime_harness_end(void);

#endif /* runtime.h */
