/*
 * A model of liburcu's QSBR flavour. It defines liburcu's symbols, so that code compiled against
 * <urcu/urcu-qsbr.h> without _LGPL_SOURCE, and liburcu's own hash table, run on it.
 *
 * Grace periods are epochs: each call_rcu() and each synchronize_rcu() begins one, each reader
 * remembers the latest epoch in which it passed a quiescent state, and a grace period is over when
 * all online readers have seen its epoch. A callback may run from that moment on; rcu_callbacks.c
 * has that.
 *
 * What happens before what, for ThreadSanitizer: call_rcu() before its callback (on the rcu_head's
 * address), and what a reader did up to its quiescent state before the end of the grace period (on
 * the reader's address).
 */
#include "rcu_internal.h"

#include "runtime/pthread/thread.h"

struct rcu_model rcu_model;

static const char qsbr[] = "qsbr";
static bool waits_offline;

void rcu_model_begin(bool waits_offline_)
{
    waits_offline = waits_offline_;
    rcu_model.flavor = NULL;
    rcu_model.epoch = 1;
    rcu_model.mark = 0;
    actor_set_clear(&rcu_model.registered);
    actor_set_clear(&rcu_model.online);
    rcu_model.running_head = NULL;
    rcu_model.n_posted = rcu_model.n_ready = rcu_model.n_run = rcu_model.n_done = 0;
}

void rcu_model_actor_begin(unsigned actor)
{
    rcu_model.readers[actor].nesting = 0;
    rcu_model.readers[actor].quiescent_count++;
}

void rcu_model_actor_end(void)
{
    if (is_registered()) {
        runtime_violation("RCU/ends-registered", "%s ends while it is registered as a reader",
                          self_name());
    }
    check_outside("the end of the thread");
}

uint32_t rcu_model_quiescent_count(void)
{
    return self_reader()->quiescent_count;
}

uint64_t runtime_rcu_mark(void)
{
    return ++rcu_model.mark;
}

unsigned runtime_rcu_holdout(uint64_t mark)
{
    unsigned actor;

    for (struct actor_walk walk = actor_walk(&rcu_model.online); actor_walk_on(&walk, &actor);) {
        if (actor != scheduler.current && rcu_model.readers[actor].seen_mark < mark) {
            return actor;
        }
    }
    return RUNTIME_MAX_ACTORS;
}

/* The latest epoch that all online readers have seen. */
static uint64_t completed_epoch(void)
{
    uint64_t completed = rcu_model.epoch;
    unsigned i;

    for (struct actor_walk walk = actor_walk(&rcu_model.online); actor_walk_on(&walk, &i);) {
        uint64_t seen = rcu_model.readers[i].seen_epoch;

        completed = seen < completed ? seen : completed;
    }
    return completed;
}

/* The online readers who have yet to pass a quiescent state before the latest grace period that
 * was asked for is over. */
static struct actor_set holdouts_of(const struct actor *waiter)
{
    struct actor_set holdouts = {{0}};
    unsigned i;

    for (struct actor_walk walk = actor_walk(&rcu_model.online); actor_walk_on(&walk, &i);) {
        if (rcu_model.readers[i].seen_epoch < rcu_model.epoch) {
            actor_set_add(&holdouts, i);
        }
    }
    return holdouts;
}

const struct wait_description wait_grace_period = {.does = "waits for a grace period",
                                                   .holders = holdouts_of,
                                                   .held = ", held up by ",
                                                   .tries = PENDING_RCU,
                                                   .tries_one = true};
const struct wait_description wait_rcu_barrier = {.does = "waits for callbacks",
                                                  .holders = holdouts_of,
                                                  .held = ", held up by ",
                                                  .tries = PENDING_RCU,
                                                  .tries_one = true};

bool rcu_model_advance(void)
{
    uint64_t completed;
    uint64_t n_ready = rcu_model.n_ready;
    const struct actor_set *waiting = &scheduler.waiting[WAIT_GRACE_PERIOD];
    unsigned i;

    if (rcu_model.n_run == rcu_model.n_posted && actor_set_is_empty(waiting)) {
        return false;
    }
    completed = completed_epoch();
    while (rcu_model.n_ready < rcu_model.n_posted &&
           rcu_model.callbacks[rcu_model.n_ready % CALLBACKS_MAX].epoch <= completed) {
        rcu_model.n_ready++;
    }
    for (struct actor_walk walk = actor_walk(waiting); actor_walk_on(&walk, &i);) {
        if (actors[i].wait_number <= completed) {
            scheduler_wake(i);
        }
    }
    if (rcu_model.n_ready > rcu_model.n_run &&
        actor_set_has(&scheduler.waiting[WAIT_CALLBACKS], ACTOR_CALL_RCU)) {
        scheduler_wake(ACTOR_CALL_RCU);
    }
    return rcu_model.n_ready > n_ready;
}

void rcu_model_advance_and_give_way(void)
{
    if (rcu_model_advance() && scheduler.current != ACTOR_CALL_RCU) {
        scheduler_give_way(ACTOR_CALL_RCU);
    }
}

static void check_registered(const char *what)
{
    if (!is_registered()) {
        misuse_in("RCU/not-registered", "in", what, "%s: %s by a thread that is not registered",
                  self_name(), what);
    }
}

void rcu_model_check_reader(const char *what)
{
    if (!is_online()) {
        bool offline = is_registered();

        misuse_in(offline ? "RCU/offline" : "RCU/no-reader", "in", what, "%s: %s while %s",
                  self_name(), what, offline ? "offline" : "not registered as a reader");
    }
}

void rcu_model_check_wait(const char *what)
{
    if (waits_offline && is_online()) {
        misuse_in("RCU/waits-online", "for", what,
                  "%s waits for %s while it is online: no grace period ends meanwhile; expected "
                  "rcu_thread_offline() before",
                  self_name(), what);
    }
}

bool runtime_rcu_is_online(void)
{
    return is_online();
}

void urcu_qsbr_register_thread(void)
{
    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    if (is_registered()) {
        runtime_violation("RCU/registered-twice", "%s registers twice as a reader", self_name());
    }
    rcu_model_use_flavor(qsbr);
    register_self();
    go_online();
    scheduler_log(EVENT_RCU_REGISTER, 0, 0);
}

void urcu_qsbr_unregister_thread(void)
{
    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    check_registered("rcu_unregister_thread()");
    check_outside("rcu_unregister_thread()");
    go_offline();
    unregister_self();
    scheduler_log(EVENT_RCU_UNREGISTER, 0, 0);
    rcu_model_advance_and_give_way();
}

void urcu_qsbr_quiescent_state(void)
{
    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    rcu_model_check_reader("rcu_quiescent_state()");
    check_outside("rcu_quiescent_state()");
    pass_quiescent_state();
    scheduler_log(EVENT_RCU_QUIESCENT, 0, 0);
    rcu_model_advance_and_give_way();
}

void urcu_qsbr_thread_offline(void)
{
    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    check_registered("rcu_thread_offline()");
    check_outside("rcu_thread_offline()");
    go_offline();
    scheduler_log(EVENT_RCU_OFFLINE, 0, 0);
    rcu_model_advance_and_give_way();
}

void urcu_qsbr_thread_online(void)
{
    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    check_registered("rcu_thread_online()");
    go_online();
    scheduler_log(EVENT_RCU_ONLINE, 0, 0);
}

int urcu_qsbr_read_ongoing(void)
{
    return scheduler.running && is_online();
}

void runtime_rcu_read_lock(void)
{
    if (scheduler.running) {
        scheduler_point();
        rcu_model_check_reader("rcu_read_lock()");
        self_reader()->nesting++;
    }
}

void runtime_rcu_read_unlock(void)
{
    if (scheduler.running) {
        scheduler_point();
        if (!self_reader()->nesting) {
            runtime_violation("RCU/unlock-without-lock",
                              "%s: rcu_read_unlock() without rcu_read_lock()", self_name());
        }
        self_reader()->nesting--;
    }
}

bool rcu_model_leave_to_wait(const char *what)
{
    check_outside(what);
    if (is_online()) {
        go_offline();
        rcu_model_advance();
        return true;
    }
    return false;
}

void urcu_qsbr_synchronize_rcu(void)
{
    uint64_t epoch;
    bool was_online;

    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    was_online = rcu_model_leave_to_wait("synchronize_rcu()");
    epoch = ++rcu_model.epoch;
    scheduler_log(EVENT_RCU_SYNCHRONIZE, 0, 0);
    while (completed_epoch() < epoch) {
        scheduler_block(WAIT_GRACE_PERIOD, &rcu_model, epoch, DEADLINE_NONE);
    }
    acquire_from_readers();
    if (was_online) {
        go_online();
    }
    scheduler_point();
}

/* Nobody forks. */
void urcu_qsbr_register_rculfhash_atfork(struct urcu_atfork *atfork) {}

void urcu_qsbr_unregister_rculfhash_atfork(struct urcu_atfork *atfork) {}

/* In liburcu's header these two are empty inline functions, whose names we cannot take. */
const struct rcu_flavor_struct urcu_qsbr_flavor = {
    .read_lock = runtime_rcu_read_lock,
    .read_unlock = runtime_rcu_read_unlock,
    .read_ongoing = urcu_qsbr_read_ongoing,
    .read_quiescent_state = urcu_qsbr_quiescent_state,
    .update_call_rcu = urcu_qsbr_call_rcu,
    .update_synchronize_rcu = urcu_qsbr_synchronize_rcu,
    .update_defer_rcu = urcu_qsbr_defer_rcu,
    .thread_offline = urcu_qsbr_thread_offline,
    .thread_online = urcu_qsbr_thread_online,
    .register_thread = urcu_qsbr_register_thread,
    .unregister_thread = urcu_qsbr_unregister_thread,
    .barrier = urcu_qsbr_barrier,
    .register_rculfhash_atfork = urcu_qsbr_register_rculfhash_atfork,
    .unregister_rculfhash_atfork = urcu_qsbr_unregister_rculfhash_atfork,
};
