/* The model of QSBR: grace periods, callbacks, and what a missing grace period looks like. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <urcu/urcu-qsbr.h>

#include "runtime/test/check.h"

enum { ALIVE = 0x600d, FREED = 0xdead };

struct object {
    struct rcu_head rcu;
    atomic_int state;
};

static struct object objects[4];
static struct object *published;
static atomic_int step;
static atomic_int n_called;

static void poison(struct rcu_head *head)
{
    struct object *object = caa_container_of(head, struct object, rcu);

    atomic_store(&object->state, FREED);
    n_called++;
}

static void prepare(void)
{
    for (unsigned i = 0; i < 4; i++) {
        atomic_init(&objects[i].state, ALIVE);
    }
    published = &objects[0];
    atomic_init(&step, 0);
    n_called = 0;
}

static void wait_for_step(int n)
{
    while (atomic_load(&step) < n) {
        sched_yield();
    }
}

/* Callbacks run at the moment when the last reader has passed, and not before. */
static void *read_until_step_one(void *unused)
{
    rcu_register_thread();
    atomic_store(&step, 1);
    wait_for_step(2);
    EXPECT(n_called == 0 && runtime_pending_callbacks() == 1);
    EXPECT(runtime_unfinished_callbacks() == 1);
    rcu_quiescent_state();
    EXPECT(n_called == 1 && runtime_pending_callbacks() == 0);
    EXPECT(runtime_unfinished_callbacks() == 0);
    rcu_unregister_thread();
    return NULL;
}

static void callback_waits_for_reader(void *unused)
{
    pthread_t reader;

    prepare();
    pthread_create(&reader, NULL, read_until_step_one, NULL);
    wait_for_step(1);
    call_rcu(&objects[0].rcu, poison);
    EXPECT(n_called == 0);
    atomic_store(&step, 2);
    pthread_join(reader, NULL);
}

static void callback_waits_for_its_poster(void *unused)
{
    prepare();
    rcu_register_thread();
    call_rcu(&objects[0].rcu, poison);
    call_rcu(&objects[1].rcu, poison);
    EXPECT(n_called == 0);
    rcu_quiescent_state();
    EXPECT(n_called == 2);
    call_rcu(&objects[2].rcu, poison);
    rcu_thread_offline();
    EXPECT(n_called == 3);
    call_rcu(&objects[3].rcu, poison);
    EXPECT(n_called == 4);
    rcu_thread_online();
    EXPECT(rcu_read_ongoing());
    rcu_unregister_thread();
    EXPECT(!rcu_read_ongoing());
}

/* Who comes online after the callback was posted does not hold it up. */
static void *read_on(void *unused)
{
    rcu_register_thread();
    atomic_store(&step, 1);
    wait_for_step(2);
    rcu_unregister_thread();
    return NULL;
}

static void late_reader_is_not_waited_for(void *unused)
{
    pthread_t reader;

    prepare();
    rcu_register_thread();
    call_rcu(&objects[0].rcu, poison);
    pthread_create(&reader, NULL, read_on, NULL);
    wait_for_step(1);
    rcu_quiescent_state();
    EXPECT(n_called == 1);
    rcu_unregister_thread();
    atomic_store(&step, 2);
    pthread_join(reader, NULL);
}

static void *quiesce_late(void *unused)
{
    rcu_register_thread();
    atomic_store(&step, 1);
    for (int i = 0; i < 5; i++) {
        sched_yield();
    }
    atomic_store(&step, 2);
    while (atomic_load(&step) < 3) {
        rcu_quiescent_state();
        sched_yield();
    }
    rcu_unregister_thread();
    return NULL;
}

static void synchronize_waits(void *unused)
{
    pthread_t reader;

    prepare();
    rcu_register_thread();
    pthread_create(&reader, NULL, quiesce_late, NULL);
    wait_for_step(1);
    synchronize_rcu();
    EXPECT(atomic_load(&step) == 2);
    EXPECT(rcu_read_ongoing());
    atomic_store(&step, 3);
    rcu_unregister_thread();
    pthread_join(reader, NULL);
}

static void barrier_waits(void *unused)
{
    pthread_t reader;

    prepare();
    pthread_create(&reader, NULL, quiesce_late, NULL);
    wait_for_step(1);
    call_rcu(&objects[0].rcu, poison);
    call_rcu(&objects[1].rcu, poison);
    EXPECT(n_called == 0 || atomic_load(&step) == 2);
    rcu_barrier();
    EXPECT(n_called == 2 && atomic_load(&step) == 2);
    atomic_store(&step, 3);
    pthread_join(reader, NULL);
    rcu_barrier();
}

/* A callback may post another, which has a grace period of its own; both run before the end. */
static void post_next(struct rcu_head *head)
{
    EXPECT(rcu_read_ongoing());
    n_called++;
    call_rcu(&objects[1].rcu, poison);
    EXPECT(n_called == 1);
}

static void callback_posts(void *unused)
{
    prepare();
    call_rcu(&objects[0].rcu, post_next);
    rcu_barrier();
    rcu_barrier();
    EXPECT(n_called == 2);
    /* Posted again, now that it is no longer pending. */
    call_rcu(&objects[1].rcu, poison);
    rcu_barrier();
    EXPECT(n_called == 3);
}

static void free_object(struct rcu_head *head)
{
    free(caa_container_of(head, struct object, rcu));
    n_called++;
}

static void frees_at_the_end(void *unused)
{
    n_called = 0;
    rcu_register_thread();
    for (int i = 0; i < 10; i++) {
        struct object *object = malloc(sizeof *object);

        call_rcu(&object->rcu, free_object);
    }
    EXPECT(runtime_pending_callbacks() == 10);
    rcu_unregister_thread();
}

/* A writer frees what a reader may still see; the twin waits for a grace period. */
static bool waits;

static void *read_published(void *unused)
{
    rcu_register_thread();
    for (int i = 0; i < 3; i++) {
        struct object *object;

        rcu_read_lock();
        object = rcu_dereference(published);
        EXPECT(atomic_load(&object->state) == ALIVE);
        rcu_read_unlock();
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

static void replace_published(void)
{
    pthread_t readers[2];

    prepare();
    for (int i = 0; i < 2; i++) {
        pthread_create(&readers[i], NULL, read_published, NULL);
    }
    for (int i = 1; i < 3; i++) {
        struct object *old = rcu_xchg_pointer(&published, &objects[i]);

        if (waits) {
            call_rcu(&old->rcu, poison);
        } else {
            poison(&old->rcu);
        }
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(readers[i], NULL);
    }
}

static void freed_at_once(void *unused)
{
    waits = false;
    replace_published();
}

static void freed_after_grace_period(void *unused)
{
    waits = true;
    replace_published();
}

/* A callback posted before the object was unpublished: the grace period began too early. */
static void *read_with_pauses(void *unused)
{
    rcu_register_thread();
    for (int i = 0; i < 2; i++) {
        struct object *object = rcu_dereference(published);

        sched_yield();
        EXPECT(atomic_load(&object->state) == ALIVE);
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

static void posted_too_early(void *unused)
{
    pthread_t reader;

    prepare();
    pthread_create(&reader, NULL, read_with_pauses, NULL);
    call_rcu(&objects[0].rcu, poison);
    rcu_set_pointer(&published, &objects[1]);
    pthread_join(reader, NULL);
}

static void unpublished_first(void *unused)
{
    pthread_t reader;

    prepare();
    pthread_create(&reader, NULL, read_with_pauses, NULL);
    rcu_set_pointer(&published, &objects[1]);
    call_rcu(&objects[0].rcu, poison);
    pthread_join(reader, NULL);
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(callback_waits_for_reader),
        CLEAN(callback_waits_for_its_poster),
        CLEAN(late_reader_is_not_waited_for),
        CLEAN(synchronize_waits),
        SILENT(synchronize_waits, 500),
        CLEAN(barrier_waits),
        SILENT(barrier_waits, 500),
        CLEAN(callback_posts),
        CLEAN(frees_at_the_end),
        SILENT(frees_at_the_end, 500),
        FOUND(freed_at_once, "EXPECT atomic_load(&object->state) == ALIVE", 100),
        SILENT(freed_after_grace_period, 4000),
        FOUND(posted_too_early, "EXPECT atomic_load(&object->state) == ALIVE", 1000),
        SILENT(unpublished_first, 4000),
    };

    return RUN_CASES(cases);
}
