/*
 * What the files of this library share: actors, who of them waits, and the lock around both.
 */
#ifndef THREADS_INTERNAL_H
#define THREADS_INTERNAL_H 1

#include <pthread.h>
#include <stdatomic.h>

#include "support/sanitizers.h"
#include "threads/threads.h"

#define DEADLINE_NONE UINT64_MAX

/* A mutex made of a futex, which ThreadSanitizer does not know (Drepper, "Futexes Are Tricky",
 * 2011). */
struct plain_lock {
    _Atomic uint32_t word; /* 0 free, 1 held, 2 held and waited for. */
};
void plain_lock(struct plain_lock *);
void plain_unlock(struct plain_lock *);

/* Waits until `*word` is not `seen` any more, or is woken, or (if not 0) `timeout_ns` have passed.
 */
void futex_wait(_Atomic uint32_t *word, uint32_t seen, uint64_t timeout_ns);
void futex_wake(_Atomic uint32_t *word);

struct thread_actor {
    bool used, ended;
    bool harness; /* Made by actor_spawn(): runs in the harness. */
    char name[16];
    pthread_t thread;
    void *(*start)(void *);
    void (*spawned)(void *);
    void *arg, *result;
    _Atomic uint32_t points, trylock_failures;

    /* While it waits. */
    const void *key; /* What for; never followed. */
    uint64_t ticket, deadline;
    bool waiting;   /* Nobody has woken it yet. */
    bool idle;      /* And it is not counted as able to run. */
    bool timed_out; /* It was time that woke it. */
    _Atomic uint32_t woken;
};

struct threads_state {
    struct plain_lock lock; /* Guards the rest, and the actors but for their atomic members. */
    unsigned n_busy;        /* Actors that can run. The thread of call_rcu is none. */
    uint64_t next_ticket;
    unsigned patience; /* How often the clock may still wait for callbacks before it moves on. */
    _Atomic uint64_t now_ns;
    _Atomic uint32_t n_advances;
    _Atomic uint32_t n_trylock_failures;
    bool running;
};
extern struct threads_state state;
extern struct thread_actor thread_actors[RUNTIME_MAX_ACTORS];

/* Takes and gives back state.lock. What is done under it is unseen by ThreadSanitizer. */
static inline void state_lock(void)
{
    plain_lock(&state.lock);
    tsan_ignore_begin();
}

static inline void state_unlock(void)
{
    tsan_ignore_end();
    plain_unlock(&state.lock);
}

/* The calling thread's number: call_rcu's where nobody has given it one. */
extern _Thread_local unsigned thread_self;
/* It holds the world lock. */
extern _Thread_local bool thread_in_harness;

/* actors.c. Takes the lowest free slot; it is able to run at once. the state is locked. */
unsigned actor_take_slot(const char *name);
void actors_reset(void);

/* wait.c. In two steps, so that the caller can give up a lock of its own in between and miss no
 * wake-up: the actor waits for somebody to wake `key`, or for the deadline; and what it was that
 * came, the former (true) or the latter. the state is locked in both, but not while the actor is
 * idle. */
void actor_prepare_wait(const void *key, uint64_t deadline);
bool actor_complete_wait(void);
/* Wakes those who wait for `key`: all, or the one who came first. the state is locked. */
void actors_wake(const void *key, bool all);
/* Wakes those whose time has come. the state is locked. */
void actors_wake_due(void);
/* The calling actor will not run again. */
void actor_leave(void);

/* rcu.c. Starts the thread that runs callbacks, if there is none. */
void callbacks_begin(void);
/* Posted and not ended. The state is locked. */
uint32_t callbacks_unfinished(void);
/* Whether anybody is online: else a grace period ends without anybody's doing. The state is locked.
 */
bool readers_online(void);

/* A scheduling point: noise, if there is to be any. */
void thread_point(void);

#endif /* internal.h */
