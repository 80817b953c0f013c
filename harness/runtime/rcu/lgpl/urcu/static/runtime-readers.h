/*
 * In the place of liburcu's inline readers: with _LGPL_SOURCE, liburcu's headers would compile its
 * own into the program, which know nothing of the runtime. A folder with these headers, searched
 * first, makes calls of them.
 */
#ifndef RUNTIME_READERS_H
#define RUNTIME_READERS_H 1

#include <urcu/static/urcu-common.h>

#define RUNTIME_READERS(flavor)                           \
    extern void urcu_##flavor##_read_lock(void);          \
    extern void urcu_##flavor##_read_unlock(void);        \
    extern int urcu_##flavor##_read_ongoing(void);        \
    static inline void _urcu_##flavor##_read_lock(void)   \
    {                                                     \
        urcu_##flavor##_read_lock();                      \
    }                                                     \
    static inline void _urcu_##flavor##_read_unlock(void) \
    {                                                     \
        urcu_##flavor##_read_unlock();                    \
    }                                                     \
    static inline int _urcu_##flavor##_read_ongoing(void) \
    {                                                     \
        return urcu_##flavor##_read_ongoing();            \
    }

#endif /* runtime-readers.h */
