/* Memory is freed while readers can reach it: known by the table's operations and call_rcu(). */
#include "runtime/test/rcu/item.h"

/* Given to call_rcu() for itself, or in the place of the item. */
static struct job {
    struct rcu_head rcu;
} * job;

static void post_job(void (*callback)(struct rcu_head *))
{
    job = calloc(1, sizeof *job);
    call_rcu(&job->rcu, callback);
}

static void free_item(struct rcu_head *head)
{
    EXPECT(head == &item->rcu);
    just_free();
}

/* Only looks whether others need it. */
static void look_and_free_item(struct rcu_head *head)
{
    EXPECT(!atomic_load(&item->references));
    free_item(head);
}

static void free_job(struct rcu_head *head)
{
    EXPECT(head == &job->rcu);
    free(job);
    job = NULL;
}

static void free_job_and_item(struct rcu_head *head)
{
    free_job(head);
    just_free();
}

static void put_item(struct rcu_head *head)
{
    if (atomic_fetch_sub(&item->references, 1) == 1) {
        free_item(head);
    }
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

static void use(struct item *found)
{
    pthread_mutex_lock(&found->mutex);
    pthread_mutex_unlock(&found->mutex);
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
    use(found);
    rcu_unregister_thread();
    return NULL;
}

/* Finds the item in a read section that begins after call_rcu() of something else, and uses it when
 * the item was given to call_rcu() too. */
static void *look_in_between(void *unused)
{
    struct item *found;

    rcu_register_thread();
    sem_post(&looked);
    sem_wait(&changed);
    rcu_quiescent_state();
    found = find();
    EXPECT(found);
    sem_post(&looked);
    sem_wait(&changed);
    use(found);
    rcu_unregister_thread();
    return NULL;
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

static void take_out_and_post_with_a_look(void)
{
    take_out();
    call_rcu(&item->rcu, look_and_free_item);
}

static void post_job_and_take_out(void)
{
    post_job(free_job_and_item);
    take_out();
}

static void post_job_and_then_item(void)
{
    post_job(free_job);
    sem_post(&changed);
    sem_wait(&looked);
    take_out_and_post();
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

static void uses_after_posting_with_a_look(void *unused)
{
    change_beside(look_too_long, take_out_and_post_with_a_look);
}

/* The callback is not the item's: nothing is known of how long it waits. */
static void frees_by_a_job(void *unused)
{
    change_beside(look_elsewhere, post_job_and_take_out);
}

/* The item's callback waits for who uses it, the job's does not. */
static void uses_in_between(void *unused)
{
    change_beside(look_in_between, post_job_and_then_item);
}

/* The callback has seen that it was the last: the other's use came before. */
static void puts_the_last_reference(void *unused)
{
    change_beside(look_too_long, take_out_and_put);
}

static void empty(int flags)
{
    begin(flags);
    take_out_and_post();
    rcu_quiescent_state();
    rcu_barrier();
}

static void destroy(int flags)
{
    empty(flags);
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

static void destroys_growing_offline(void *unused)
{
    empty(CDS_LFHT_AUTO_RESIZE);
    rcu_unregister_thread();
    EXPECT(!cds_lfht_destroy(table, NULL));
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(frees_after_grace_period),
        SILENT(frees_after_grace_period, 1000),
        SILENT(frees_after_synchronize, 1000),
        CLEAN(frees_what_nobody_looked_at),
        CLEAN(puts_the_last_reference),
        CLEAN(frees_by_a_job),
        CLEAN(uses_in_between),
        CLEAN(destroys_online),
        CLEAN(destroys_growing_offline),
        VIOLATION(frees_under_reader, "RCU/freed-under-reader by main seen by thread-2"),
        VIOLATION(frees_in_table, "RCU/freed-in-table by main seen by thread-2"),
        VIOLATION(posts_before_removal, "RCU/posted-while-reachable by call_rcu"),
        VIOLATION(uses_after_posting, "RCU/used-after-call-rcu by thread-2"),
        VIOLATION(uses_after_posting_with_a_look, "RCU/used-after-call-rcu by thread-2"),
        VIOLATION(destroys_growing_online,
                  "RCU/destroys-table-online by main in cds_lfht_destroy()"),
    };

    return RUN_CASES(cases);
}
