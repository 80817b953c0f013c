/* Threads as actors: made, named, joined. */
#include "threads/internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runtime/pthread_api.h"

struct thread_actor thread_actors[RUNTIME_MAX_ACTORS];
_Thread_local unsigned thread_self = ACTOR_CALL_RCU;

void actors_reset(void)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        thread_actors[i] = (struct thread_actor){.used = i == ACTOR_CALL_RCU};
    }
    strcpy(thread_actors[ACTOR_CALL_RCU].name, "call_rcu");
}

static void set_name(unsigned actor, const char *name)
{
    snprintf(thread_actors[actor].name, sizeof thread_actors[actor].name, "%s", name);
}

unsigned actor_take_slot(const char *name)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (!thread_actors[i].used) {
            uint32_t points = thread_actors[i].points, failures = thread_actors[i].trylock_failures;

            thread_actors[i] =
                (struct thread_actor){.used = true, .points = points, .trylock_failures = failures};
            set_name(i, name);
            state.n_busy++;
            return i;
        }
    }
    return RUNTIME_MAX_ACTORS;
}

static void *thread_main(void *actor_)
{
    struct thread_actor *actor = actor_;
    void *result = NULL;

    thread_self = (unsigned)(actor - thread_actors);
    state_lock();
    actor->thread = pthread_self();
    state_unlock();
    if (actor->harness) {
        threads_enter_harness();
        actor->spawned(actor->arg);
        threads_leave_harness();
    } else {
        result = actor->start(actor->arg);
    }
    actor_leave();
    return result;
}

/* The harness's lock must not be held: it would hide from ThreadSanitizer that a thread's creation
 * is before its beginning. */
static int make_thread(unsigned actor, const pthread_attr_t *attr, pthread_t *thread)
{
    int error = pthread_create(thread, attr, thread_main, &thread_actors[actor]);

    state_lock();
    if (error) {
        thread_actors[actor].used = false;
        state.n_busy--;
    } else {
        thread_actors[actor].thread = *thread;
    }
    state_unlock();
    return error;
}

/* Main alone starts threads, and says whether they fail. */
static unsigned creations_until_failure;

void runtime_fail_thread(unsigned n_before)
{
    creations_until_failure = n_before + 1;
}

unsigned runtime_n_threads(void)
{
    unsigned n = 0;

    state_lock();
    for (unsigned i = ACTOR_CALL_RCU + 1; i < RUNTIME_MAX_ACTORS; i++) {
        n += thread_actors[i].used && !thread_actors[i].harness;
    }
    state_unlock();
    return n;
}

/* Not counted. */
uint32_t runtime_n_made(void)
{
    return 0;
}

bool runtime_thread_fails(void)
{
    return creations_until_failure > 0;
}

void runtime_spare_threads(void)
{
    creations_until_failure = 0;
}

int runtime_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *),
                           void *arg)
{
    unsigned actor;
    char name[16];

    thread_point();
    if (creations_until_failure && --creations_until_failure == 0) {
        return EAGAIN;
    }
    state_lock();
    actor = actor_take_slot("");
    if (actor == RUNTIME_MAX_ACTORS) {
        state_unlock();
        return EAGAIN;
    }
    snprintf(name, sizeof name, "thread-%u", actor);
    set_name(actor, name);
    thread_actors[actor].start = start;
    thread_actors[actor].arg = arg;
    state_unlock();
    return make_thread(actor, attr, thread);
}

/* Waits for the actor's end, then for its thread's. Its slot is free then. */
static int join(unsigned actor, void **result)
{
    struct thread_actor *a = &thread_actors[actor];
    int error;

    state_lock();
    if (!a->ended) {
        actor_prepare_wait(a, DEADLINE_NONE);
        actor_complete_wait();
    }
    state_unlock();
    error = pthread_join(a->thread, result);
    state_lock();
    a->used = false;
    state_unlock();
    return error;
}

static unsigned actor_of(pthread_t thread)
{
    unsigned i;

    state_lock();
    for (i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (i != ACTOR_CALL_RCU && thread_actors[i].used &&
            pthread_equal(thread_actors[i].thread, thread)) {
            break;
        }
    }
    state_unlock();
    return i;
}

int runtime_pthread_join(pthread_t thread, void **result)
{
    unsigned actor = actor_of(thread);

    thread_point();
    return actor < RUNTIME_MAX_ACTORS ? join(actor, result) : ESRCH;
}

pthread_t runtime_pthread_self(void)
{
    return pthread_self();
}

int runtime_pthread_equal(pthread_t a, pthread_t b)
{
    return pthread_equal(a, b);
}

int runtime_pthread_setname_np(pthread_t thread, const char *name)
{
    unsigned actor = actor_of(thread);

    if (actor < RUNTIME_MAX_ACTORS) {
        state_lock();
        set_name(actor, name);
        state_unlock();
    }
    return pthread_setname_np(thread, name);
}

/* The harness's own. */

unsigned actor_spawn(const char *name, void (*function)(void *), void *aux)
{
    pthread_t thread;
    unsigned actor;

    state_lock();
    actor = actor_take_slot(name);
    if (actor < RUNTIME_MAX_ACTORS) {
        thread_actors[actor].harness = true;
        thread_actors[actor].spawned = function;
        thread_actors[actor].arg = aux;
    }
    state_unlock();
    if (actor == RUNTIME_MAX_ACTORS) {
        runtime_violation("LIMIT/too-many-actors", "more than %d actors", RUNTIME_MAX_ACTORS);
    }
    threads_leave_harness();
    if (make_thread(actor, NULL, &thread)) {
        runtime_violation("LIMIT/no-thread", "the system gives no thread for actor %u", actor);
    }
    threads_enter_harness();
    return actor;
}

void actor_join(unsigned actor)
{
    threads_leave_harness();
    join(actor, NULL);
    threads_enter_harness();
}

unsigned actor_self(void)
{
    return thread_self;
}

const char *actor_name(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS ? thread_actors[actor].name : "?";
}

uint32_t actor_points(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS ? thread_actors[actor].points : 0;
}

uint32_t actor_trylock_failures(unsigned actor)
{
    return actor < RUNTIME_MAX_ACTORS ? thread_actors[actor].trylock_failures : 0;
}
