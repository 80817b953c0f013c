/*
 * A planted data race, for ThreadSanitizer to report through the fibers; and with an argument, the
 * same with a lock, which must be silent. With "rcu", a node is published in a hash table and freed
 * after a grace period, correctly ("rcu-wait": really freed); with "rcu-race", it is overwritten at
 * once, and with "rcu-free" really freed at once, for AddressSanitizer to report.
 */
#include <pthread.h>
#include <stdlib.h>
#include <urcu/urcu-qsbr.h>
#include <urcu/rculfhash.h>

#include "runtime/test/check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool locked, waits, frees;
static int plain;

static void *write_plain(void *name)
{
    pthread_setname_np(pthread_self(), name);
    for (int i = 0; i < 3; i++) {
        if (locked) {
            pthread_mutex_lock(&mutex);
        }
        plain++;
        if (locked) {
            pthread_mutex_unlock(&mutex);
        }
        sched_yield();
    }
    return NULL;
}

static void race(void *unused)
{
    pthread_t threads[2];

    pthread_create(&threads[0], NULL, write_plain, (void *)"handler-0");
    pthread_create(&threads[1], NULL, write_plain, (void *)"revalidator-1");
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    plain = 0;
}

struct item {
    struct cds_lfht_node node;
    struct rcu_head rcu;
    int value;
};

static struct cds_lfht *table;

static int matches(struct cds_lfht_node *node, const void *key)
{
    return caa_container_of(node, struct item, node)->value == *(const int *)key;
}

static struct item *find(int key)
{
    struct cds_lfht_iter iter;
    struct cds_lfht_node *node;

    cds_lfht_lookup(table, 1, matches, &key, &iter);
    node = cds_lfht_iter_get_node(&iter);
    return node ? caa_container_of(node, struct item, node) : NULL;
}

static void forget(struct rcu_head *head)
{
    struct item *item = caa_container_of(head, struct item, rcu);

    item->value = 0;
    if (frees) {
        free(item);
    }
}

static void *look(void *name)
{
    pthread_setname_np(pthread_self(), name);
    rcu_register_thread();
    for (int i = 0; i < 3; i++) {
        struct item *item = find(1);

        sched_yield();
        EXPECT(!item || item->value <= 1);
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

static void publish(void *unused)
{
    static struct item fixed;
    struct item *item = frees ? malloc(sizeof *item) : &fixed;
    pthread_t reader;

    rcu_register_thread();
    table = cds_lfht_new(8, 8, 0, 0, NULL);
    pthread_create(&reader, NULL, look, (void *)"handler-0");
    item->value = 1;
    cds_lfht_add(table, 1, &item->node);
    sched_yield();
    EXPECT(!cds_lfht_del(table, &item->node));
    if (waits) {
        call_rcu(&item->rcu, forget);
    } else {
        forget(&item->rcu);
    }
    rcu_unregister_thread();
    pthread_join(reader, NULL);
    rcu_barrier();
    EXPECT(!cds_lfht_destroy(table, NULL));
}

int main(int argc, char *argv[])
{
    const char *what = argc > 1 ? argv[1] : "race";
    program *body = strncmp(what, "rcu", 3) ? race : publish;

    locked = !strcmp(what, "locked");
    waits = !strcmp(what, "rcu") || !strcmp(what, "rcu-wait");
    frees = !strcmp(what, "rcu-free") || !strcmp(what, "rcu-wait");
    for (unsigned seed = 1; seed <= 200; seed++) {
        assert_clean(what, execute_random(body, seed, 1 + seed % 4));
    }
    return 0;
}
