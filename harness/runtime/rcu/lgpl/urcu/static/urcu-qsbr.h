#ifndef _URCU_QSBR_STATIC_H
#define _URCU_QSBR_STATIC_H

#include <urcu/static/runtime-readers.h>

#ifdef __cplusplus
extern "C" {
#endif

/* liburcu's are empty; the runtime looks at them. */
extern void runtime_rcu_read_lock(void);
extern void runtime_rcu_read_unlock(void);
extern int urcu_qsbr_read_ongoing(void);
extern void urcu_qsbr_quiescent_state(void);
extern void urcu_qsbr_thread_offline(void);
extern void urcu_qsbr_thread_online(void);

static inline void _urcu_qsbr_read_lock(void)
{
    runtime_rcu_read_lock();
}

static inline void _urcu_qsbr_read_unlock(void)
{
    runtime_rcu_read_unlock();
}

static inline int _urcu_qsbr_read_ongoing(void)
{
    return urcu_qsbr_read_ongoing();
}

static inline void _urcu_qsbr_quiescent_state(void)
{
    urcu_qsbr_quiescent_state();
}

static inline void _urcu_qsbr_thread_offline(void)
{
    urcu_qsbr_thread_offline();
}

static inline void _urcu_qsbr_thread_online(void)
{
    urcu_qsbr_thread_online();
}

#ifdef __cplusplus
}
#endif

#endif /* urcu-qsbr.h */
