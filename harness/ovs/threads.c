/*
 * Open vSwitch's ovs-rcu.c, poll-loop.c and latch-unix.c on the runtime: the same functions, with
 * the model of RCU behind them and without file descriptors. Its mutexes, barriers, sequence
 * numbers and threads are its own, on the runtime's pthreads.
 */
#define URCU_API_MAP
#include <urcu/urcu-qsbr.h>

#include <config.h>

#include <limits.h>
#include <stdlib.h>

#include <latch.h>
#include <openvswitch/poll-loop.h>
#include <openvswitch/vlog.h>
#include <ovs-rcu.h>
#include <ovs-thread.h>
#include "ovs/restore.h"
#include "ovs/threads.h"
#include "runtime/pthread_api.h"
#include "runtime/pthread/thread_locals.h"
#include <seq.h>
#include <timeval.h>

#undef ALWAYS_INLINE /* Open vSwitch has one of its own. */
#include "runtime/scheduler.h"

/* RCU. A thread that Open vSwitch calls quiescent is not registered as a reader. */

static pthread_key_t reader_key;
static uint32_t quiesced_at[RUNTIME_MAX_ACTORS]; /* The actor's point; 0: none. */

static void unregister_at_exit(void *unused)
{
    ovsrcu_quiesce_start();
}

void ovsrcu_quiesce_start(void)
{
    if (urcu_qsbr_read_ongoing()) {
        quiesced_at[actor_self()] = 0;
        runtime_pthread_setspecific(reader_key, NULL);
        urcu_qsbr_unregister_thread();
    }
}

void ovsrcu_quiesce_end(void)
{
    if (!urcu_qsbr_read_ongoing()) {
        quiesced_at[actor_self()] = 0;
        urcu_qsbr_register_thread();
        runtime_pthread_setspecific(reader_key, &reader_key);
    }
}

/* A sweep passes one quiescent state for each of 512 tables, nearly all of which are empty. One that
 * follows another without a point between them changes nothing. */
void ovsrcu_quiesce(void)
{
    unsigned self = actor_self();

    if (quiesced_at[self] && quiesced_at[self] == actor_points(self)) {
        return;
    }
    if (!urcu_qsbr_read_ongoing()) {
        ovsrcu_quiesce_end();
    } else {
        urcu_qsbr_quiescent_state();
        quiesced_at[self] = actor_points(self);
    }
}

int ovsrcu_try_quiesce(void)
{
    ovsrcu_quiesce();
    return 0;
}

bool ovsrcu_is_quiescent(void)
{
    return !urcu_qsbr_read_ongoing();
}

void ovsrcu_synchronize(void)
{
    urcu_qsbr_synchronize_rcu();
}

void ovsrcu_barrier(void)
{
    urcu_qsbr_barrier();
}

void ovsrcu_exit(void) {}

struct postponed {
    struct rcu_head head;
    void (*function)(void *);
    void *aux;
};

static void call_postponed(struct rcu_head *head)
{
    struct postponed postponed = *caa_container_of(head, struct postponed, head);

    free(head);
    postponed.function(postponed.aux);
}

void ovsrcu_postpone__(void (*function)(void *), void *aux)
{
    struct postponed *postponed = malloc(sizeof *postponed);

    postponed->function = function;
    postponed->aux = aux;
    ovsrcu_quiesce_end();
    urcu_qsbr_call_rcu(&postponed->head, call_postponed);
}

/* What an actor waits for in its next poll_block(). */

enum { MAX_LATCHES = 16 };
static struct poll {
    const struct latch *latches[MAX_LATCHES];
    unsigned n_latches;
    bool timed;
    long long int until_ms;
} polls[RUNTIME_MAX_ACTORS];

static struct poll *self_poll(void)
{
    return &polls[actor_self()];
}

/* The library's mutexes. Its constructors run before there are threads; and so does begin(). */
static bool beginning;

int ovs_lock(pthread_mutex_t *);
int ovs_lock(pthread_mutex_t *mutex)
{
    return beginning || !runtime_is_running() ? 0 : runtime_pthread_mutex_lock(mutex);
}

int ovs_unlock(pthread_mutex_t *);
int ovs_unlock(pthread_mutex_t *mutex)
{
    return beginning || !runtime_is_running() ? 0 : runtime_pthread_mutex_unlock(mutex);
}

static void begin(void)
{
    /* Messages take locks: a log level must not change a schedule. */
    beginning = true;
    vlog_set_levels(NULL, VLF_ANY_DESTINATION, VLL_OFF);
    beginning = false;
    ovs_restore();
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        polls[i].n_latches = 0;
        polls[i].timed = false;
        quiesced_at[i] = 0;
    }
    runtime_keep_per_actor(&ovsthread_id_var, sizeof ovsthread_id_var);
    runtime_pthread_key_create(&reader_key, unregister_at_exit);
}

void ovs_threads_enter(void)
{
    static uint32_t generation;

    if (generation != scheduler.generation) {
        generation = scheduler.generation;
        begin();
    }
    ovsrcu_quiesce_end();
}

/* A latch is fds[0]. */

static void latch_point(const struct latch *latch)
{
    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)latch));
}

void latch_init(struct latch *latch)
{
    latch->fds[0] = latch->fds[1] = 0;
}

void latch_destroy(struct latch *latch)
{
    latch->fds[0] = latch->fds[1] = -1;
}

bool latch_poll(struct latch *latch)
{
    bool was_set;

    latch_point(latch);
    was_set = latch->fds[0] == 1;
    latch->fds[0] = 0;
    return was_set;
}

static bool waits_for(unsigned actor, const struct latch *latch)
{
    for (unsigned i = 0; i < polls[actor].n_latches; i++) {
        if (polls[actor].latches[i] == latch) {
            return true;
        }
    }
    return false;
}

void latch_set(struct latch *latch)
{
    unsigned actor;

    latch_point(latch);
    latch->fds[0] = 1;
    for (struct actor_walk walk = actor_walk(&scheduler.waiting[WAIT_COND]);
         actor_walk_on(&walk, &actor);) {
        if (waits_for(actor, latch)) {
            scheduler_wake_all(&polls[actor], WAIT_COND, WAIT_COND);
        }
    }
}

bool latch_is_set(const struct latch *latch)
{
    latch_point(latch);
    return latch->fds[0] == 1;
}

void latch_wait_at(const struct latch *latch, const char *where)
{
    struct poll *poll = self_poll();

    if (poll->n_latches == MAX_LATCHES) {
        runtime_violation("HARNESS", "%s waits for more than %d latches", actor_name(actor_self()),
                          MAX_LATCHES);
    }
    poll->latches[poll->n_latches++] = latch;
}

static void wait_until(struct poll *poll, long long int ms)
{
    if (!poll->timed || ms < poll->until_ms) {
        poll->timed = true;
        poll->until_ms = ms;
    }
}

void poll_timer_wait_until_at(long long int ms, const char *where)
{
    wait_until(self_poll(), ms);
}

void poll_timer_wait_at(long long int ms, const char *where)
{
    wait_until(self_poll(), time_msec() + ms);
}

void poll_immediate_wake_at(const char *where)
{
    wait_until(self_poll(), LLONG_MIN);
}

void poll_fd_wait_at(int fd, short int events, const char *where)
{
    runtime_violation("HARNESS", "%s waits for a file descriptor", actor_name(actor_self()));
}

enum { NS_PER_MS = 1000000 };

static uint64_t deadline_of(const struct poll *poll)
{
    if (!poll->timed || poll->until_ms > (long long int)(UINT64_MAX / NS_PER_MS - 1)) {
        return DEADLINE_NONE;
    }
    return poll->until_ms < 0 ? 0 : (uint64_t)poll->until_ms * NS_PER_MS;
}

static bool is_ready(const struct poll *poll)
{
    for (unsigned i = 0; i < poll->n_latches; i++) {
        if (poll->latches[i]->fds[0] == 1) {
            return true;
        }
    }
    return deadline_of(poll) <= scheduler.now_ns;
}

void poll_block(void)
{
    struct poll *poll = self_poll();
    bool at_once = deadline_of(poll) <= scheduler.now_ns;
    bool was_reader = !ovsrcu_is_quiescent();

    if (was_reader && at_once) {
        ovsrcu_quiesce();
    } else if (was_reader) {
        ovsrcu_quiesce_start();
    }
    while (!is_ready(poll)) {
        scheduler_block(WAIT_COND, poll, actor_self() + 1, deadline_of(poll));
    }
    if (was_reader && !at_once) {
        ovsrcu_quiesce_end();
    }
    poll->n_latches = 0;
    poll->timed = false;
    seq_woke();
}

/* Names are the harness's; see seen.h. */
int ovs_setname(pthread_t thread, const char *name);
int ovs_setname(pthread_t thread, const char *name)
{
    return 0;
}
