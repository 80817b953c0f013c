/*
 * In front of liburcu's header of this name: its barriers are the compiler's fences, of which the detector
 * of data races knows.
 */
#ifndef UKEYFUZZ_URCU_ARCH_H
#define UKEYFUZZ_URCU_ARCH_H

#include_next <urcu/arch.h>

#undef cmm_mb
#undef cmm_rmb
#undef cmm_wmb
#undef cmm_smp_mb
#undef cmm_smp_rmb
#undef cmm_smp_wmb
#undef cmm_read_barrier_depends
#undef cmm_smp_read_barrier_depends
#define cmm_mb()                       __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define cmm_rmb()                      __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define cmm_wmb()                      __atomic_thread_fence(__ATOMIC_RELEASE)
#define cmm_smp_mb()                   cmm_mb()
#define cmm_smp_rmb()                  cmm_rmb()
#define cmm_smp_wmb()                  cmm_wmb()
#define cmm_read_barrier_depends()     cmm_rmb()
#define cmm_smp_read_barrier_depends() cmm_rmb()

#endif /* arch.h */
