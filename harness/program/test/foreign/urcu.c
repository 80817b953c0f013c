/*
 * liburcu's queue, stack, hash table and callbacks, by its own headers, under each flavour (-DFLAVOR_memb, ...),
 * with and without _LGPL_SOURCE. BUG, one of the numbers below, uses one of them wrongly.
 */
#define URCU_API_MAP
#if defined(FLAVOR_memb)
#include <urcu/urcu-memb.h>
#elif defined(FLAVOR_mb)
#include <urcu/urcu-mb.h>
#elif defined(FLAVOR_bp)
#include <urcu/urcu-bp.h>
#else
#include <urcu/urcu-qsbr.h>
#endif
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <urcu/compiler.h>
#include <urcu/lfstack.h>
#include <urcu/rculfhash.h>
#include <urcu/wfcqueue.h>

#ifndef BUG
#define BUG 0
#endif

/* What is used wrongly. */
enum {
    TWO_DEQUEUE = 1, /* Two dequeue without the queue's lock. */
    POP_WITHOUT_RCU, /* A popped node is freed while another one pops. */
    FREED_AT_ONCE,   /* A node of the table is freed without a grace period. */
    NO_BARRIER       /* Nobody waits for the callbacks. */
};

struct item {
    struct cds_wfcq_node queued;
    struct cds_lfs_node stacked;
    struct cds_lfht_node hashed;
    struct rcu_head rcu;
    int value;
};

static struct cds_wfcq_head queue_head;
static struct cds_wfcq_tail queue_tail;
static struct cds_lfs_stack stack;
static struct cds_lfht *table;
static int n_freed;
static pthread_mutex_t dequeue_lock = PTHREAD_MUTEX_INITIALIZER;

static struct item *new_item(int value)
{
    struct item *item = calloc(1, sizeof *item);

    item->value = value;
    cds_wfcq_node_init(&item->queued);
    cds_lfs_node_init(&item->stacked);
    cds_lfht_node_init(&item->hashed);
    return item;
}

static void free_item(struct rcu_head *head)
{
    free(caa_container_of(head, struct item, rcu));
    n_freed++;
}

static void free_pointer(void *item)
{
    free(item);
    n_freed++;
}

static void *through_queue(void *unused)
{
    struct cds_wfcq_node *node;

    cds_wfcq_enqueue(&queue_head, &queue_tail, &new_item(1)->queued);
    if (BUG != TWO_DEQUEUE) {
        pthread_mutex_lock(&dequeue_lock);
    }
    node = __cds_wfcq_dequeue_blocking(&queue_head, &queue_tail);
    if (BUG != TWO_DEQUEUE) {
        pthread_mutex_unlock(&dequeue_lock);
    }
    assert(node);
    free(caa_container_of(node, struct item, queued));
    return unused;
}

static void *through_stack(void *unused)
{
    struct cds_lfs_node *node;

    rcu_register_thread();
    for (unsigned i = 0; i < 2; i++) {
        cds_lfs_push(&stack, &new_item(1)->stacked);
        rcu_read_lock();
        node = __cds_lfs_pop(&stack);
        rcu_read_unlock();
        assert(node);
        if (BUG == POP_WITHOUT_RCU) {
            free_item(&caa_container_of(node, struct item, stacked)->rcu);
        } else {
            call_rcu(&caa_container_of(node, struct item, stacked)->rcu, free_item);
        }
    }
    rcu_unregister_thread();
    return unused;
}

static int matches(struct cds_lfht_node *node, const void *key)
{
    return caa_container_of(node, struct item, hashed)->value == *(const int *)key;
}

static void *look_up(void *unused)
{
    struct cds_lfht_iter iter;
    int key = 1;

    rcu_register_thread();
    rcu_read_lock();
    cds_lfht_lookup(table, 1, matches, &key, &iter);
    if (cds_lfht_iter_get_node(&iter)) {
        assert(caa_container_of(cds_lfht_iter_get_node(&iter), struct item, hashed)->value == 1);
    }
    rcu_read_unlock();
    rcu_unregister_thread();
    return unused;
}

static void *remove_it(void *unused)
{
    struct item *item;
    struct cds_lfht_iter iter;
    int key = 1;

    rcu_register_thread();
    rcu_defer_register_thread();
    rcu_read_lock();
    cds_lfht_lookup(table, 1, matches, &key, &iter);
    item = caa_container_of(cds_lfht_iter_get_node(&iter), struct item, hashed);
    assert(!cds_lfht_del(table, &item->hashed));
    rcu_read_unlock();
    if (BUG == FREED_AT_ONCE) {
        free_pointer(item);
    } else {
        defer_rcu(free_pointer, item);
        rcu_defer_barrier();
    }
    rcu_defer_unregister_thread();
    rcu_unregister_thread();
    return unused;
}

/* Two threads at a time. */
static void both(void *(*one)(void *), void *(*other)(void *))
{
    pthread_t a, b;

    pthread_create(&a, NULL, one, NULL);
    pthread_create(&b, NULL, other, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
}

int main(void)
{
    struct item *item = new_item(1);

    rcu_init();
    cds_wfcq_init(&queue_head, &queue_tail);
    cds_lfs_init(&stack);
    table = cds_lfht_new(1, 1, 0, 0, NULL);
    rcu_register_thread();
    rcu_read_lock();
    cds_lfht_add(table, 1, &item->hashed);
    rcu_read_unlock();
    rcu_unregister_thread();

    both(through_queue, through_queue);
    both(through_stack, through_stack);
    both(look_up, remove_it);
    if (BUG != NO_BARRIER) {
        rcu_barrier();
    }
    assert(n_freed == 5);
    assert(!cds_lfht_destroy(table, NULL));
    return 0;
}
