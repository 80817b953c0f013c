/*
 * To be included before ofproto-dpif-upcall.c and after all headers that it includes: gives the
 * words through which it speaks to the rest of the switch a second meaning, without touching it.
 * Each looks at the ukeys first, so each step of a ukey is seen before the next. Atomics, tables and
 * the clock get a scheduling point.
 */
#ifndef OVS_REDIRECT_H
#define OVS_REDIRECT_H 1

#include <cmap.h>
#include <coverage.h>
#include <ovs-atomic.h>
#include <ovs-rcu.h>
#include <ovs-thread.h>
#include "ovs/watch.h"
#include <openvswitch/poll-loop.h>
#include "runtime/pthread_api.h"
#include <seq.h>
#include <unixctl.h>
#include <util.h>

/* Where the file says where it is: before each step of a ukey and each call of a lock. */
static inline const char *ovs_seen_at(const char *where)
{
    watch_look();
    return where;
}
#undef OVS_SOURCE_LOCATOR
#define OVS_SOURCE_LOCATOR ovs_seen_at(__FILE__ ":" OVS_STRINGIZE(__LINE__))

/* Locks of ukeys. */
static void ovs_seen_mutex_init(const struct ovs_mutex *);
static void ovs_seen_mutex_destroy(const struct ovs_mutex *);
static void ovs_seen_mutex_unlock(const struct ovs_mutex *);
static int ovs_seen_mutex_trylock(const struct ovs_mutex *, const char *where);
#define ovs_mutex_init(MUTEX)    ovs_seen_mutex_init(MUTEX)
#define ovs_mutex_destroy(MUTEX) ovs_seen_mutex_destroy(MUTEX)
#define ovs_mutex_unlock(MUTEX)  ovs_seen_mutex_unlock(MUTEX)
#undef ovs_mutex_trylock
#define ovs_mutex_trylock(MUTEX) ovs_seen_mutex_trylock(MUTEX, OVS_SOURCE_LOCATOR)

/* Tables of ukeys. */
static size_t ovs_seen_cmap_insert(struct cmap *, struct cmap_node *, uint32_t hash);
static size_t ovs_seen_cmap_replace(struct cmap *, struct cmap_node *old, struct cmap_node *new_,
                                    uint32_t hash);
static const struct cmap_node *ovs_seen_cmap_find(const struct cmap *, uint32_t hash);
#define cmap_insert(MAP, NODE, HASH)      ovs_seen_cmap_insert(MAP, NODE, HASH)
#define cmap_replace(MAP, OLD, NEW, HASH) ovs_seen_cmap_replace(MAP, OLD, NEW, HASH)
#define cmap_remove(MAP, NODE, HASH)      ovs_seen_cmap_replace(MAP, NODE, NULL, HASH)
#define cmap_find(MAP, HASH)              ovs_seen_cmap_find(MAP, HASH)

/* Counters: ours are read, and not those of each thread, which fibers share. */
static void ovs_seen_counter(const char *name);
#undef COVERAGE_INC
#define COVERAGE_INC(COUNTER) ovs_seen_counter(#COUNTER)

/* Atomics: those of the file's own text. */
#define OVS_ATOMIC_POINT(POINTER, OPERATION) \
    runtime_atomic_point((const void *)(POINTER), OPERATION)
static void ovs_seen_number(const void *variable, uint64_t value);
#undef atomic_read_relaxed
#define atomic_read_relaxed(VAR, DST)                                                \
    (OVS_ATOMIC_POINT(VAR, 0), atomic_read_explicit(VAR, DST, memory_order_relaxed), \
     ovs_seen_number(VAR, (uint64_t) * (DST)))
#undef atomic_store_relaxed
#define atomic_store_relaxed(VAR, VALUE)                                                \
    (OVS_ATOMIC_POINT(VAR, 1), atomic_store_explicit(VAR, VALUE, memory_order_relaxed), \
     ovs_seen_number(VAR, (uint64_t)(VALUE)))
#undef ovsrcu_get
#define ovsrcu_get(TYPE, VAR) \
    (OVS_ATOMIC_POINT(VAR, 0), ovsrcu_get__(TYPE, VAR, memory_order_consume))
#undef ovsrcu_set
#define ovsrcu_set(VAR, VALUE)                            \
    ({                                                    \
        typeof(VALUE) ovs_new = (VALUE);                  \
        OVS_ATOMIC_POINT(VAR, 1);                         \
        ovsrcu_set__(VAR, ovs_new, memory_order_release); \
    })

/* Threads, time, and the end of a batch or a round. */
static pthread_t ovs_seen_thread_create(const char *name, void *(*start)(void *), void *arg);
static void ovs_seen_poll_block(void);
static void ovs_seen_timer(long long int until, const char *where);
#define ovs_thread_create(NAME, START, ARG) ovs_seen_thread_create(NAME, START, ARG)
#define poll_block()                        ovs_seen_poll_block()
#undef poll_timer_wait_until
#define poll_timer_wait_until(MS) ovs_seen_timer(MS, OVS_SOURCE_LOCATOR)

/* Answers to commands. */
static void ovs_seen_reply(struct unixctl_conn *);
#define unixctl_command_reply(CONN, TEXT)       ovs_seen_reply(CONN)
#define unixctl_command_reply_error(CONN, TEXT) ovs_seen_reply(CONN)

#endif /* redirect.h */
