/*
 * The real ofproto-dpif-rid.c; OVS_RID_FILE names it. Where it tries again until another thread has
 * gone on, the other may go on.
 */
#include <config.h>

#include <ovs-atomic.h>
#include "runtime/pthread_api.h"

static inline bool try_reference(struct ovs_refcount *refcount)
{
    bool is_given = ovs_refcount_try_ref_rcu(refcount);

    if (!is_given) {
        runtime_sched_yield();
    }
    return is_given;
}

#define ovs_refcount_try_ref_rcu(REFCOUNT) try_reference(REFCOUNT)
#include OVS_RID_FILE
