/*
 * A table is made when it is first needed.
 *
 * The bug: the pointer is read without the lock, and is no atomic. Nothing orders the contents of the
 * table before it, so on another machine, or by another compiler, a thread sees an empty table. The
 * fix: the pointer is atomic, published with release and read with acquire.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct table {
    int size;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#ifdef FIXED
static struct table *_Atomic shared;
#define READ()         atomic_load_explicit(&shared, memory_order_acquire)
#define PUBLISH(table) atomic_store_explicit(&shared, table, memory_order_release)
#else
static struct table *shared;
#define READ()         shared
#define PUBLISH(table) (shared = (table))
#endif

static struct table *get_table(void)
{
    if (!READ()) {
        pthread_mutex_lock(&lock);
        if (!READ()) {
            struct table *table = malloc(sizeof *table);

            table->size = 8;
            PUBLISH(table);
        }
        pthread_mutex_unlock(&lock);
    }
    return READ();
}

static void *use(void *unused)
{
    if (get_table()->size != 8) {
        abort();
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, use, NULL);
    pthread_create(&b, NULL, use, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
