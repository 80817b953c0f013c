#include "thread.h"

#include <errno.h>

#include "cancel.h"
#include "runtime/actor_set.h"
#include "clock.h"
#include "lock.h"
#include "lock_order.h"
#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"
#include "runtime/rcu/rcu.h"
#include "runtime/scheduler.h"

static struct actor_set joined_of(const struct actor *waiter)
{
    struct actor_set set = {{0}};

    actor_set_add(&set, (unsigned)waiter->wait_number);
    return set;
}

const struct wait_description wait_join = {
    .does = "waits for the end of", .holders = joined_of, .held = " "};

/* A pthread_t is the slot + 1 and, above it, the incarnation: stale ones are recognised. */
enum { SLOT_BITS = RUNTIME_MAX_ACTORS < 255 ? 8 : 16 };

static pthread_t thread_id(unsigned actor)
{
    return (pthread_t)actors[actor].incarnation << SLOT_BITS | (actor + 1);
}

int thread_slot(pthread_t thread)
{
    unsigned slot = (unsigned)(thread & ((1U << SLOT_BITS) - 1)) - 1;

    if (slot >= RUNTIME_MAX_ACTORS || actors[slot].state == ACTOR_FREE ||
        thread_id(slot) != thread) {
        return -1;
    }
    return (int)slot;
}

static unsigned thread_slot_or_violation(pthread_t thread, const char *how)
{
    int slot = thread_slot(thread);

    if (slot < 0) {
        misuse_in("THREAD/no-such-thread", "in", how,
                  "%s: %s of a thread that does not exist (any more)",
                  actor_name(scheduler.current), how);
    }
    return (unsigned)slot;
}

/* So many pthread_create() from now the system is short of threads; 0: it is not. */
static unsigned creations_until_failure;

void runtime_fail_thread(unsigned n_before)
{
    creations_until_failure = n_before + 1;
}

static void *run_spawned(void *slot);

unsigned runtime_n_threads(void)
{
    unsigned n = 0;

    for (unsigned i = ACTOR_CALL_RCU + 1; i < RUNTIME_MAX_ACTORS; i++) {
        n += actors[i].state != ACTOR_FREE && actors[i].start != run_spawned;
    }
    return n;
}

uint32_t runtime_n_made(void)
{
    return scheduler.next_incarnation;
}

bool runtime_thread_fails(void)
{
    return creations_until_failure > 0;
}

void runtime_spare_threads(void)
{
    creations_until_failure = 0;
}

void thread_begin(void)
{
    creations_until_failure = 0;
    keys_begin();
}

/* The running actor's thread is over: what it must not leave behind, and what it leaves. */
static void end_thread(void *result)
{
    struct actor *self = scheduler.self;

    self->result = result;
    keys_actor_end();
    mutex_owner_ends();
    if (self->n_held) {
        uint32_t lock = self->held[self->n_held - 1].number;

        misuse_breaks(RULE_HELD_AT_END, "LOCK/held-at-end", MISUSED("lock", lock),
                      "%s ends while it holds lock %u", actor_name(scheduler.current), lock);
    }
    rcu_model_actor_end();
    scheduler_log(EVENT_ACTOR_END, scheduler.current, 0);
    tsan_release(&self->sync);
    scheduler_wake_all(self, WAIT_JOIN, WAIT_JOIN);
    scheduler_end_self();
}

void thread_loop(void *unused)
{
    for (;;) {
        struct actor *self = scheduler.self;

        self->stack_base = (uintptr_t)__builtin_frame_address(0);
        tsan_acquire(&self->sync);
        end_thread(self->start(self->start_arg));
    }
}

void thread_end(void *result)
{
    scheduler.self->must_prepare = true;
    end_thread(result);
    runtime_fatal("a thread went on after its end");
}

/* Makes a thread in the lowest free slot; -1 if there is none. */
static int spawn(const char *name, void *(*start)(void *), void *arg)
{
    char default_name[16] = "thread-";
    unsigned slot = ACTOR_CALL_RCU + 1;
    struct actor *a;

    while (slot < RUNTIME_MAX_ACTORS && actors[slot].state != ACTOR_FREE) {
        slot++;
    }
    if (slot == RUNTIME_MAX_ACTORS) {
        if (scheduler.must_create) {
            runtime_violation("CONTROL/actors",
                              "%s starts a thread while there are %d, the most there can be",
                              actor_name(scheduler.current), RUNTIME_MAX_ACTORS - 1);
        }
        return -1;
    }
    a = &actors[slot];
    actor_begin(slot);
    if (!name) {
        unsigned at = 7;

        for (unsigned place = slot < 10 ? 1 : slot < 100 ? 10 : 100; place; place /= 10) {
            default_name[at++] = (char)('0' + slot / place % 10);
        }
        default_name[at] = '\0';
        name = default_name;
    }
    actor_set_name(slot, name);
    a->start = start;
    a->start_arg = arg;
    a->signal_mask = scheduler.self->signal_mask;
    tsan_release(&a->sync);
    lock_order_created(slot);
    scheduler_add(slot);
    scheduler_log(EVENT_ACTOR_CREATE, slot, 0);
    return (int)slot;
}

/* With the scheduling point before it behind us. */
static int create(pthread_t *thread, const pthread_attr_t *attr, int slot)
{
    int detach_state = PTHREAD_CREATE_JOINABLE;

    if (slot < 0) {
        return EAGAIN;
    }
    if (attr) {
        pthread_attr_getdetachstate(attr, &detach_state);
    }
    actors[slot].detached = detach_state == PTHREAD_CREATE_DETACHED;
    *thread = thread_id((unsigned)slot);
    scheduler_point();
    return 0;
}

int runtime_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *),
                           void *arg)
{
    scheduler_point();
    if (creations_until_failure && --creations_until_failure == 0) {
        return EAGAIN;
    }
    return create(thread, attr, spawn(NULL, start, arg));
}

int thread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *actor),
                  void (*spawned)(void *), void *aux)
{
    int slot;

    scheduler_point();
    slot = spawn(NULL, start, NULL);
    if (slot >= 0) {
        actors[slot].start_arg = &actors[slot];
        actors[slot].spawned = spawned;
        actors[slot].spawned_aux = aux;
    }
    return create(thread, attr, slot);
}

static int join(pthread_t thread, void **result, uint64_t deadline)
{
    unsigned slot = thread_slot_or_violation(thread, "join");
    struct actor *a = &actors[slot];

    if (slot == scheduler.current) {
        return EDEADLK;
    }
    if (a->detached) {
        misuse_breaks(RULE_JOINS_DETACHED, "THREAD/joins-detached",
                      MISUSED_WITH("actor", slot, "joins", slot), "%s joins %s, which is detached",
                      actor_name(scheduler.current), actor_name(slot));
        return EINVAL;
    }
    if (a->joined) {
        misuse_of("THREAD/joined-twice", MISUSED_WITH("actor", slot, "joins", slot),
                  "%s joins %s, which another joins already", actor_name(scheduler.current),
                  actor_name(slot));
    }
    a->joined = true;
    while (a->state != ACTOR_ENDED) {
        bool woken = scheduler_block(WAIT_JOIN, a, slot, deadline);

        if (!woken || cancel_is_due()) {
            a->joined = false;
            cancel_point();
            return ETIMEDOUT;
        }
    }
    tsan_acquire(&a->sync);
    lock_order_joined(slot);
    if (result) {
        *result = a->result;
    }
    a->state = ACTOR_FREE;
    scheduler_log(EVENT_ACTOR_JOIN, slot, 0);
    return 0;
}

int runtime_pthread_join(pthread_t thread, void **result)
{
    scheduler_point();
    cancel_point();
    rcu_model_check_wait("the end of a thread");
    return join(thread, result, DEADLINE_NONE);
}

int runtime_pthread_tryjoin_np(pthread_t thread, void **result)
{
    scheduler_point();
    if (actors[thread_slot_or_violation(thread, "join")].state != ACTOR_ENDED) {
        return EBUSY;
    }
    return join(thread, result, DEADLINE_NONE);
}

int runtime_pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock,
                                 const struct timespec *when)
{
    uint64_t deadline = DEADLINE_NONE;

    scheduler_point();
    cancel_point();
    if (when && !clock_deadline(clock, when, &deadline)) {
        return EINVAL;
    }
    return join(thread, result, deadline);
}

int runtime_pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *when)
{
    return runtime_pthread_clockjoin_np(thread, result, CLOCK_REALTIME, when);
}

int runtime_pthread_detach(pthread_t thread)
{
    struct actor *a;

    scheduler_point();
    a = &actors[thread_slot_or_violation(thread, "detaching")];
    if (a->detached) {
        return EINVAL;
    }
    a->detached = true;
    if (a->state == ACTOR_ENDED) {
        a->state = ACTOR_FREE;
    }
    return 0;
}

pthread_t runtime_pthread_self(void)
{
    return thread_id(scheduler.current);
}

int runtime_pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

int runtime_sched_yield(void)
{
    scheduler_yield();
    return 0;
}

static void *run_spawned(void *slot_)
{
    struct actor *a = slot_;

    a->spawned(a->spawned_aux);
    return NULL;
}

unsigned actor_spawn(const char *name, void (*function)(void *), void *aux)
{
    int slot;

    scheduler_point();
    slot = spawn(name, run_spawned, NULL);
    if (slot < 0) {
        runtime_fatal("actor_spawn(): all slots are taken");
    }
    actors[slot].start_arg = &actors[slot];
    actors[slot].spawned = function;
    actors[slot].spawned_aux = aux;
    scheduler_point();
    return (unsigned)slot;
}

void actor_join(unsigned actor)
{
    scheduler_point();
    join(thread_id(actor), NULL, DEADLINE_NONE);
}
