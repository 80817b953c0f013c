/*
 * Pointers protected by RCU: liburcu's functions behind rcu_dereference() and its siblings. For
 * ThreadSanitizer, what was written before a pointer was published happens before what follows its
 * dereferencing, per pointee.
 *
 * And a check of what an atomic load of any pointer finds: an object whose callback is posted must
 * have been unpublished before, for a reader that begins later and still finds it is not waited
 * for. It is known by its rcu_head, which must be its first member. (Open vSwitch's 5042815d8 is
 * what this is there to see: it needs no reader that is just then in the wrong place.)
 */
#include <urcu/urcu-qsbr.h>

#include "rcu.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

enum { LOAD, STORE, EXCHANGE };

static void pointer_point(pending_operation pending, unsigned operation)
{
    if (scheduler.running) {
        scheduler_point_at(pending);
        scheduler_log(EVENT_ATOMIC, 0, operation);
    }
}

void runtime_rcu_loaded(const volatile void *object)
{
    if (scheduler.running && object && rcu_model_is_posted(object)) {
        runtime_violation("RCU/loads-what-was-posted",
                          "%s loads a pointer to an object that was given to call_rcu() before: a "
                          "reader that finds it there may not be waited for",
                          actor_name(actor_self()));
    }
}

void *rcu_dereference_sym(void *pointer)
{
    if (scheduler.running) {
        pointer_point(PENDING_NOTHING, LOAD); /* It has been loaded already. */
        rcu_model_check_reader("rcu_dereference()");
        if (pointer) {
            tsan_acquire(pointer);
        }
    }
    return pointer;
}

static void publish(void *pointer)
{
    if (pointer) {
        tsan_release(pointer);
    }
}

void *rcu_set_pointer_sym(void **where, void *pointer)
{
    pointer_point(pending_write(PENDING_ATOMIC, (uintptr_t)where), STORE);
    publish(pointer);
    __atomic_store_n(where, pointer, __ATOMIC_RELEASE);
    return pointer;
}

void *rcu_xchg_pointer_sym(void **where, void *pointer)
{
    void *old;

    pointer_point(pending_write(PENDING_ATOMIC, (uintptr_t)where), EXCHANGE);
    publish(pointer);
    old = __atomic_exchange_n(where, pointer, __ATOMIC_SEQ_CST);
    if (old) {
        tsan_acquire(old);
    }
    return old;
}

void *rcu_cmpxchg_pointer_sym(void **where, void *old, void *pointer)
{
    void *expected = old;

    pointer_point(pending_write(PENDING_ATOMIC, (uintptr_t)where), EXCHANGE);
    publish(pointer);
    __atomic_compare_exchange_n(where, &expected, pointer, false, __ATOMIC_SEQ_CST,
                                __ATOMIC_SEQ_CST);
    if (expected) {
        tsan_acquire(expected);
    }
    return expected;
}
