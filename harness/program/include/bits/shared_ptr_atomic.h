/*
 * In front of libstdc++'s header of this name. A load of std::atomic<std::shared_ptr> gives its lock back by
 * a fetch_sub() that orders nothing (libstdc++'s bug 101761). What it has read would be in a data race with the
 * next store, which is no mistake of the program's, so each fetch_sub() orders here.
 */
#ifndef UKEYFUZZ_SHARED_PTR_ATOMIC_H
#define UKEYFUZZ_SHARED_PTR_ATOMIC_H

#include <bits/atomic_base.h>

#define fetch_sub(value, order) fetch_sub(value, memory_order_acq_rel)
#include_next <bits/shared_ptr_atomic.h>
#undef fetch_sub

#endif /* shared_ptr_atomic.h */
