/*
 * In front of liburcu's header of this name: an access to what is shared is an atomic one, so that the
 * detector of data races knows it from a plain one. A load is an acquire: liburcu orders what follows it
 * by a dependence, for which compilers have no other word.
 */
#ifndef UKEYFUZZ_URCU_SYSTEM_H
#define UKEYFUZZ_URCU_SYSTEM_H

#include_next <urcu/system.h>

/* The type of a value of the expression, which is never const. */
#define UKEYFUZZ_VALUE_OF(x)                                       \
    __typeof__(__extension__({                                     \
        __typeof__(x) __attribute__((unused)) ukeyfuzz_none = {0}; \
        ukeyfuzz_none;                                             \
    }))

#undef _CMM_LOAD_SHARED
#undef CMM_LOAD_SHARED
#undef _CMM_STORE_SHARED
#undef CMM_STORE_SHARED
#define _CMM_LOAD_SHARED(x)                                      \
    __extension__({                                              \
        UKEYFUZZ_VALUE_OF(x) ukeyfuzz_loaded;                    \
        __atomic_load(&(x), &ukeyfuzz_loaded, __ATOMIC_ACQUIRE); \
        ukeyfuzz_loaded;                                         \
    })
#define CMM_LOAD_SHARED(x) _CMM_LOAD_SHARED(x)
#define _CMM_STORE_SHARED(x, v)                                   \
    __extension__({                                               \
        __typeof__(x) ukeyfuzz_stored = (v);                      \
        __atomic_store(&(x), &ukeyfuzz_stored, __ATOMIC_RELAXED); \
        ukeyfuzz_stored = ukeyfuzz_stored;                        \
    })
#define CMM_STORE_SHARED(x, v) _CMM_STORE_SHARED(x, v)

#endif /* system.h */
