/*
 * What is given to call_rcu() must not be found by atomic loads any more.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <urcu/urcu-qsbr.h>

#include "runtime/test/check.h"

struct object {
    struct rcu_head rcu;
    int value;
};

static struct object *_Atomic published;

static struct object first, second;

static struct object *make(struct object *object)
{
    object->value = 1;
    return object;
}

static void poison(struct rcu_head *head)
{
    caa_container_of(head, struct object, rcu)->value = 0;
}

static void *read_twice(void *unused)
{
    rcu_register_thread();
    for (unsigned i = 0; i < 2; i++) {
        EXPECT(atomic_load(&published)->value > 0);
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

static void unpublish_and_free(void)
{
    struct object *old = atomic_exchange(&published, make(&second));

    call_rcu(&old->rcu, poison);
}

static void free_and_unpublish(void)
{
    struct object *old = atomic_load(&published);

    call_rcu(&old->rcu, poison);
    atomic_store(&published, make(&second));
}

static void update(void (*function)(void))
{
    pthread_t reader;

    rcu_register_thread();
    atomic_store(&published, make(&first));
    pthread_create(&reader, NULL, read_twice, NULL);
    function();
    rcu_thread_offline();
    pthread_join(reader, NULL);
    rcu_thread_online();
    rcu_unregister_thread();
}

static void right_order(void *unused)
{
    update(unpublish_and_free);
}

static void wrong_order(void *unused)
{
    update(free_and_unpublish);
}

int main(void)
{
    const struct test_case cases[] = {
        SILENT(right_order, 2000),
        FOUND(wrong_order, "RCU/loads-what-was-posted by thread-2", 2000),
    };

    return RUN_CASES(cases);
}
