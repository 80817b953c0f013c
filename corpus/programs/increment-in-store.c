/*
 * A server increments a stored number: it gets the item, and sets it, each under the lock. An
 * increment that comes between them is lost.
 *
 * Shape: memcached's "incr" (bug 127), in SCTBench's relatives and in PERIOD.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

enum { CLIENTS = 2, TIMES = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int item;

static int get(void)
{
    int value;

    pthread_mutex_lock(&lock);
    value = item;
    pthread_mutex_unlock(&lock);
    return value;
}

static void set(int value)
{
    pthread_mutex_lock(&lock);
    item = value;
    pthread_mutex_unlock(&lock);
}

static void *client(void *unused)
{
    static pthread_mutex_t command = PTHREAD_MUTEX_INITIALIZER;

    (void)command;
    for (int i = 0; i < TIMES; i++) {
#ifdef FIXED
        pthread_mutex_lock(&command);
#endif
        set(get() + 1);
#ifdef FIXED
        pthread_mutex_unlock(&command);
#endif
    }
    return unused;
}

int main(void)
{
    pthread_t clients[CLIENTS];

    for (int i = 0; i < CLIENTS; i++) {
        pthread_create(&clients[i], NULL, client, NULL);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(clients[i], NULL);
    }
    assert(get() == CLIENTS * TIMES);
    return 0;
}
