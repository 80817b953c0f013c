/*
 * A model of liburcu's QSBR flavour. It defines liburcu's symbols, so that code compiled against
 * <urcu/urcu-qsbr.h> without _LGPL_SOURCE, and liburcu's own hash table, run on it.
 *
 * Grace periods are epochs: each call_rcu() and each synchronize_rcu() begins one, each reader
 * remembers the latest epoch in which it passed a quiescent state, and a grace period is over when
 * all online readers have seen its epoch. A callback may run from that moment on; it runs on the
 * `call_rcu` actor, which is an online reader meanwhile.
 *
 * What happens before what, for ThreadSanitizer: call_rcu() before its callback (on the rcu_head's
 * address), and what a reader did up to its quiescent state before the end of the grace period (on
 * the reader's address).
 */
#include "rcu.h"

#include <urcu/urcu-qsbr.h>

#include "scheduler.h"
#include "thread.h"

struct reader {
    uint64_t seen_epoch;
    uint64_t seen_mark;
    uint32_t nesting;
    uint32_t quiescent_count;
    char sync;
};

struct callback {
    struct rcu_head *head;
    void (*function)(struct rcu_head *);
    uint64_t epoch;
};
enum { CALLBACKS_MAX = 65536 };

static struct {
    uint64_t epoch;
    uint64_t mark;               /* See runtime_rcu_mark(). */
    uint32_t registered, online; /* Bit i: actor i. */
    uint64_t n_posted;           /* Callbacks ever posted; their numbers begin at 1. */
    uint64_t n_ready;            /* So many of them have had their grace period, */
    uint64_t n_run;              /* so many have been called, */
    uint64_t n_done;             /* and so many have returned. */
    struct reader readers[RUNTIME_MAX_ACTORS];
    struct callback callbacks[CALLBACKS_MAX];
} rcu;

static inline uint32_t self_bit(void)
{
    return UINT32_C(1) << scheduler.current;
}

static inline struct reader *self_reader(void)
{
    return &rcu.readers[scheduler.current];
}

#define MISUSE(...) runtime_violation("RCU", __VA_ARGS__)

static const char *self_name(void)
{
    return actor_name(scheduler.current);
}

void rcu_model_begin(void)
{
    rcu.epoch = 1;
    rcu.mark = 0;
    rcu.registered = rcu.online = 0;
    rcu.n_posted = rcu.n_ready = rcu.n_run = rcu.n_done = 0;
}

void rcu_model_actor_begin(unsigned actor)
{
    rcu.readers[actor].nesting = 0;
    rcu.readers[actor].quiescent_count++;
}

void rcu_model_actor_end(void)
{
    if (rcu.registered & self_bit()) {
        MISUSE("%s ends while it is registered as a reader", self_name());
    }
}

uint32_t rcu_model_quiescent_count(void)
{
    return self_reader()->quiescent_count;
}

uint32_t runtime_pending_callbacks(void)
{
    return (uint32_t)(rcu.n_posted - rcu.n_run);
}

uint32_t runtime_unfinished_callbacks(void)
{
    return (uint32_t)(rcu.n_posted - rcu.n_done);
}

uint64_t runtime_rcu_mark(void)
{
    return ++rcu.mark;
}

unsigned runtime_rcu_holdout(uint64_t mark)
{
    for (uint32_t set = rcu.online & ~self_bit(); set; set &= set - 1) {
        unsigned actor = (unsigned)__builtin_ctz(set);

        if (rcu.readers[actor].seen_mark < mark) {
            return actor;
        }
    }
    return RUNTIME_MAX_ACTORS;
}

/* The latest epoch that all online readers have seen. */
static uint64_t completed_epoch(void)
{
    uint64_t completed = rcu.epoch;

    for (uint32_t set = rcu.online; set; set &= set - 1) {
        uint64_t seen = rcu.readers[__builtin_ctz(set)].seen_epoch;

        completed = seen < completed ? seen : completed;
    }
    return completed;
}

uint32_t rcu_model_holdouts(void)
{
    uint32_t holdouts = 0;

    for (uint32_t set = rcu.online; set; set &= set - 1) {
        if (rcu.readers[__builtin_ctz(set)].seen_epoch < rcu.epoch) {
            holdouts |= set & -set;
        }
    }
    return holdouts;
}

/* A reader has seen an epoch or is gone, or a new grace period has begun: who may go on? True if
 * callbacks have become ready. */
static bool advance(void)
{
    uint64_t completed;
    uint64_t n_ready = rcu.n_ready;

    uint32_t waiting = scheduler.waiting[WAIT_GRACE_PERIOD];

    if (rcu.n_run == rcu.n_posted && !waiting) {
        return false;
    }
    completed = completed_epoch();
    while (rcu.n_ready < rcu.n_posted &&
           rcu.callbacks[rcu.n_ready % CALLBACKS_MAX].epoch <= completed) {
        rcu.n_ready++;
    }
    for (uint32_t set = waiting; set; set &= set - 1) {
        unsigned i = (unsigned)__builtin_ctz(set);

        if (actors[i].wait_number <= completed) {
            scheduler_wake(i);
        }
    }
    if (rcu.n_ready > rcu.n_run && scheduler.waiting[WAIT_CALLBACKS]) {
        scheduler_wake(ACTOR_CALL_RCU);
    }
    return rcu.n_ready > n_ready;
}

/* After the running actor brought a grace period to its end, memory is freed at once, unless the
 * strategy wants otherwise. */
static void advance_and_give_way(void)
{
    if (advance() && scheduler.current != ACTOR_CALL_RCU) {
        scheduler_give_way(ACTOR_CALL_RCU);
    }
}

static void pass_quiescent_state(void)
{
    struct reader *reader = self_reader();

    tsan_release(&reader->sync);
    reader->seen_epoch = rcu.epoch;
    reader->seen_mark = rcu.mark;
    reader->quiescent_count++;
}

static void go_offline(void)
{
    pass_quiescent_state();
    rcu.online &= ~self_bit();
}

static void go_online(void)
{
    self_reader()->seen_epoch = rcu.epoch;
    self_reader()->seen_mark = rcu.mark;
    rcu.online |= self_bit();
}

/* The running actor may not be inside a read-side critical section now. */
static void check_outside(const char *what)
{
    if (self_reader()->nesting) {
        MISUSE("%s: %s inside rcu_read_lock()", self_name(), what);
    }
}

static void check_registered(const char *what)
{
    if (!(rcu.registered & self_bit())) {
        MISUSE("%s: %s by a thread that is not registered", self_name(), what);
    }
}

void rcu_model_check_reader(const char *what)
{
    if (!(rcu.online & self_bit())) {
        MISUSE("%s: %s while %s", self_name(), what,
               rcu.registered & self_bit() ? "offline" : "not registered as a reader");
    }
}

void urcu_qsbr_register_thread(void)
{
    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    if (rcu.registered & self_bit()) {
        MISUSE("%s registers twice as a reader", self_name());
    }
    rcu.registered |= self_bit();
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
    rcu.registered &= ~self_bit();
    scheduler_log(EVENT_RCU_UNREGISTER, 0, 0);
    advance_and_give_way();
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
    advance_and_give_way();
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
    advance_and_give_way();
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
    return scheduler.running && (rcu.online & self_bit()) != 0;
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
            MISUSE("%s: rcu_read_unlock() without rcu_read_lock()", self_name());
        }
        self_reader()->nesting--;
    }
}

/* A posted head is marked, so that a second post can be told without looking at all that are
 * pending. Where the mark is there by chance, or from an earlier post, looking decides. */
static void *mark_of(struct rcu_head *head)
{
    return (void *)((uintptr_t)head ^ UINT64_C(0x5ca1ab1e00000000) ^ scheduler.generation);
}

bool rcu_model_is_posted(const volatile void *head)
{
    for (uint64_t i = rcu.n_run; i < rcu.n_posted; i++) {
        if (rcu.callbacks[i % CALLBACKS_MAX].head == head) {
            return true;
        }
    }
    return false;
}

static bool is_pending(struct rcu_head *head)
{
    return head->next.next == mark_of(head) && rcu_model_is_posted(head);
}

void urcu_qsbr_call_rcu(struct rcu_head *head, void (*function)(struct rcu_head *))
{
    struct callback *callback;

    if (!scheduler.running) {
        function(head);
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    if (is_pending(head)) {
        MISUSE("%s posts a callback a second time while it is pending", self_name());
    }
    if (runtime_pending_callbacks() == CALLBACKS_MAX) {
        runtime_fatal("too many pending callbacks");
    }
    head->next.next = mark_of(head);
    head->func = function;
    tsan_release(head);
    callback = &rcu.callbacks[rcu.n_posted++ % CALLBACKS_MAX];
    callback->head = head;
    callback->function = function;
    callback->epoch = ++rcu.epoch;
    scheduler_log(EVENT_RCU_CALL, 0, rcu.n_posted);
    advance_and_give_way();
}

/* What readers did before their quiescent states is visible to who waited for them. */
static void acquire_from_readers(void)
{
    for (uint32_t set = scheduler.used; set; set &= set - 1) {
        tsan_acquire(&rcu.readers[__builtin_ctz(set)].sync);
    }
}

static void run_callback(void)
{
    struct callback *callback = &rcu.callbacks[rcu.n_run % CALLBACKS_MAX];
    struct rcu_head *head = callback->head;
    void (*function)(struct rcu_head *) = callback->function;

    rcu.n_run++;
    rcu.registered |= self_bit();
    go_online();
    tsan_acquire(head);
    acquire_from_readers();
    scheduler_log(EVENT_RCU_CALLBACK, 0, rcu.n_run);
    function(head);
    check_outside("the end of a callback");
    if (scheduler.self->n_held) {
        runtime_violation("LOCK", "a callback ends while it holds lock %u",
                          scheduler.self->held[0].number);
    }
    go_offline();
    rcu.registered &= ~self_bit();
    rcu.n_done++;
    advance();
}

void rcu_model_callback_loop(void *unused)
{
    for (;;) {
        while (rcu.n_ready > rcu.n_run) {
            scheduler_point_at(pending_write(PENDING_RCU, 0));
            run_callback();
            scheduler_wake_all(&rcu, WAIT_RCU_BARRIER, WAIT_RCU_BARRIER);
        }
        scheduler_block(WAIT_CALLBACKS, &rcu, 0, DEADLINE_NONE);
    }
}

/* A reader is offline while it waits for others, or it would wait for itself. */
static bool leave_to_wait(const char *what)
{
    check_outside(what);
    if (rcu.online & self_bit()) {
        go_offline();
        advance();
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
    was_online = leave_to_wait("synchronize_rcu()");
    epoch = ++rcu.epoch;
    scheduler_log(EVENT_RCU_SYNCHRONIZE, 0, 0);
    while (completed_epoch() < epoch) {
        scheduler_block(WAIT_GRACE_PERIOD, &rcu, epoch, DEADLINE_NONE);
    }
    acquire_from_readers();
    if (was_online) {
        go_online();
    }
    scheduler_point();
}

void urcu_qsbr_barrier(void)
{
    uint64_t posted;
    bool was_online;

    if (!scheduler.running) {
        return;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    if (scheduler.current == ACTOR_CALL_RCU) {
        MISUSE("rcu_barrier() in a callback would wait for itself");
    }
    was_online = leave_to_wait("rcu_barrier()");
    posted = rcu.n_posted;
    scheduler_log(EVENT_RCU_BARRIER, 0, 0);
    while (rcu.n_done < posted) {
        scheduler_block(WAIT_RCU_BARRIER, &rcu, 0, DEADLINE_NONE);
    }
    tsan_acquire(&rcu.readers[ACTOR_CALL_RCU].sync);
    if (was_online) {
        go_online();
    }
    scheduler_point();
}

/* liburcu's deferred frees are not modelled; call_rcu() does the same. */
void urcu_qsbr_defer_rcu(void (*function)(void *), void *pointer)
{
    runtime_fatal("defer_rcu() is not supported, use call_rcu()");
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
