/*
 * To be included before the code under test (`-include interpose.h`): redirects what could block,
 * wake, order or tell the time to the runtime, without touching the source.
 *
 * The system's headers are read first, under their own names. Then the names become ours, as
 * macros: so taking a function's address works, and a wrapper in the code under test is redirected
 * too. Not redirected, because C gives no handle on them: plain operators on _Atomic objects,
 * compiler builtins, and liburcu's uatomic_*() and cmm_*(). Thread-local variables would be shared
 * by all actors: use pthread_key_create().
 */
#ifndef RUNTIME_INTERPOSE_H
#define RUNTIME_INTERPOSE_H 1

/* The macros below expand to statements with variables in the middle of other people's code: what
 * the compiler would say about that (-Wshadow) is not for them. */
#pragma GCC system_header

#ifndef _GNU_SOURCE
#define _GNU_SOURCE                1
#define RUNTIME_DEFINED_GNU_SOURCE 1
#endif

#include "pthread_api.h"
#include "rcu/rcu.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

/* A program may well define these itself. */
#ifdef RUNTIME_DEFINED_GNU_SOURCE
#undef _GNU_SOURCE
#endif

#if __has_include(<urcu/urcu-qsbr.h>)
#define URCU_API_MAP
#include "rcu/lfht_api.h"

#define urcu_qsbr_read_lock   runtime_rcu_read_lock
#define urcu_qsbr_read_unlock runtime_rcu_read_unlock

#define _cds_lfht_new runtime_cds_lfht_new
#define cds_lfht_new(init, min, max, flags, attr) \
    runtime_cds_lfht_new(init, min, max, flags, NULL, &urcu_qsbr_flavor, attr)
#define cds_lfht_new_flavor(init, min, max, flags, flavor, attr) \
    runtime_cds_lfht_new(init, min, max, flags, NULL, flavor, attr)
#define cds_lfht_destroy         runtime_cds_lfht_destroy
#define cds_lfht_resize          runtime_cds_lfht_resize
#define cds_lfht_count_nodes     runtime_cds_lfht_count_nodes
#define cds_lfht_lookup          runtime_cds_lfht_lookup
#define cds_lfht_next_duplicate  runtime_cds_lfht_next_duplicate
#define cds_lfht_first           runtime_cds_lfht_first
#define cds_lfht_next            runtime_cds_lfht_next
#define cds_lfht_add             runtime_cds_lfht_add
#define cds_lfht_add_unique      runtime_cds_lfht_add_unique
#define cds_lfht_add_replace     runtime_cds_lfht_add_replace
#define cds_lfht_replace         runtime_cds_lfht_replace
#define cds_lfht_del             runtime_cds_lfht_del
#define cds_lfht_is_node_deleted runtime_cds_lfht_is_node_deleted
#endif

/* Code under test that names its locks, for reports, does it by this macro. */
#define sync_set_name(object, name) runtime_set_name(object, name)

/* Mutexes. */
#define pthread_mutex_init       runtime_pthread_mutex_init
#define pthread_mutex_destroy    runtime_pthread_mutex_destroy
#define pthread_mutex_lock       runtime_pthread_mutex_lock
#define pthread_mutex_trylock    runtime_pthread_mutex_trylock
#define pthread_mutex_timedlock  runtime_pthread_mutex_timedlock
#define pthread_mutex_clocklock  runtime_pthread_mutex_clocklock
#define pthread_mutex_unlock     runtime_pthread_mutex_unlock
#define pthread_mutex_consistent runtime_pthread_mutex_consistent

/* Readers-writer locks. */
#define pthread_rwlock_init        runtime_pthread_rwlock_init
#define pthread_rwlock_destroy     runtime_pthread_rwlock_destroy
#define pthread_rwlock_rdlock      runtime_pthread_rwlock_rdlock
#define pthread_rwlock_tryrdlock   runtime_pthread_rwlock_tryrdlock
#define pthread_rwlock_timedrdlock runtime_pthread_rwlock_timedrdlock
#define pthread_rwlock_clockrdlock runtime_pthread_rwlock_clockrdlock
#define pthread_rwlock_wrlock      runtime_pthread_rwlock_wrlock
#define pthread_rwlock_trywrlock   runtime_pthread_rwlock_trywrlock
#define pthread_rwlock_timedwrlock runtime_pthread_rwlock_timedwrlock
#define pthread_rwlock_clockwrlock runtime_pthread_rwlock_clockwrlock
#define pthread_rwlock_unlock      runtime_pthread_rwlock_unlock

/* Condition variables. */
#define pthread_cond_init      runtime_pthread_cond_init
#define pthread_cond_destroy   runtime_pthread_cond_destroy
#define pthread_cond_wait      runtime_pthread_cond_wait
#define pthread_cond_timedwait runtime_pthread_cond_timedwait
#define pthread_cond_clockwait runtime_pthread_cond_clockwait
#define pthread_cond_signal    runtime_pthread_cond_signal
#define pthread_cond_broadcast runtime_pthread_cond_broadcast

/* Barriers, semaphores, spinlocks. */
#define pthread_barrier_init    runtime_pthread_barrier_init
#define pthread_barrier_destroy runtime_pthread_barrier_destroy
#define pthread_barrier_wait    runtime_pthread_barrier_wait
#define sem_init                runtime_sem_init
#define sem_destroy             runtime_sem_destroy
#define sem_wait                runtime_sem_wait
#define sem_trywait             runtime_sem_trywait
#define sem_timedwait           runtime_sem_timedwait
#define sem_clockwait           runtime_sem_clockwait
#define sem_post                runtime_sem_post
#define sem_getvalue            runtime_sem_getvalue
#define pthread_spin_init       runtime_pthread_spin_init
#define pthread_spin_destroy    runtime_pthread_spin_destroy
#define pthread_spin_lock       runtime_pthread_spin_lock
#define pthread_spin_trylock    runtime_pthread_spin_trylock
#define pthread_spin_unlock     runtime_pthread_spin_unlock

/* Threads. */
#define pthread_once           runtime_pthread_once
#define pthread_key_create     runtime_pthread_key_create
#define pthread_key_delete     runtime_pthread_key_delete
#define pthread_getspecific    runtime_pthread_getspecific
#define pthread_setspecific    runtime_pthread_setspecific
#define pthread_create         runtime_pthread_create
#define pthread_join           runtime_pthread_join
#define pthread_tryjoin_np     runtime_pthread_tryjoin_np
#define pthread_timedjoin_np   runtime_pthread_timedjoin_np
#define pthread_clockjoin_np   runtime_pthread_clockjoin_np
#define pthread_detach         runtime_pthread_detach
#define pthread_self           runtime_pthread_self
#define pthread_equal          runtime_pthread_equal
#define pthread_exit           runtime_pthread_exit
#define pthread_setname_np     runtime_pthread_setname_np
#define pthread_getname_np     runtime_pthread_getname_np
#define pthread_yield          runtime_sched_yield
#define sched_yield            runtime_sched_yield
#define pthread_cancel         runtime_pthread_cancel
#define pthread_setcancelstate runtime_pthread_setcancelstate
#define pthread_setcanceltype  runtime_pthread_setcanceltype
#define pthread_testcancel     runtime_pthread_testcancel
#define pthread_kill           runtime_pthread_kill
#define pthread_atfork         runtime_pthread_atfork

#undef pthread_cleanup_push
#undef pthread_cleanup_pop
#define pthread_cleanup_push(function, arg)     \
    do {                                        \
        struct runtime_cleanup runtime_cleanup; \
    runtime_cleanup_push(&runtime_cleanup, function, arg)
#define pthread_cleanup_pop(execute)                \
    runtime_cleanup_pop(&runtime_cleanup, execute); \
    }                                               \
    while (0)

/* Time. Common words are redirected only where they are called. */
#define sleep(seconds)  runtime_sleep(seconds)
#define usleep(us)      runtime_usleep(us)
#define time(where)     runtime_time(where)
#define nanosleep       runtime_nanosleep
#define clock_nanosleep runtime_clock_nanosleep
#define clock_gettime   runtime_clock_gettime
#define clock_getres    runtime_clock_getres
#define gettimeofday    runtime_gettimeofday

/* C11 atomics: the operands are evaluated (they may be atomic operations themselves), then comes
 * the scheduling point, then the operation. */
#undef atomic_store
#undef atomic_store_explicit
#undef atomic_load
#undef atomic_load_explicit
#undef atomic_exchange
#undef atomic_exchange_explicit
#undef atomic_compare_exchange_strong
#undef atomic_compare_exchange_strong_explicit
#undef atomic_compare_exchange_weak
#undef atomic_compare_exchange_weak_explicit
#undef atomic_fetch_add
#undef atomic_fetch_add_explicit
#undef atomic_fetch_sub
#undef atomic_fetch_sub_explicit
#undef atomic_fetch_or
#undef atomic_fetch_or_explicit
#undef atomic_fetch_xor
#undef atomic_fetch_xor_explicit
#undef atomic_fetch_and
#undef atomic_fetch_and_explicit
#undef atomic_flag_test_and_set
#undef atomic_flag_test_and_set_explicit
#undef atomic_flag_clear
#undef atomic_flag_clear_explicit
#undef atomic_thread_fence

/* gcc's atomic_init() would otherwise be a store like any other, with a point. */
#ifndef __clang__
#undef atomic_init
#define atomic_init(object, value)                               \
    do {                                                         \
        __auto_type runtime_p = (object);                        \
        RUNTIME_ATOMIC_VALUE(runtime_p) runtime_v = (value);     \
        __atomic_store(runtime_p, &runtime_v, __ATOMIC_RELAXED); \
    } while (0)
#endif

#ifdef __clang__
#define RUNTIME_ATOMIC_VALUE(p)           __typeof__(__c11_atomic_load(p, __ATOMIC_RELAXED))
#define RUNTIME_ATOMIC_LOAD(p, order)     __c11_atomic_load(p, order)
#define RUNTIME_ATOMIC_STORE(p, v, order) __c11_atomic_store(p, v, order)
#define RUNTIME_ATOMIC_SWAP(p, v, order)  __c11_atomic_exchange(p, v, order)
#define RUNTIME_ATOMIC_CAS_strong(p, e, v, yes, no) \
    __c11_atomic_compare_exchange_strong(p, e, v, yes, no)
#define RUNTIME_ATOMIC_CAS_weak(p, e, v, yes, no) \
    __c11_atomic_compare_exchange_weak(p, e, v, yes, no)
#define RUNTIME_ATOMIC_FETCH(op, p, v, order) __c11_atomic_fetch_##op(p, v, order)
#define RUNTIME_ATOMIC_FLAG(p)                (&(p)->_Value)
#else
#define RUNTIME_ATOMIC_VALUE(p) __typeof__((void)0, *(p))
#define RUNTIME_ATOMIC_LOAD(p, order)             \
    ({                                            \
        RUNTIME_ATOMIC_VALUE(p) runtime_loaded;   \
        __atomic_load(p, &runtime_loaded, order); \
        runtime_loaded;                           \
    })
#define RUNTIME_ATOMIC_STORE(p, v, order) __atomic_store(p, &(v), order)
#define RUNTIME_ATOMIC_SWAP(p, v, order)                     \
    ({                                                       \
        RUNTIME_ATOMIC_VALUE(p) runtime_swapped;             \
        __atomic_exchange(p, &(v), &runtime_swapped, order); \
        runtime_swapped;                                     \
    })
#define RUNTIME_ATOMIC_CAS_strong(p, e, v, yes, no) \
    __atomic_compare_exchange(p, e, &(v), 0, yes, no)
#define RUNTIME_ATOMIC_CAS_weak(p, e, v, yes, no) __atomic_compare_exchange(p, e, &(v), 1, yes, no)
#define RUNTIME_ATOMIC_FETCH(op, p, v, order)     __atomic_fetch_##op(p, v, order)
#endif

/* A pointer that was loaded must not be one that RCU is about to free; see rcu_pointer.c. */
enum { RUNTIME_POINTER_CLASS = 5 }; /* gcc's and clang's number for pointers. */
#define RUNTIME_ATOMIC_LOADED(value)                                                       \
    (__builtin_classify_type(value) == RUNTIME_POINTER_CLASS                               \
         ? runtime_rcu_loaded(__builtin_choose_expr(                                       \
               __builtin_classify_type(value) == RUNTIME_POINTER_CLASS, value, (void *)0)) \
         : (void)0)

#define atomic_load_explicit(object, order)                                                \
    __extension__({                                                                        \
        __auto_type runtime_p = (object);                                                  \
        runtime_atomic_point(runtime_p, 0);                                                \
        RUNTIME_ATOMIC_VALUE(runtime_p) runtime_l = RUNTIME_ATOMIC_LOAD(runtime_p, order); \
        RUNTIME_ATOMIC_LOADED(runtime_l);                                                  \
        runtime_l;                                                                         \
    })
#define atomic_store_explicit(object, desired, order)          \
    __extension__({                                            \
        __auto_type runtime_p = (object);                      \
        RUNTIME_ATOMIC_VALUE(runtime_p) runtime_v = (desired); \
        runtime_atomic_point(runtime_p, 1);                    \
        RUNTIME_ATOMIC_STORE(runtime_p, runtime_v, order);     \
    })
#define atomic_exchange_explicit(object, desired, order)       \
    __extension__({                                            \
        __auto_type runtime_p = (object);                      \
        RUNTIME_ATOMIC_VALUE(runtime_p) runtime_v = (desired); \
        runtime_atomic_point(runtime_p, 2);                    \
        RUNTIME_ATOMIC_SWAP(runtime_p, runtime_v, order);      \
    })
#define RUNTIME_ATOMIC_CAS(strength, object, expected, desired, yes, no)         \
    __extension__({                                                              \
        __auto_type runtime_p = (object);                                        \
        __auto_type runtime_e = (expected);                                      \
        RUNTIME_ATOMIC_VALUE(runtime_p) runtime_v = (desired);                   \
        runtime_atomic_point(runtime_p, 2);                                      \
        RUNTIME_ATOMIC_CAS_##strength(runtime_p, runtime_e, runtime_v, yes, no); \
    })
#define RUNTIME_ATOMIC_UPDATE(op, object, operand, order)      \
    __extension__({                                            \
        __auto_type runtime_p = (object);                      \
        __auto_type runtime_v = (operand);                     \
        runtime_atomic_point(runtime_p, 2);                    \
        RUNTIME_ATOMIC_FETCH(op, runtime_p, runtime_v, order); \
    })
#define atomic_thread_fence(order)    \
    __extension__({                   \
        runtime_atomic_point(0, 3);   \
        __atomic_thread_fence(order); \
    })

#ifdef __clang__
#define atomic_flag_test_and_set_explicit(flag, order) \
    atomic_exchange_explicit(&(flag)->_Value, 1, order)
#define atomic_flag_clear_explicit(flag, order) atomic_store_explicit(&(flag)->_Value, 0, order)
#else
#define atomic_flag_test_and_set_explicit(flag, order) \
    __extension__({                                    \
        __auto_type runtime_p = (flag);                \
        runtime_atomic_point(runtime_p, 2);            \
        __atomic_test_and_set(runtime_p, order);       \
    })
#define atomic_flag_clear_explicit(flag, order) \
    __extension__({                             \
        __auto_type runtime_p = (flag);         \
        runtime_atomic_point(runtime_p, 1);     \
        __atomic_clear(runtime_p, order);       \
    })
#endif

#define RUNTIME_SEQ_CST                  __ATOMIC_SEQ_CST
#define atomic_load(object)              atomic_load_explicit(object, RUNTIME_SEQ_CST)
#define atomic_store(object, desired)    atomic_store_explicit(object, desired, RUNTIME_SEQ_CST)
#define atomic_exchange(object, desired) atomic_exchange_explicit(object, desired, RUNTIME_SEQ_CST)
#define atomic_flag_test_and_set(flag)   atomic_flag_test_and_set_explicit(flag, RUNTIME_SEQ_CST)
#define atomic_flag_clear(flag)          atomic_flag_clear_explicit(flag, RUNTIME_SEQ_CST)
#define atomic_compare_exchange_strong_explicit(object, expected, desired, yes, no) \
    RUNTIME_ATOMIC_CAS(strong, object, expected, desired, yes, no)
#define atomic_compare_exchange_weak_explicit(object, expected, desired, yes, no) \
    RUNTIME_ATOMIC_CAS(weak, object, expected, desired, yes, no)
#define atomic_compare_exchange_strong(object, expected, desired) \
    RUNTIME_ATOMIC_CAS(strong, object, expected, desired, RUNTIME_SEQ_CST, RUNTIME_SEQ_CST)
#define atomic_compare_exchange_weak(object, expected, desired) \
    RUNTIME_ATOMIC_CAS(weak, object, expected, desired, RUNTIME_SEQ_CST, RUNTIME_SEQ_CST)
#define atomic_fetch_add_explicit(object, operand, order) \
    RUNTIME_ATOMIC_UPDATE(add, object, operand, order)
#define atomic_fetch_sub_explicit(object, operand, order) \
    RUNTIME_ATOMIC_UPDATE(sub, object, operand, order)
#define atomic_fetch_or_explicit(object, operand, order) \
    RUNTIME_ATOMIC_UPDATE(or, object, operand, order)
#define atomic_fetch_xor_explicit(object, operand, order) \
    RUNTIME_ATOMIC_UPDATE(xor, object, operand, order)
#define atomic_fetch_and_explicit(object, operand, order) \
    RUNTIME_ATOMIC_UPDATE(and, object, operand, order)
#define atomic_fetch_add(object, operand) \
    atomic_fetch_add_explicit(object, operand, RUNTIME_SEQ_CST)
#define atomic_fetch_sub(object, operand) \
    atomic_fetch_sub_explicit(object, operand, RUNTIME_SEQ_CST)
#define atomic_fetch_or(object, operand) atomic_fetch_or_explicit(object, operand, RUNTIME_SEQ_CST)
#define atomic_fetch_xor(object, operand) \
    atomic_fetch_xor_explicit(object, operand, RUNTIME_SEQ_CST)
#define atomic_fetch_and(object, operand) \
    atomic_fetch_and_explicit(object, operand, RUNTIME_SEQ_CST)

#endif /* interpose.h */
