/*
 * liburcu itself, with a scheduling point before each call. What is added: callbacks are counted,
 * and ThreadSanitizer is told of the orders that liburcu guarantees (liburcu/orders.h).
 *
 * The calls of liburcu's own names come here by the linker's --wrap.
 */
#include "threads/internal.h"

#include <stdlib.h>

#include <urcu/urcu-qsbr.h>

#include "liburcu/orders.h"

void __real_urcu_qsbr_quiescent_state(void);
void __real_urcu_qsbr_thread_offline(void);
void __real_urcu_qsbr_thread_online(void);
void __real_urcu_qsbr_register_thread(void);
void __real_urcu_qsbr_unregister_thread(void);
void __wrap_urcu_qsbr_call_rcu(struct rcu_head *, void (*)(struct rcu_head *));
void __wrap_urcu_qsbr_barrier(void);
void __wrap_urcu_qsbr_quiescent_state(void);
void __wrap_urcu_qsbr_thread_offline(void);
void __wrap_urcu_qsbr_thread_online(void);
void __wrap_urcu_qsbr_register_thread(void);
void __wrap_urcu_qsbr_unregister_thread(void);

/* Callbacks. liburcu's own thread for them sleeps 10 ms before each batch, which would be nine
 * tenths of an execution: ours does the same without. */

enum { CALLBACKS_MAX = 65536 };
struct callback {
    struct rcu_head *head;
    void (*function)(struct rcu_head *);
};
static struct callback callbacks[CALLBACKS_MAX];
/* Posted, called, and returned so far; the state guards them. */
static uint64_t n_posted, n_begun, n_ended;
static _Atomic uint32_t posted;
static pthread_t callback_thread;

static void run_batch(uint64_t begin, uint64_t end)
{
    urcu_qsbr_synchronize_rcu();
    order_after_grace_period();
    for (uint64_t i = begin; i < end; i++) {
        struct callback callback = callbacks[i % CALLBACKS_MAX];

        state_lock();
        n_begun++;
        state_unlock();
        order_callback_begins(callback.head);
        callback.function(callback.head);
        order_callback_ended();
        state_lock();
        n_ended++;
        actors_wake(&n_ended, true);
        state_unlock();
    }
}

static void *callback_main(void *unused)
{
    uint64_t end;

    for (;;) {
        uint32_t seen = atomic_load(&posted);

        state_lock();
        end = n_posted;
        state_unlock();
        if (end == n_ended) {
            futex_wait(&posted, seen, 0);
        } else {
            run_batch(n_ended, end);
        }
    }
    return NULL;
}

void callbacks_begin(void)
{
    static bool begun;

    if (!begun && pthread_create(&callback_thread, NULL, callback_main, NULL)) {
        abort();
    }
    begun = true;
}

void __wrap_urcu_qsbr_call_rcu(struct rcu_head *head, void (*function)(struct rcu_head *))
{
    thread_point();
    order_callback_posted(head);
    state_lock();
    if (n_posted - n_ended == CALLBACKS_MAX) {
        abort();
    }
    callbacks[n_posted++ % CALLBACKS_MAX] = (struct callback){head, function};
    state_unlock();
    atomic_fetch_add(&posted, 1);
    futex_wake(&posted);
}

/* As liburcu's, an online caller is offline while it waits. */
void __wrap_urcu_qsbr_barrier(void)
{
    bool was_online = urcu_qsbr_read_ongoing();
    uint64_t end;

    if (was_online) {
        __wrap_urcu_qsbr_thread_offline();
    }
    state_lock();
    for (end = n_posted; n_ended < end;) {
        actor_prepare_wait(&n_ended, DEADLINE_NONE);
        actor_complete_wait();
    }
    state_unlock();
    if (was_online) {
        __wrap_urcu_qsbr_thread_online();
    }
    order_after_callbacks();
}

uint32_t runtime_pending_callbacks(void)
{
    uint32_t n;

    state_lock();
    n = (uint32_t)(n_posted - n_begun);
    state_unlock();
    return n;
}

uint32_t runtime_unfinished_callbacks(void)
{
    uint32_t n;

    state_lock();
    n = callbacks_unfinished();
    state_unlock();
    return n;
}

uint32_t callbacks_unfinished(void)
{
    return (uint32_t)(n_posted - n_ended);
}

/* Readers, as runtime_rcu_holdout() knows them: always at least as far on as liburcu's own, so
 * nobody is blamed wrongly. */
static uint64_t latest_mark;
static uint64_t seen_mark[RUNTIME_MAX_ACTORS];
static bool online[RUNTIME_MAX_ACTORS];

bool readers_online(void)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (online[i]) {
            return true;
        }
    }
    return false;
}

static void reader_is(bool now_online)
{
    state_lock();
    online[thread_self] = now_online;
    seen_mark[thread_self] = latest_mark;
    state_unlock();
}

void __wrap_urcu_qsbr_quiescent_state(void)
{
    thread_point();
    order_quiescent();
    /* A mark may be taken, and a grace period begin, before liburcu hears of it: so long there is
     * nobody to blame. */
    reader_is(false);
    __real_urcu_qsbr_quiescent_state();
    reader_is(true);
}

void __wrap_urcu_qsbr_thread_offline(void)
{
    thread_point();
    order_quiescent();
    reader_is(false);
    __real_urcu_qsbr_thread_offline();
}

void __wrap_urcu_qsbr_thread_online(void)
{
    thread_point();
    __real_urcu_qsbr_thread_online();
    reader_is(true);
}

void __wrap_urcu_qsbr_register_thread(void)
{
    __real_urcu_qsbr_register_thread();
    reader_is(true);
}

void __wrap_urcu_qsbr_unregister_thread(void)
{
    order_quiescent();
    reader_is(false);
    __real_urcu_qsbr_unregister_thread();
}

bool runtime_rcu_is_online(void)
{
    bool is;

    state_lock();
    is = online[thread_self];
    state_unlock();
    return is;
}

uint64_t runtime_rcu_mark(void)
{
    uint64_t mark;

    state_lock();
    mark = ++latest_mark;
    state_unlock();
    return mark;
}

unsigned runtime_rcu_holdout(uint64_t mark)
{
    unsigned holdout = 0;

    state_lock();
    while (holdout < RUNTIME_MAX_ACTORS &&
           (!online[holdout] || holdout == thread_self || seen_mark[holdout] >= mark)) {
        holdout++;
    }
    state_unlock();
    return holdout;
}
