/*
 * A reader and a writer of a configuration under liburcu.
 *
 * The bug: the reader uses the configuration after rcu_read_unlock(). The writer waits for readers,
 * but no more for this one, and frees it. The fix: it is used inside the section.
 */
#include <pthread.h>
#include <stdlib.h>

#include <urcu/urcu-memb.h>

struct config {
    int limit;
};

static struct config *config;

static struct config *new_config(int limit)
{
    struct config *made = malloc(sizeof *made);

    made->limit = limit;
    return made;
}

static void *read_limit(void *unused)
{
    struct config *seen;
    int limit;

    urcu_memb_register_thread();
    urcu_memb_read_lock();
    seen = rcu_dereference(config);
#ifdef FIXED
    limit = seen->limit;
    urcu_memb_read_unlock();
#else
    urcu_memb_read_unlock();
    limit = seen->limit;
#endif
    urcu_memb_unregister_thread();
    return limit ? unused : NULL;
}

int main(void)
{
    pthread_t reader;
    struct config *old = new_config(1);

    config = old;
    pthread_create(&reader, NULL, read_limit, NULL);
    rcu_assign_pointer(config, new_config(2));
    urcu_memb_synchronize_rcu();
    free(old);
    pthread_join(reader, NULL);
    return 0;
}
