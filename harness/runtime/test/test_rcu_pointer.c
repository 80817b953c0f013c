/*
 * What is given to call_rcu() must not be found by atomic loads any more.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <urcu/urcu-qsbr.h>

#include "check.h"

struct object {
    struct rcu_head rcu;
    int value;
};

static struct object *_Atomic published;

static struct object *make(int value)
{
    struct object *object = malloc(sizeof *object);

    object->value = value;
    return object;
}

static void free_object(struct rcu_head *head)
{
    free(caa_container_of(head, struct object, rcu));
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
    struct object *old = atomic_exchange(&published, make(2));

    call_rcu(&old->rcu, free_object);
}

static void free_and_unpublish(void)
{
    struct object *old = atomic_load(&published);

    call_rcu(&old->rcu, free_object);
    atomic_store(&published, make(2));
}

static void update(void (*function)(void))
{
    pthread_t reader;

    rcu_register_thread();
    atomic_store(&published, make(1));
    pthread_create(&reader, NULL, read_twice, NULL);
    function();
    rcu_thread_offline();
    pthread_join(reader, NULL);
    rcu_thread_online();
    free(atomic_load(&published));
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
    CHECK_SILENT(right_order, 2000);
    CHECK_FOUND(wrong_order, "RCU", "given to call_rcu() before", 2000);
    return 0;
}
