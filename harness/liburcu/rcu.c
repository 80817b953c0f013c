/*
 * liburcu's calls for readers and callbacks, which come here by the linker's --wrap: each does what
 * the one it is named after does, and tells ThreadSanitizer of it. See orders.h. Only a build for
 * ThreadSanitizer has this file.
 */
#include <stdlib.h>

#include <urcu/urcu-qsbr.h>

#include "liburcu/orders.h"

void __real_urcu_qsbr_call_rcu(struct rcu_head *, void (*)(struct rcu_head *));
void __real_urcu_qsbr_barrier(void);
void __real_urcu_qsbr_synchronize_rcu(void);
void __real_urcu_qsbr_quiescent_state(void);
void __real_urcu_qsbr_thread_offline(void);
void __real_urcu_qsbr_unregister_thread(void);
void __wrap_urcu_qsbr_call_rcu(struct rcu_head *, void (*)(struct rcu_head *));
void __wrap_urcu_qsbr_barrier(void);
void __wrap_urcu_qsbr_synchronize_rcu(void);
void __wrap_urcu_qsbr_quiescent_state(void);
void __wrap_urcu_qsbr_thread_offline(void);
void __wrap_urcu_qsbr_unregister_thread(void);

/* What liburcu is given in the place of a caller's head, as it is liburcu that calls the callback
 * and we have to speak before. It frees itself. */
struct callback {
    struct rcu_head rcu;
    struct rcu_head *head;
    void (*function)(struct rcu_head *);
};

static void run(struct rcu_head *rcu)
{
    struct callback *callback = caa_container_of(rcu, struct callback, rcu);

    order_after_grace_period();
    order_callback_begins(callback->head);
    callback->function(callback->head);
    order_callback_ended();
    order_quiescent(); /* liburcu's thread for callbacks is a reader, too. */
    free(callback);
}

void __wrap_urcu_qsbr_call_rcu(struct rcu_head *head, void (*function)(struct rcu_head *))
{
    struct callback *callback = malloc(sizeof *callback);

    if (!callback) {
        abort();
    }
    callback->head = head;
    callback->function = function;
    order_callback_posted(head);
    __real_urcu_qsbr_call_rcu(&callback->rcu, run);
}

/* Who waits for callbacks or for a grace period is quiescent meanwhile. */
void __wrap_urcu_qsbr_barrier(void)
{
    order_quiescent();
    __real_urcu_qsbr_barrier();
    order_after_callbacks();
}

void __wrap_urcu_qsbr_synchronize_rcu(void)
{
    order_quiescent();
    __real_urcu_qsbr_synchronize_rcu();
    order_after_grace_period();
}

void __wrap_urcu_qsbr_quiescent_state(void)
{
    order_quiescent();
    __real_urcu_qsbr_quiescent_state();
}

void __wrap_urcu_qsbr_thread_offline(void)
{
    order_quiescent();
    __real_urcu_qsbr_thread_offline();
}

void __wrap_urcu_qsbr_unregister_thread(void)
{
    order_quiescent();
    __real_urcu_qsbr_unregister_thread();
}
