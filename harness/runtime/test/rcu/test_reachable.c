/* Memory is freed while readers can reach it: known by the table's operations and call_rcu(). */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#include "runtime/test/check.h"

struct item {
    struct cds_lfht_node node;
    struct rcu_head rcu;
    pthread_mutex_t mutex;
    atomic_int references;
};

static struct cds_lfht *table;
static struct item *item;
static sem_t looked, changed;

static int matches(struct cds_lfht_node *node, const void *key)
{
    return 1;
}

static struct item *find(void)
{
    struct cds_lfht_iter iter;
    struct cds_lfht_node *node;

    cds_lfht_lookup(table, 1, matches, NULL, &iter);
    node = cds_lfht_iter_get_node(&iter);
    return node ? caa_container_of(node, struct item, node) : NULL;
}

static void just_free(void)
{
    free(item);
    item = NULL;
}

static void free_item(struct rcu_head *head)
{
    EXPECT(head == &item->rcu);
    just_free();
}

static void put_item(struct rcu_head *head)
{
    if (atomic_fetch_sub(&item->references, 1) == 1) {
        free_item(head);
    }
}

static void begin(int flags)
{
    just_free(); /* What an execution that ended early has left. */
    rcu_register_thread();
    table = cds_lfht_new(8, 8, 0, flags, NULL);
    item = calloc(1, sizeof *item);
    pthread_mutex_init(&item->mutex, NULL);
    cds_lfht_add(table, 1, &item->node);
    sem_init(&looked, 0, 0);
    sem_init(&changed, 0, 0);
}

static void take_out(void)
{
    EXPECT(!cds_lfht_del(table, &item->node));
}

/* Looks at the item, and stays online until the other has changed something. */
static void *look(void *unused)
{
    rcu_register_thread();
    EXPECT(find());
    sem_post(&looked);
    sem_wait(&changed);
    rcu_unregister_thread();
    return NULL;
}

/* Is online and has not looked at the table. */
static void *look_elsewhere(void *unused)
{
    rcu_register_thread();
    sem_post(&looked);
    sem_wait(&changed);
    rcu_unregister_thread();
    return NULL;
}

/* Keeps the item across a quiescent state, while the other gives it to call_rcu(). */
static void *look_too_long(void *unused)
{
    struct item *found;

    rcu_register_thread();
    found = find();
    EXPECT(found);
    sem_post(&looked);
    sem_wait(&changed);
    rcu_quiescent_state();
    pthread_mutex_lock(&found->mutex);
    pthread_mutex_unlock(&found->mutex);
    rcu_unregister_thread();
    return NULL;
}

/* Runs `change` when the other thread has done what it does first, and then ends. */
static void change_beside(void *(*other)(void *), void (*change)(void))
{
    pthread_t thread;

    begin(0);
    pthread_create(&thread, NULL, other, NULL);
    sem_wait(&looked);
    change();
    sem_post(&changed);
    pthread_join(thread, NULL);
    rcu_unregister_thread();
    rcu_barrier();
    EXPECT(!cds_lfht_destroy(table, NULL));
}

static void take_out_and_post(void)
{
    take_out();
    call_rcu(&item->rcu, free_item);
}

static void post_and_take_out(void)
{
    call_rcu(&item->rcu, free_item);
    take_out();
}

static void take_out_and_put(void)
{
    atomic_store(&item->references, 1);
    take_out();
    call_rcu(&item->rcu, put_item);
}

static void take_out_and_free(void)
{
    take_out();
    just_free();
}

static void take_out_wait_and_free(void)
{
    take_out();
    sem_post(&changed);
    synchronize_rcu();
    just_free();
}

static void frees_after_grace_period(void *unused)
{
    change_beside(look, take_out_and_post);
}

static void frees_after_synchronize(void *unused)
{
    change_beside(look, take_out_wait_and_free);
}

static void frees_what_nobody_looked_at(void *unused)
{
    change_beside(look_elsewhere, take_out_and_free);
}

static void frees_under_reader(void *unused)
{
    change_beside(look, take_out_and_free);
}

static void frees_in_table(void *unused)
{
    change_beside(look, just_free);
}

static void posts_before_removal(void *unused)
{
    change_beside(look_elsewhere, post_and_take_out);
}

static void uses_after_posting(void *unused)
{
    change_beside(look_too_long, take_out_and_post);
}

/* The callback has seen that it was the last: the other's use came before. */
static void puts_the_last_reference(void *unused)
{
    change_beside(look_too_long, take_out_and_put);
}

static void destroy(int flags)
{
    begin(flags);
    take_out_and_post();
    rcu_quiescent_state();
    rcu_barrier();
    EXPECT(!cds_lfht_destroy(table, NULL));
    rcu_unregister_thread();
}

static void destroys_online(void *unused)
{
    destroy(0);
}

static void destroys_growing_online(void *unused)
{
    destroy(CDS_LFHT_AUTO_RESIZE);
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(frees_after_grace_period),
        SILENT(frees_after_grace_period, 1000),
        SILENT(frees_after_synchronize, 1000),
        CLEAN(frees_what_nobody_looked_at),
        CLEAN(puts_the_last_reference),
        CLEAN(destroys_online),
        VIOLATION(frees_under_reader, "RCU/freed-under-reader by main seen by thread-2"),
        VIOLATION(frees_in_table, "RCU/freed-in-table by main seen by thread-2"),
        VIOLATION(posts_before_removal, "RCU/posted-while-reachable by call_rcu"),
        VIOLATION(uses_after_posting, "RCU/used-after-call-rcu by thread-2"),
        VIOLATION(destroys_growing_online,
                  "RCU/destroys-table-online by main in cds_lfht_destroy()"),
    };

    return RUN_CASES(cases);
}
