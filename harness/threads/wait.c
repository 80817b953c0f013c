/*
 * Waiting, and the virtual clock. An actor that waits is idle from the moment at which a wake-up
 * cannot be missed, and busy again from the moment at which somebody has decided to wake it, long
 * before the kernel lets it run: so when nobody is busy nothing can happen but that time passes.
 *
 * The last actor to become idle moves the clock. Grace periods and callbacks are not actors and
 * take real time: it waits for callbacks that were posted, as long as they take. Only where a
 * reader is online, who may be what they wait for, does it lose its patience.
 */
#include "threads/internal.h"

#include <stdio.h>

enum { PATIENCE = 50, PATIENCE_STEP_NS = 1000000 };

static void wake(struct thread_actor *actor, bool timed_out)
{
    actor->waiting = false;
    actor->timed_out = timed_out;
    if (actor->idle) {
        actor->idle = false;
        state.n_busy++;
    }
    state.patience = PATIENCE;
    atomic_fetch_add(&actor->woken, 1);
    futex_wake(&actor->woken);
}

void actors_wake(const void *key, bool all)
{
    struct thread_actor *first = NULL;

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        struct thread_actor *actor = &thread_actors[i];

        if (!actor->waiting || actor->key != key) {
            continue;
        }
        if (all) {
            wake(actor, false);
        } else if (!first || actor->ticket < first->ticket) {
            first = actor;
        }
    }
    if (first) {
        wake(first, false);
    }
}

void actors_wake_due(void)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (thread_actors[i].waiting && thread_actors[i].deadline <= state.now_ns) {
            wake(&thread_actors[i], true);
        }
    }
}

static _Noreturn void deadlock(void)
{
    char names[256] = "";
    size_t n = 0;

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (thread_actors[i].waiting && n < sizeof names) {
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "",
                                  thread_actors[i].name);
        }
    }
    state_unlock();
    runtime_violation("LOCK/deadlock", "deadlock: all wait and nobody can wake them: %s", names);
}

/* Nobody is busy: moves the clock to the next deadline, unless there is something to wait for. */
static void move_clock(void)
{
    uint64_t next = DEADLINE_NONE;

    if (callbacks_unfinished() && (state.patience || !readers_online())) {
        state.patience -= state.patience > 0;
        return;
    }
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (thread_actors[i].waiting && thread_actors[i].deadline < next) {
            next = thread_actors[i].deadline;
        }
    }
    if (next == DEADLINE_NONE) {
        deadlock();
    }
    if (next > state.now_ns) {
        state.now_ns = next;
    }
    actors_wake_due();
}

/* The calling actor is idle. Keeps the clock while nobody is busy. Returns when `self` (NULL: none)
 * is woken or somebody is busy who can keep it in turn. The state is locked. */
static void rest(struct thread_actor *self)
{
    while (self ? self->waiting : state.n_busy == 0) {
        uint32_t seen = self ? atomic_load(&self->woken) : 0;
        bool keeper = state.n_busy == 0;
        _Atomic uint32_t nothing = 0;

        if (keeper) {
            move_clock();
            if (state.n_busy) {
                continue;
            }
        }
        state_unlock();
        futex_wait(self ? &self->woken : &nothing, seen, keeper ? PATIENCE_STEP_NS : 0);
        state_lock();
    }
}

void actor_prepare_wait(const void *key, uint64_t deadline)
{
    struct thread_actor *self = &thread_actors[thread_self];

    self->key = key;
    self->deadline = deadline;
    self->ticket = state.next_ticket++;
    self->timed_out = false;
    self->waiting = true;
    if (deadline <= state.now_ns) {
        wake(self, true);
    }
}

bool actor_complete_wait(void)
{
    struct thread_actor *self = &thread_actors[thread_self];

    if (self->waiting) {
        self->idle = true;
        state.n_busy--;
        rest(self);
    }
    return !self->timed_out;
}

void actor_leave(void)
{
    state_lock();
    thread_actors[thread_self].ended = true;
    actors_wake(&thread_actors[thread_self], true);
    state.n_busy--;
    rest(NULL);
    state_unlock();
}
