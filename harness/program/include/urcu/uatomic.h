/*
 * In the place of liburcu's header of this name: the same operations by the compiler's builtins. So
 * `ukeyfuzz cc` sees them; liburcu's own are assembler, in which there would be no points.
 */
#ifndef _URCU_UATOMIC_H
#define _URCU_UATOMIC_H

#include <urcu/arch.h>
#include <urcu/compiler.h>
#include <urcu/system.h>

#define UATOMIC_HAS_ATOMIC_BYTE
#define UATOMIC_HAS_ATOMIC_SHORT

#define UATOMIC_VALUE(address, value) ((__typeof__(*(address)))(value))

/* liburcu promises no order here; who needs one adds a barrier. */
#define uatomic_set(address, value) \
    __atomic_store_n(address, UATOMIC_VALUE(address, value), __ATOMIC_RELAXED)
#define uatomic_read(address) __atomic_load_n(address, __ATOMIC_RELAXED)

/* These are full barriers, also for what is not atomic, and return a value. */
#define UATOMIC_FULL_BARRIERS(operation)      \
    __extension__({                           \
        __typeof__(operation) uatomic_result; \
        cmm_smp_mb();                         \
        uatomic_result = operation;           \
        cmm_smp_mb();                         \
        uatomic_result;                       \
    })
#define UATOMIC_CMPXCHG(address, expected, value)                                            \
    __extension__({                                                                          \
        __typeof__(*(address)) uatomic_old = UATOMIC_VALUE(address, expected);               \
        __atomic_compare_exchange_n(address, &uatomic_old, UATOMIC_VALUE(address, value), 0, \
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                     \
        uatomic_old;                                                                         \
    })
#define uatomic_xchg(address, value) \
    UATOMIC_FULL_BARRIERS(           \
        __atomic_exchange_n(address, UATOMIC_VALUE(address, value), __ATOMIC_SEQ_CST))
#define uatomic_cmpxchg(address, expected, value) \
    UATOMIC_FULL_BARRIERS(UATOMIC_CMPXCHG(address, expected, value))
#define uatomic_add_return(address, value) \
    UATOMIC_FULL_BARRIERS(__atomic_add_fetch(address, value, __ATOMIC_SEQ_CST))
#define uatomic_sub_return(address, value) \
    UATOMIC_FULL_BARRIERS(__atomic_sub_fetch(address, value, __ATOMIC_SEQ_CST))

/* And these are none. */
#define uatomic_add(address, value) ((void)__atomic_add_fetch(address, value, __ATOMIC_RELAXED))
#define uatomic_sub(address, value) ((void)__atomic_sub_fetch(address, value, __ATOMIC_RELAXED))
#define uatomic_inc(address)        uatomic_add(address, 1)
#define uatomic_dec(address)        uatomic_sub(address, 1)
#define uatomic_and(address, value) ((void)__atomic_and_fetch(address, value, __ATOMIC_RELAXED))
#define uatomic_or(address, value)  ((void)__atomic_or_fetch(address, value, __ATOMIC_RELAXED))

#define cmm_smp_mb__before_uatomic_and() cmm_smp_mb()
#define cmm_smp_mb__after_uatomic_and()  cmm_smp_mb()
#define cmm_smp_mb__before_uatomic_or()  cmm_smp_mb()
#define cmm_smp_mb__after_uatomic_or()   cmm_smp_mb()
#define cmm_smp_mb__before_uatomic_add() cmm_smp_mb()
#define cmm_smp_mb__after_uatomic_add()  cmm_smp_mb()
#define cmm_smp_mb__before_uatomic_sub() cmm_smp_mb()
#define cmm_smp_mb__after_uatomic_sub()  cmm_smp_mb()
#define cmm_smp_mb__before_uatomic_inc() cmm_smp_mb()
#define cmm_smp_mb__after_uatomic_inc()  cmm_smp_mb()
#define cmm_smp_mb__before_uatomic_dec() cmm_smp_mb()
#define cmm_smp_mb__after_uatomic_dec()  cmm_smp_mb()

#endif /* uatomic.h */
