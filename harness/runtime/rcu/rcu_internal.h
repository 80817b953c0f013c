/*
 * What the two halves of the model of QSBR share: rcu.c has readers and grace periods,
 * rcu_callbacks.c what is done when one is over.
 */
#ifndef RCU_RCU_INTERNAL_H
#define RCU_RCU_INTERNAL_H 1

#include <urcu/urcu-qsbr.h>

#include "rcu.h"
#include "runtime/actor_set.h"
#include "runtime/rule/misuse.h"
#include "runtime/scheduler.h"

struct reader {
    uint64_t seen_epoch;
    uint64_t seen_mark;
    uint32_t nesting;
    uint32_t quiescent_count;
    char sync; /* The address on which its quiescent states are ordered. */
};

struct callback {
    struct rcu_head *head;
    void (*function)(struct rcu_head *);
    uint64_t epoch; /* Of its grace period. */
    uint64_t mark;  /* When it was posted, as runtime_rcu_mark() has it. */
};
enum { CALLBACKS_MAX = 65536 };

struct rcu_model {
    const char *flavor; /* The one that the program uses; NULL: none yet. */
    uint64_t epoch;
    uint64_t mark; /* See runtime_rcu_mark(). */
    struct actor_set registered, online;
    uint64_t n_posted;                   /* Callbacks ever posted; their numbers begin at 1. */
    uint64_t n_ready;                    /* So many of them have had their grace period, */
    uint64_t n_run;                      /* so many have been called, */
    uint64_t n_done;                     /* and so many have returned. */
    const struct rcu_head *running_head; /* Of the callback that runs, ... */
    uint64_t running_mark;               /* ... and when it was posted. */
    struct reader readers[RUNTIME_MAX_ACTORS];
    struct callback callbacks[CALLBACKS_MAX];
};
extern struct rcu_model rcu_model;

static inline bool is_registered(void)
{
    return actor_set_has(&rcu_model.registered, scheduler.current);
}

static inline void register_self(void)
{
    actor_set_add(&rcu_model.registered, scheduler.current);
}

static inline void unregister_self(void)
{
    actor_set_remove(&rcu_model.registered, scheduler.current);
}

static inline bool is_online(void)
{
    return actor_set_has(&rcu_model.online, scheduler.current);
}

static inline struct reader *self_reader(void)
{
    return &rcu_model.readers[scheduler.current];
}

static inline const char *self_name(void)
{
    return actor_name(scheduler.current);
}

static inline void pass_quiescent_state(void)
{
    struct reader *reader = self_reader();

    tsan_release(&reader->sync);
    reader->seen_epoch = rcu_model.epoch;
    reader->seen_mark = rcu_model.mark;
    reader->quiescent_count++;
}

static inline void go_offline(void)
{
    pass_quiescent_state();
    actor_set_remove(&rcu_model.online, scheduler.current);
}

static inline void go_online(void)
{
    self_reader()->seen_epoch = rcu_model.epoch;
    self_reader()->seen_mark = rcu_model.mark;
    actor_set_add(&rcu_model.online, scheduler.current);
}

/* The running actor may not be inside a read-side critical section now: a violation if it is. */
static inline void check_outside(const char *what)
{
    if (self_reader()->nesting) {
        misuse_in("RCU/inside-read-lock", "in", what, "%s: %s inside rcu_read_lock()", self_name(),
                  what);
    }
}

/* The running actor uses a flavour: a violation if another is in use. */
void rcu_model_use_flavor(const char *name);

/* A reader has seen an epoch or is gone, or a new grace period has begun: wakes those who may go
 * on. True if callbacks have become ready. */
bool rcu_model_advance(void);

/* The same; then the callbacks run at once, unless the strategy wants otherwise. */
void rcu_model_advance_and_give_way(void);

/* Before the running actor waits for others: it goes offline, or it would wait for itself. Returns
 * whether it was online. */
bool rcu_model_leave_to_wait(const char *what);

/* What readers did before their quiescent states is visible to who waited for them. */
static inline void acquire_from_readers(void)
{
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.used); actor_walk_on(&walk, &i);) {
        tsan_acquire(&rcu_model.readers[i].sync);
    }
}

#endif /* rcu_internal.h */
