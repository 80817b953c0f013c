/*
 * Callbacks of the model of QSBR. One may run from the moment on when its grace period is over; it
 * runs on the `call_rcu` actor, which is an online reader meanwhile.
 */
#include "rcu_internal.h"
#include "reachable.h"

const struct wait_description wait_callbacks = {
    .does = "waits for work", .tries = PENDING_RCU, .tries_one = true, .is_idle = true};

uint32_t runtime_pending_callbacks(void)
{
    return (uint32_t)(rcu_model.n_posted - rcu_model.n_run);
}

bool rcu_model_has_callbacks(void)
{
    return runtime_pending_callbacks() != 0;
}

uint32_t runtime_unfinished_callbacks(void)
{
    return (uint32_t)(rcu_model.n_posted - rcu_model.n_done);
}

/* A posted head is marked, so that a second post can be told without looking at all that are
 * pending. Where the mark is there by chance, or from an earlier post, looking decides. */
static void *mark_of(struct rcu_head *head)
{
    return (void *)((uintptr_t)head ^ UINT64_C(0x5ca1ab1e00000000) ^ scheduler.generation);
}

bool rcu_model_is_posted(const volatile void *head)
{
    for (uint64_t i = rcu_model.n_run; i < rcu_model.n_posted; i++) {
        if (rcu_model.callbacks[i % CALLBACKS_MAX].head == head) {
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
        runtime_violation("RCU/posted-twice",
                          "%s posts a callback a second time while it is pending", self_name());
    }
    if (runtime_pending_callbacks() == CALLBACKS_MAX) {
        runtime_fatal("too many pending callbacks");
    }
    head->next.next = mark_of(head);
    head->func = function;
    tsan_release(head);
    callback = &rcu_model.callbacks[rcu_model.n_posted++ % CALLBACKS_MAX];
    callback->head = head;
    callback->function = function;
    callback->epoch = ++rcu_model.epoch;
    callback->mark = runtime_rcu_mark();
    reachable_watch(true);
    scheduler_log(EVENT_RCU_CALL, 0, rcu_model.n_posted);
    rcu_model_advance_and_give_way();
}

static void run_callback(void)
{
    struct callback *callback = &rcu_model.callbacks[rcu_model.n_run % CALLBACKS_MAX];
    struct rcu_head *head = callback->head;
    void (*function)(struct rcu_head *) = callback->function;

    rcu_model.n_run++;
    rcu_model.running_head = head;
    rcu_model.running_mark = callback->mark;
    register_self();
    go_online();
    tsan_acquire(head);
    acquire_from_readers();
    scheduler_log(EVENT_RCU_CALLBACK, 0, rcu_model.n_run);
    function(head);
    check_outside("the end of a callback");
    if (scheduler.self->n_held) {
        misuse_of("LOCK/held-at-callbacks-end", MISUSED("lock", scheduler.self->held[0].number),
                  "a callback ends while it holds lock %u", scheduler.self->held[0].number);
    }
    go_offline();
    unregister_self();
    rcu_model.running_head = NULL;
    rcu_model.n_done++;
    reachable_watch(rcu_model.n_done != rcu_model.n_posted);
    rcu_model_advance();
}

void rcu_model_callback_loop(void *unused)
{
    for (;;) {
        while (rcu_model.n_ready > rcu_model.n_run) {
            scheduler_point_at(pending_write(PENDING_RCU, 0));
            run_callback();
            scheduler_wake_all(&rcu_model, WAIT_RCU_BARRIER, WAIT_RCU_BARRIER);
        }
        scheduler_block(WAIT_CALLBACKS, &rcu_model, 0, DEADLINE_NONE);
    }
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
        runtime_violation("RCU/barrier-in-callback",
                          "rcu_barrier() in a callback would wait for itself");
    }
    was_online = rcu_model_leave_to_wait("rcu_barrier()");
    posted = rcu_model.n_posted;
    scheduler_log(EVENT_RCU_BARRIER, 0, 0);
    while (rcu_model.n_done < posted) {
        scheduler_block(WAIT_RCU_BARRIER, &rcu_model, 0, DEADLINE_NONE);
    }
    tsan_acquire(&rcu_model.readers[ACTOR_CALL_RCU].sync);
    if (was_online) {
        go_online();
    }
    scheduler_point();
}
