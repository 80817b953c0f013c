/*
 * liburcu's deferred frees, and what it has around its threads of callbacks. There is one such
 * thread in the model, the `call_rcu` actor: whatever data for callbacks is made, they run there.
 */
#include "rcu_internal.h"

#include <urcu/defer.h>

/* As many as there can be callbacks, which are done in order: no slot is taken before its time. */
static struct deferred {
    struct rcu_head head;
    void (*function)(void *);
    void *pointer;
} deferred[CALLBACKS_MAX];

static void run_deferred(struct rcu_head *head)
{
    struct deferred *d = (struct deferred *)(void *)head;

    d->function(d->pointer);
}

void urcu_qsbr_defer_rcu(void (*function)(void *), void *pointer)
{
    struct deferred *d;

    if (!scheduler.running) {
        function(pointer);
        return;
    }
    d = &deferred[rcu_model.n_posted % CALLBACKS_MAX];
    d->function = function;
    d->pointer = pointer;
    urcu_qsbr_call_rcu(&d->head, run_deferred);
}

/* There is nothing to look at behind it. */
static struct call_rcu_data *the_data(void)
{
    return (struct call_rcu_data *)(void *)deferred;
}

/* What each flavour exports of it. */
#define CALLBACK_THREADS(name)                                                             \
    int urcu_##name##_defer_register_thread(void);                                         \
    void urcu_##name##_defer_unregister_thread(void);                                      \
    void urcu_##name##_defer_barrier(void);                                                \
    void urcu_##name##_defer_barrier_thread(void);                                         \
    void urcu_##name##_defer_exit(void);                                                   \
    struct call_rcu_data *urcu_##name##_create_call_rcu_data(unsigned long, int);          \
    void urcu_##name##_call_rcu_data_free(struct call_rcu_data *);                         \
    struct call_rcu_data *urcu_##name##_get_default_call_rcu_data(void);                   \
    struct call_rcu_data *urcu_##name##_get_cpu_call_rcu_data(int);                        \
    struct call_rcu_data *urcu_##name##_get_thread_call_rcu_data(void);                    \
    struct call_rcu_data *urcu_##name##_get_call_rcu_data(void);                           \
    void urcu_##name##_set_thread_call_rcu_data(struct call_rcu_data *);                   \
    int urcu_##name##_set_cpu_call_rcu_data(int, struct call_rcu_data *);                  \
    int urcu_##name##_create_all_cpu_call_rcu_data(unsigned long);                         \
    void urcu_##name##_free_all_cpu_call_rcu_data(void);                                   \
    void urcu_##name##_call_rcu_before_fork(void);                                         \
    void urcu_##name##_call_rcu_after_fork_parent(void);                                   \
    void urcu_##name##_call_rcu_after_fork_child(void);                                    \
                                                                                           \
    int urcu_##name##_defer_register_thread(void)                                          \
    {                                                                                      \
        return 0;                                                                          \
    }                                                                                      \
    void urcu_##name##_defer_unregister_thread(void)                                       \
    {                                                                                      \
        urcu_qsbr_barrier();                                                               \
    }                                                                                      \
    void urcu_##name##_defer_barrier(void)                                                 \
    {                                                                                      \
        urcu_qsbr_barrier();                                                               \
    }                                                                                      \
    void urcu_##name##_defer_barrier_thread(void)                                          \
    {                                                                                      \
        urcu_qsbr_barrier();                                                               \
    }                                                                                      \
    void urcu_##name##_defer_exit(void) {}                                                 \
    struct call_rcu_data *urcu_##name##_create_call_rcu_data(unsigned long flags, int cpu) \
    {                                                                                      \
        return the_data();                                                                 \
    }                                                                                      \
    void urcu_##name##_call_rcu_data_free(struct call_rcu_data *data) {}                   \
    struct call_rcu_data *urcu_##name##_get_default_call_rcu_data(void)                    \
    {                                                                                      \
        return the_data();                                                                 \
    }                                                                                      \
    struct call_rcu_data *urcu_##name##_get_cpu_call_rcu_data(int cpu)                     \
    {                                                                                      \
        return the_data();                                                                 \
    }                                                                                      \
    struct call_rcu_data *urcu_##name##_get_thread_call_rcu_data(void)                     \
    {                                                                                      \
        return the_data();                                                                 \
    }                                                                                      \
    struct call_rcu_data *urcu_##name##_get_call_rcu_data(void)                            \
    {                                                                                      \
        return the_data();                                                                 \
    }                                                                                      \
    void urcu_##name##_set_thread_call_rcu_data(struct call_rcu_data *data) {}             \
    int urcu_##name##_set_cpu_call_rcu_data(int cpu, struct call_rcu_data *data)           \
    {                                                                                      \
        return 0;                                                                          \
    }                                                                                      \
    int urcu_##name##_create_all_cpu_call_rcu_data(unsigned long flags)                    \
    {                                                                                      \
        return 0;                                                                          \
    }                                                                                      \
    void urcu_##name##_free_all_cpu_call_rcu_data(void) {}                                 \
    void urcu_##name##_call_rcu_before_fork(void) {}                                       \
    void urcu_##name##_call_rcu_after_fork_parent(void) {}                                 \
    void urcu_##name##_call_rcu_after_fork_child(void) {}

/* clang-format off */
CALLBACK_THREADS(memb)
CALLBACK_THREADS(mb)
CALLBACK_THREADS(bp)
CALLBACK_THREADS(qsbr)
/* clang-format on */
