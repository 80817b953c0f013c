/*
 * The scheduler: actors, who of them can run, and who does. Everything inside the runtime that
 * blocks, wakes or takes time goes through here.
 *
 * Every consultation of the strategy has a point number of its own, so that (actor, point) names
 * it: an interposed call takes a point before its effect, and blocking, yielding, ending and giving
 * way are points too.
 */
#ifndef RUNTIME_SCHEDULER_H
#define RUNTIME_SCHEDULER_H 1

#include "actor_set.h"
#include "event_log.h"
#include "fiber.h"
#include "objects.h"
#include "pending.h"
#include "runtime.h"
#include "strategy.h"
#include "support/sanitizers.h"
#include "runtime/wait/wait.h"

#define DEADLINE_NONE UINT64_MAX

enum actor_state { ACTOR_FREE, ACTOR_ALIVE, ACTOR_ENDED };

/* A lock that an actor holds. */
struct held_lock {
    uint32_t number;
    bool exclusive;
    const void *object;
    void *robust; /* The mutex, if it tells the next one that its owner has ended; or NULL. */
};
enum { HELD_LOCKS_MAX = RUNTIME_MAX_ACTORS > 32 ? 1024 : 64 };

struct runtime_cleanup;

struct actor {
    pending_operation pending; /* What it does when it goes on. */
    uint32_t points;
    uint8_t state;     /* enum actor_state. */
    bool must_prepare; /* Its fiber was left in the middle of something. */
    bool detached;
    bool joined; /* Somebody is waiting to join it. */
    char name[16];

    /* While blocked. */
    uint8_t wait; /* enum wait_kind. */
    bool timed_out;
    const void *wait_object; /* A key, never followed. */
    uint64_t wait_number;    /* The object's number, for reports. */
    uint64_t wait_ticket;    /* Order of arrival. */
    uint64_t deadline;

    /* Its thread. */
    void *(*start)(void *);
    void *start_arg;
    void *result;
    void (*spawned)(void *); /* For actor_spawn(). */
    void *spawned_aux;
    uint32_t incarnation;
    struct runtime_cleanup *cleanups;
    void *buffers;        /* glibc's own kind of cleanups, the newest first (cancel.c). */
    uintptr_t stack_base; /* Where the frames of its thread begin. */
    bool cancelled, cancel_disabled; /* Somebody has asked it to end; it does not listen. */
    uint64_t signal_mask, signals;   /* Bit n - 1 is signal n: blocked; come, for its model. */
    char sync;                       /* The address on which creation and end are ordered. */

    uint32_t trylock_failures;
    /* The lock, or whatever it was, that refused it last. */
    const char *refused_kind;
    uint32_t refused_number;
    const void *refused_object;
    /* As they were when the fair continuation began; and the yields since. */
    uint32_t fair_points, fair_refusals, yields;
    unsigned harness_depth;
    unsigned n_held;
    struct held_lock held[HELD_LOCKS_MAX];

    struct fiber fiber;
};
extern struct actor actors[RUNTIME_MAX_ACTORS];

struct scheduler {
    struct actor *self;                   /* The running actor. */
    unsigned current;                     /* Its number. */
    uint32_t countdown;                   /* Points until scheduler_decide() is called. */
    uint32_t sequence;                    /* Points of all actors. */
    struct actor_set ready;               /* Those who can run. */
    struct actor_set blocked;             /* Those who wait for something. */
    struct actor_set waiting[WAIT_KINDS]; /* The same, by what they wait for. */
    struct actor_set timed;               /* Those of them that wait at most until a deadline. */
    struct actor_set used;                /* Slots used so far in this execution. */
    unsigned n_alive;                     /* Actors that have not ended, the servant not counted. */
    bool must_create;                     /* As the options say ... */
    bool time_any;                        /* ... and whose waits ... */
    uint32_t n_spurious;                  /* ... may end before their time (early.c). */
    uint64_t now_ns;
    uint32_t n_advances; /* Calls of runtime_advance_ns(). */
    uint64_t next_ticket;
    uint32_t n_objects[OBJECT_CLASSES];
    uint32_t generation; /* Tells this execution from those before. Never 0. */
    uint32_t next_incarnation;
    bool running;
    /* A signal's handler of ours looks at the stack: what a library calls for it is not the actor's. */
    bool interrupted;
    bool asked_at_wakes; /* strategy->asked_at_wakes. */
    uint32_t budget;
    uint32_t used_up; /* Points before the fair continuation. */
    bool fair;        /* It has begun (fair.h). */
    uint32_t n_turns; /* Used up in it, since somebody last had to wait. */
    uint32_t n_switches;
    uint32_t n_trylock_failures;
    bool (*servant_is_busy)(void);
    struct strategy *strategy;
    void (*on_leave)(void); /* runtime_on_leave(); NULL: nothing. */
    void (*on_time)(void);  /* Time has moved; NULL: nothing. */
    struct fiber host;
};
extern struct scheduler scheduler;

/* Out of line: the strategy's turn, or the budget is used up. */
void scheduler_decide(void);

/* Counts a point that is not a consultation by itself, before the running actor does `pending`. */
static inline void scheduler_point_at(pending_operation pending)
{
    scheduler.self->pending = pending;
    scheduler.self->points++;
    scheduler.sequence++;
    if (__builtin_expect(--scheduler.countdown == 0, 0)) {
        scheduler_decide();
    }
}

/* A lock ("mutex", its number and its key) was refused to the running actor, which did not want to
 * wait for it. */
static inline void scheduler_refused(const char *kind, uint32_t number, const void *object)
{
    scheduler.self->trylock_failures++;
    scheduler.self->refused_kind = kind;
    scheduler.self->refused_number = number;
    scheduler.self->refused_object = object;
    scheduler.n_trylock_failures++;
}

/* The same, before something that no other actor notices. */
static inline void scheduler_point(void)
{
    scheduler_point_at(PENDING_NOTHING);
}

/* Logs an event of the running actor, at the point that it has reached. */
static inline void scheduler_log(enum event_kind kind, uint64_t object, uint64_t value)
{
    event_log_put(kind, scheduler.current, scheduler.self->points, object, value, 0, 0);
}

/* The number of an object that is used for the first time. */
static inline uint32_t scheduler_number(enum object_class class, const volatile void *object)
{
    uint32_t number = ++scheduler.n_objects[class];

    objects_numbered(object, class, number);
    return number;
}

/* Forgets the execution before; the options' strategy is asked who begins. */
void scheduler_begin(const struct runtime_options *);

/* Makes slot `actor` alive and able to run. */
void scheduler_add(unsigned actor);

/* Makes slot `actor` alive, as the servant: it waits in that way for work, and never ends. When all
 * others have ended the execution is over, unless `is_busy` says that there is work left. */
void scheduler_add_servant(unsigned actor, enum wait_kind, bool (*is_busy)(void));

/* Ends the running actor: it never runs again in this life. Returns when its fiber begins another
 * life. */
void scheduler_end_self(void);

/* Blocks the running actor until somebody wakes it (true), or `deadline` comes (false). `object` is
 * the key that the waker uses, `number` its name in reports. */
bool scheduler_block(enum wait_kind, const void *object, uint64_t number, uint64_t deadline);

/* There is one more who can run: a strategy that cares is asked at the next point. */
static inline void scheduler_add_ready(unsigned actor)
{
    actor_set_add(&scheduler.ready, actor);
    if (scheduler.asked_at_wakes) {
        scheduler.countdown = 1;
    }
}

/* A blocked actor can go on. */
void scheduler_wake(unsigned actor);

/* Wakes all who wait for `object` in one of two ways (the same twice if there is one), or only the
 * one who has waited longest.
 * Returns how many, or who (-1: nobody). */
unsigned scheduler_wake_all(const void *object, enum wait_kind, enum wait_kind);
int scheduler_wake_oldest(const void *object, enum wait_kind);
bool scheduler_is_waited_for(const void *object);

/* The running actor lets another run, if there is one; by default the next in cyclic order, or
 * `favourite`. */
void scheduler_yield(void);
void scheduler_give_way(unsigned favourite);

/* Moves time to the earliest deadline there is, and wakes those whose it is. */
void scheduler_jump_to_deadline(void);

/* early.c: those whose waits may end before their time, if the strategy likes; and such an end.
 * False if there can be none. */
struct actor_set scheduler_impatient(void);
bool scheduler_end_wait_early(unsigned actor);

/* Moves time, and wakes those whose deadline it is then. */
void scheduler_advance_to(uint64_t now_ns);

/* Leaves for the host, for ever: the execution is over. */
_Noreturn void scheduler_abandon(void);

/* Complains on stderr that `what` was used where it cannot be, and aborts. */
_Noreturn void runtime_fatal(const char *what);

#endif /* scheduler.h */
