/*
 * A table holds a pointer to an object with a reference count. A finder loads the pointer and then
 * counts itself, but the last reference may have gone in between, and the object with it.
 *
 * Shape: the count that rises from zero; CVE-2016-0728 (keyrings) and its many relatives.
 * Found as: use after free
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct object {
    atomic_int references;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct object *_Atomic table;

static void put(struct object *o)
{
    if (atomic_fetch_sub(&o->references, 1) == 1) {
        free(o);
    }
}

static void *find_and_use(void *unused)
{
    struct object *o;

#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    o = table;
    if (o) {
        o->references++;
    }
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    if (o) {
        put(o);
    }
    return unused;
}

static void *drop(void *unused)
{
    struct object *o;

    pthread_mutex_lock(&lock);
    o = atomic_exchange(&table, NULL);
    pthread_mutex_unlock(&lock);
    put(o);
    return unused;
}

int main(void)
{
    pthread_t a, b;
    struct object *o = malloc(sizeof *o);

    atomic_init(&o->references, 1);
    table = o;
    pthread_create(&a, NULL, find_and_use, NULL);
    pthread_create(&b, NULL, drop, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
