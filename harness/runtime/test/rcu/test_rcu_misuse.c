/* The model of QSBR: misuse is reported as such, and who waits for whom is said. */
#include <pthread.h>
#include <urcu/urcu-qsbr.h>

#include "runtime/test/check.h"

static struct rcu_head head;
static struct rcu_head *published = &head;

static void do_nothing(struct rcu_head *unused) {}

static void dereferences_unregistered(void *unused)
{
    (void)rcu_dereference(published);
}

static void dereferences_offline(void *unused)
{
    rcu_register_thread();
    rcu_thread_offline();
    (void)rcu_dereference(published);
}

static void locks_offline(void *unused)
{
    rcu_register_thread();
    rcu_thread_offline();
    rcu_read_lock();
}

static void quiesces_inside(void *unused)
{
    rcu_register_thread();
    rcu_read_lock();
    rcu_read_lock();
    rcu_read_unlock();
    rcu_quiescent_state();
}

static void quiesces_offline(void *unused)
{
    rcu_register_thread();
    rcu_thread_offline();
    rcu_quiescent_state();
}

static void goes_offline_inside(void *unused)
{
    rcu_register_thread();
    rcu_read_lock();
    rcu_thread_offline();
}

static void unlocks_without_lock(void *unused)
{
    rcu_register_thread();
    rcu_read_unlock();
}

static void synchronizes_inside(void *unused)
{
    rcu_register_thread();
    rcu_read_lock();
    synchronize_rcu();
}

static void posts_twice(void *unused)
{
    rcu_register_thread();
    call_rcu(&head, do_nothing);
    call_rcu(&head, do_nothing);
}

static void registers_twice(void *unused)
{
    rcu_register_thread();
    rcu_register_thread();
}

static void unregisters_unregistered(void *unused)
{
    rcu_unregister_thread();
}

static void *stay_registered(void *unused)
{
    rcu_register_thread();
    return NULL;
}

static void ends_registered(void *unused)
{
    pthread_t thread;

    pthread_create(&thread, NULL, stay_registered, NULL);
    pthread_join(thread, NULL);
}

static void call_barrier(struct rcu_head *unused)
{
    rcu_barrier();
}

static void waits_for_itself(void *unused)
{
    call_rcu(&head, call_barrier);
    rcu_barrier();
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *block_online(void *unused)
{
    rcu_register_thread();
    pthread_mutex_lock(&mutex);
    return NULL;
}

static void reader_blocks_on_the_one_who_waits(void *unused)
{
    pthread_t reader;

    pthread_mutex_lock(&mutex);
    pthread_create(&reader, NULL, block_online, NULL);
    sched_yield();
    synchronize_rcu();
}

int main(void)
{
    const struct test_case cases[] = {
        VIOLATION(dereferences_unregistered, "RCU/no-reader by main in rcu_dereference()"),
        VIOLATION(dereferences_offline, "RCU/offline by main in rcu_dereference()"),
        VIOLATION(locks_offline, "RCU/offline by main in rcu_read_lock()"),
        VIOLATION(quiesces_inside, "RCU/inside-read-lock by main in rcu_quiescent_state()"),
        VIOLATION(quiesces_offline, "RCU/offline by main in rcu_quiescent_state()"),
        VIOLATION(goes_offline_inside, "RCU/inside-read-lock by main in rcu_thread_offline()"),
        VIOLATION(unlocks_without_lock, "RCU/unlock-without-lock by main"),
        VIOLATION(synchronizes_inside, "RCU/inside-read-lock by main in synchronize_rcu()"),
        VIOLATION(posts_twice, "RCU/posted-twice by main"),
        VIOLATION(registers_twice, "RCU/registered-twice by main"),
        VIOLATION(unregisters_unregistered,
                  "RCU/not-registered by main in rcu_unregister_thread()"),
        VIOLATION(ends_registered, "RCU/ends-registered by thread-2"),
        VIOLATION(waits_for_itself, "RCU/barrier-in-callback by call_rcu"),
        VIOLATION(reader_blocks_on_the_one_who_waits,
                  "LOCK/deadlock; main waits for a grace perio held by thread; thread-2 waits for "
                  "mutex 1 held by main"),
    };

    return RUN_CASES(cases);
}
