/*
 * liburcu's structures that are compiled into the program, and its barriers: a queue, a stack, a list of RCU,
 * and a message that is ordered by barriers alone. Each way is an argument; with -DBUG what a reader may
 * hold is freed, or used by two at a time, or published too early.
 */
#define _LGPL_SOURCE
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <urcu/lfstack.h>
#include <urcu/rculist.h>
#include <urcu/urcu-memb.h>
#include <urcu/wfcqueue.h>

struct item {
    struct cds_wfcq_node queued;
    struct cds_lfs_node stacked;
    struct cds_list_head listed;
    struct rcu_head rcu;
    int value;
};
static struct cds_wfcq_head head;
static struct cds_wfcq_tail tail;
static struct cds_lfs_stack stack;
static CDS_LIST_HEAD(list);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int sum, message, sent;

static struct item *make(int value)
{
    struct item *item = malloc(sizeof *item);

    item->value = value;
    return item;
}

static void release(struct rcu_head *rcu)
{
    free(caa_container_of(rcu, struct item, rcu));
}

static void retire(struct item *item)
{
#ifdef BUG
    free(item);
#else
    urcu_memb_call_rcu(&item->rcu, release);
#endif
}

static void *enqueue(void *unused)
{
    for (int value = 1; value <= 2; value++) {
        struct item *item = make(value);

        cds_wfcq_node_init(&item->queued);
        cds_wfcq_enqueue(&head, &tail, &item->queued);
    }
    return unused;
}

static struct cds_wfcq_node *take(void)
{
#ifdef BUG
    return __cds_wfcq_dequeue_blocking(&head, &tail);
#else
    return cds_wfcq_dequeue_blocking(&head, &tail);
#endif
}

static void *dequeue(void *unused)
{
    struct cds_wfcq_node *node;

    for (int i = 0; i < 2; i++) {
        if ((node = take())) {
            struct item *item = caa_container_of(node, struct item, queued);

            uatomic_add(&sum, item->value);
            free(item);
        }
    }
    return unused;
}

static void *push(void *unused)
{
    for (int value = 1; value <= 2; value++) {
        struct item *item = make(value);

        cds_lfs_node_init(&item->stacked);
        cds_lfs_push(&stack, &item->stacked);
    }
    return unused;
}

static void *pop(void *unused)
{
    urcu_memb_register_thread();
    for (int i = 0; i < 2; i++) {
        struct cds_lfs_node *node;

        urcu_memb_read_lock();
        node = __cds_lfs_pop(&stack);
        urcu_memb_read_unlock();
        if (node) {
            struct item *item = caa_container_of(node, struct item, stacked);

            uatomic_add(&sum, item->value);
            retire(item);
        }
    }
    urcu_memb_unregister_thread();
    return unused;
}

static void *add_and_remove(void *unused)
{
    struct item *item = make(2);

    urcu_memb_register_thread();
    pthread_mutex_lock(&lock);
    cds_list_add_rcu(&item->listed, &list);
    cds_list_del_rcu(&item->listed);
    pthread_mutex_unlock(&lock);
    retire(item);
    urcu_memb_unregister_thread();
    return unused;
}

static void *walk(void *unused)
{
    struct item *item;

    urcu_memb_register_thread();
    urcu_memb_read_lock();
    cds_list_for_each_entry_rcu(item, &list, listed)
    {
        uatomic_add(&sum, item->value);
    }
    urcu_memb_read_unlock();
    urcu_memb_unregister_thread();
    return unused;
}

static void *send(void *unused)
{
#ifdef BUG
    CMM_STORE_SHARED(sent, 1);
#endif
    message = 42;
    cmm_smp_wmb();
    CMM_STORE_SHARED(sent, 1);
    return unused;
}

static void *receive(void *unused)
{
    if (CMM_LOAD_SHARED(sent)) {
        cmm_smp_rmb();
        assert(message == 42);
    }
    return unused;
}

int main(int argc, char **argv)
{
    static void *(*const pairs[][2])(void *) = {
        {enqueue, dequeue}, {push, pop}, {add_and_remove, walk}, {send, receive}};
    int way = argc > 1 ? atoi(argv[1]) : 0;
    pthread_t threads[3];

    cds_wfcq_init(&head, &tail);
    cds_lfs_init(&stack);
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, pairs[way][i > 0], NULL);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    urcu_memb_barrier();
    assert(way == 2 ? sum == 0 || sum == 2 || sum == 4 : sum <= 3);
    return 0;
}
