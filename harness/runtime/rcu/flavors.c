/*
 * liburcu's flavours with read-side critical sections: memb, mb and bp. They are the model of QSBR
 * with other rules for readers: a thread is online, as it were, from its outermost rcu_read_lock()
 * to its outermost rcu_read_unlock(), and nothing waits for it outside. Threads of bp need not
 * register.
 *
 * Like rcu.c, this file defines liburcu's symbols. All callbacks, of call_rcu_data whatever, run on
 * the `call_rcu` actor. A program that mixes flavours is refused, for the model has one grace
 * period for all.
 */
#include "rcu_internal.h"

#include <urcu/defer.h>
#include <urcu/flavor.h>

/* A program's uses of fork() are not the model's. */
static void nothing(void) {}

static void forget_atfork(struct urcu_atfork *atfork) {}

/* The names are told apart by their addresses. */
void rcu_model_use_flavor(const char *name)
{
    if (!rcu_model.flavor) {
        rcu_model.flavor = name;
    } else if (rcu_model.flavor != name) {
        runtime_violation(
            "RCU/mixed-flavors",
            "%s uses RCU of the flavor %s beside %s, which the runtime does not support",
            self_name(), name, rcu_model.flavor);
    }
}

static bool begin(const char *flavor)
{
    if (!scheduler.running) {
        return false;
    }
    scheduler_point_at(pending_write(PENDING_RCU, 0));
    rcu_model_use_flavor(flavor);
    return true;
}

static void register_reader(const char *flavor, bool must_register)
{
    if (!begin(flavor) || !must_register) {
        return;
    }
    if (is_registered()) {
        runtime_violation("RCU/registered-twice", "%s registers twice as a reader", self_name());
    }
    register_self();
    scheduler_log(EVENT_RCU_REGISTER, 0, 0);
}

static void unregister_reader(const char *flavor, bool must_register)
{
    if (!begin(flavor) || !must_register) {
        return;
    }
    if (!is_registered()) {
        runtime_violation("RCU/not-registered",
                          "%s: rcu_unregister_thread() by a thread that is not registered",
                          self_name());
    }
    check_outside("rcu_unregister_thread()");
    unregister_self();
    scheduler_log(EVENT_RCU_UNREGISTER, 0, 0);
}

static void read_lock(const char *flavor, bool must_register)
{
    if (!begin(flavor)) {
        return;
    }
    if (must_register && !is_registered()) {
        runtime_violation("RCU/no-reader", "%s: rcu_read_lock() while not registered as a reader",
                          self_name());
    }
    if (self_reader()->nesting++ == 0) {
        go_online();
        scheduler_log(EVENT_RCU_ONLINE, 0, 0);
    }
}

static void read_unlock(const char *flavor)
{
    if (!begin(flavor)) {
        return;
    }
    if (!self_reader()->nesting) {
        runtime_violation("RCU/unlock-without-lock",
                          "%s: rcu_read_unlock() without rcu_read_lock()", self_name());
    }
    if (--self_reader()->nesting == 0) {
        go_offline();
        scheduler_log(EVENT_RCU_OFFLINE, 0, 0);
        rcu_model_advance_and_give_way();
    }
}

static int read_ongoing(void)
{
    return scheduler.running && self_reader()->nesting > 0;
}

/* All that FLAVOR(memb, must register) has. */
#define FLAVOR(name, must_register)                                                  \
    static const char name[] = #name;                                                \
    void urcu_##name##_register_thread(void);                                        \
    void urcu_##name##_unregister_thread(void);                                      \
    void urcu_##name##_read_lock(void);                                              \
    void urcu_##name##_read_unlock(void);                                            \
    int urcu_##name##_read_ongoing(void);                                            \
    void urcu_##name##_synchronize_rcu(void);                                        \
    void urcu_##name##_call_rcu(struct rcu_head *, void (*)(struct rcu_head *));     \
    void urcu_##name##_barrier(void);                                                \
    void urcu_##name##_defer_rcu(void (*)(void *), void *);                          \
    void urcu_##name##_register_rculfhash_atfork(struct urcu_atfork *);              \
    void urcu_##name##_unregister_rculfhash_atfork(struct urcu_atfork *);            \
    void urcu_##name##_init(void);                                                   \
    void urcu_##name##_before_fork(void);                                            \
    void urcu_##name##_after_fork_parent(void);                                      \
    void urcu_##name##_after_fork_child(void);                                       \
    extern const struct rcu_flavor_struct urcu_##name##_flavor;                      \
                                                                                     \
    void urcu_##name##_register_thread(void)                                         \
    {                                                                                \
        register_reader(name, must_register);                                        \
    }                                                                                \
    void urcu_##name##_unregister_thread(void)                                       \
    {                                                                                \
        unregister_reader(name, must_register);                                      \
    }                                                                                \
    void urcu_##name##_read_lock(void)                                               \
    {                                                                                \
        read_lock(name, must_register);                                              \
    }                                                                                \
    void urcu_##name##_read_unlock(void)                                             \
    {                                                                                \
        read_unlock(name);                                                           \
    }                                                                                \
    int urcu_##name##_read_ongoing(void)                                             \
    {                                                                                \
        return read_ongoing();                                                       \
    }                                                                                \
    void urcu_##name##_synchronize_rcu(void)                                         \
    {                                                                                \
        rcu_model_use_flavor(name);                                                  \
        urcu_qsbr_synchronize_rcu();                                                 \
    }                                                                                \
    void urcu_##name##_call_rcu(struct rcu_head *head, void (*f)(struct rcu_head *)) \
    {                                                                                \
        rcu_model_use_flavor(name);                                                  \
        urcu_qsbr_call_rcu(head, f);                                                 \
    }                                                                                \
    void urcu_##name##_barrier(void)                                                 \
    {                                                                                \
        urcu_qsbr_barrier();                                                         \
    }                                                                                \
    void urcu_##name##_defer_rcu(void (*function)(void *), void *pointer)            \
    {                                                                                \
        urcu_qsbr_defer_rcu(function, pointer);                                      \
    }                                                                                \
    void urcu_##name##_register_rculfhash_atfork(struct urcu_atfork *a)              \
    {                                                                                \
        forget_atfork(a);                                                            \
    }                                                                                \
    void urcu_##name##_unregister_rculfhash_atfork(struct urcu_atfork *a)            \
    {                                                                                \
        forget_atfork(a);                                                            \
    }                                                                                \
    void urcu_##name##_init(void)                                                    \
    {                                                                                \
        nothing();                                                                   \
    }                                                                                \
    void urcu_##name##_before_fork(void)                                             \
    {                                                                                \
        nothing();                                                                   \
    }                                                                                \
    void urcu_##name##_after_fork_parent(void)                                       \
    {                                                                                \
        nothing();                                                                   \
    }                                                                                \
    void urcu_##name##_after_fork_child(void)                                        \
    {                                                                                \
        nothing();                                                                   \
    }                                                                                \
    const struct rcu_flavor_struct urcu_##name##_flavor = {                          \
        .read_lock = urcu_##name##_read_lock,                                        \
        .read_unlock = urcu_##name##_read_unlock,                                    \
        .read_ongoing = urcu_##name##_read_ongoing,                                  \
        .read_quiescent_state = nothing,                                             \
        .update_call_rcu = urcu_##name##_call_rcu,                                   \
        .update_synchronize_rcu = urcu_##name##_synchronize_rcu,                     \
        .update_defer_rcu = urcu_##name##_defer_rcu,                                 \
        .thread_offline = nothing,                                                   \
        .thread_online = nothing,                                                    \
        .register_thread = urcu_##name##_register_thread,                            \
        .unregister_thread = urcu_##name##_unregister_thread,                        \
        .barrier = urcu_##name##_barrier,                                            \
        .register_rculfhash_atfork = urcu_##name##_register_rculfhash_atfork,        \
        .unregister_rculfhash_atfork = urcu_##name##_unregister_rculfhash_atfork,    \
    };

/* clang-format off */
FLAVOR(memb, true)
FLAVOR(mb, true)
FLAVOR(bp, false)
/* clang-format on */
