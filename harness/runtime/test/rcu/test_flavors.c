/*
 * liburcu's flavours on the model, by liburcu's own headers: compiled for each of memb, mb, bp and
 * qsbr, with and without _LGPL_SOURCE. Nothing is redirected: what is not liburcu's is called by the
 * runtime's names.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#if defined(FLAVOR_memb)
#include <urcu/urcu-memb.h>
#elif defined(FLAVOR_mb)
#include <urcu/urcu-mb.h>
#elif defined(FLAVOR_bp)
#include <urcu/urcu-bp.h>
#else
#include <urcu/urcu-qsbr.h>
#endif

#include "runtime/pthread_api.h"
#include "runtime/test/check.h"

struct object {
    struct rcu_head rcu;
    bool freed;
};

static struct object objects[2], *published;
static unsigned n_freed;

static void begin(void)
{
    objects[0].freed = objects[1].freed = false;
    published = &objects[0];
    n_freed = 0;
}

static void point(void)
{
    sched_point(EVENT_CLIENT, 0);
}

static void free_pointer(void *object)
{
    ((struct object *)object)->freed = true;
    n_freed++;
}

static void free_head(struct rcu_head *head)
{
    free_pointer(caa_container_of(head, struct object, rcu));
}

/* In sections one in the other: the inner end ends nothing. */
static void *read_nested(void *unused)
{
    const struct object *seen;

    rcu_register_thread();
    for (unsigned i = 0; i < 2; i++) {
        rcu_read_lock();
        rcu_read_lock();
        seen = rcu_dereference(published);
        point();
        rcu_read_unlock();
        point();
        EXPECT(!seen->freed);
        rcu_read_unlock();
#ifdef FLAVOR_qsbr
        rcu_quiescent_state();
#endif
    }
    rcu_unregister_thread();
    return NULL;
}

static void with_reader(void (*replace)(struct object *old))
{
    pthread_t reader;
    struct object *old;

    begin();
    runtime_pthread_create(&reader, NULL, read_nested, NULL);
    old = published;
    rcu_set_pointer(&published, &objects[1]);
    replace(old);
    runtime_pthread_join(reader, NULL);
}

static void wait_and_free(struct object *old)
{
    synchronize_rcu();
    free_pointer(old);
}

static void call_and_wait(struct object *old)
{
    call_rcu(&old->rcu, free_head);
    rcu_barrier();
    EXPECT(n_freed == 1);
}

static void defer_and_wait(struct object *old)
{
    EXPECT(!rcu_defer_register_thread());
    defer_rcu(free_pointer, old);
    rcu_defer_barrier();
    EXPECT(n_freed == 1);
    rcu_defer_unregister_thread();
}

static void free_at_once(struct object *old)
{
    free_pointer(old);
}

static void synchronizes(void *unused)
{
    with_reader(wait_and_free);
}
static void calls_back(void *unused)
{
    with_reader(call_and_wait);
}
static void defers(void *unused)
{
    with_reader(defer_and_wait);
}
static void does_not_wait(void *unused)
{
    with_reader(free_at_once);
}

/* Outside its sections, nobody waits for a reader; in QSBR, everybody does. */
static void *idle(void *done)
{
    rcu_register_thread();
    rcu_read_lock();
    rcu_read_unlock();
    while (!atomic_load((atomic_bool *)done)) {
        runtime_sched_yield();
    }
    rcu_unregister_thread();
    return NULL;
}

static void waits_for_nobody(void *unused)
{
    pthread_t reader;
    atomic_bool done = false;

    runtime_pthread_create(&reader, NULL, idle, &done);
    runtime_sched_yield();
    synchronize_rcu();
    atomic_store(&done, true);
    runtime_pthread_join(reader, NULL);
}

/* Without _LGPL_SOURCE, sections of QSBR are empty functions of liburcu's header. */
#if defined(_LGPL_SOURCE) || !defined(FLAVOR_qsbr)
#define SEES_SECTIONS 1
#endif

#ifdef SEES_SECTIONS
static void waits_in_section(void *unused)
{
    rcu_register_thread();
    rcu_read_lock();
    synchronize_rcu();
}

static void unlocks_too_often(void *unused)
{
    rcu_register_thread();
    rcu_read_lock();
    rcu_read_unlock();
    rcu_read_unlock();
}

static void leaves_in_section(void *unused)
{
    rcu_register_thread();
    rcu_read_lock();
    rcu_unregister_thread();
}

static void reads_unregistered(void *unused)
{
    rcu_read_lock();
    EXPECT(rcu_read_ongoing());
    rcu_read_unlock();
    EXPECT(!rcu_read_ongoing());
}
#endif /* SEES_SECTIONS */

#ifndef FLAVOR_qsbr
extern void urcu_mb_synchronize_rcu(void);
extern void urcu_memb_synchronize_rcu(void);

static void mixes(void *unused)
{
    synchronize_rcu();
    urcu_mb_synchronize_rcu();
    urcu_memb_synchronize_rcu();
}
#endif

int main(void)
{
    const struct test_case cases[] = {
        SILENT(synchronizes, 300),
        SILENT(calls_back, 300),
        SILENT(defers, 300),
        FOUND(does_not_wait, "EXPECT !seen->freed", 300),
#ifdef FLAVOR_qsbr
        FOUND(waits_for_nobody,
              "PROG/livelock; main waits for a grace perio held by thread; thread-2 yields", 100),
#else
        SILENT(waits_for_nobody, 100), VIOLATION(mixes, "RCU/mixed-flavors by main"),
#endif
#ifdef SEES_SECTIONS
        VIOLATION(waits_in_section, "RCU/inside-read-lock by main in synchronize_rcu()"),
        VIOLATION(unlocks_too_often, "RCU/unlock-without-lock by main"),
#ifdef FLAVOR_bp /* Readers register themselves. */
        VIOLATION(leaves_in_section, "RCU/inside-read-lock by main in the end of the thread"),
        CLEAN(reads_unregistered),
#else
        VIOLATION(leaves_in_section, "RCU/inside-read-lock by main in rcu_unregister_thread()"),
        VIOLATION(reads_unregistered, "RCU/no-reader by main"),
#endif
#endif
    };

    return RUN_CASES(cases);
}
