/*
 * A session is looked up under the lock, and used after it was released. Another thread closes it.
 *
 * Shape: the use after free of ConVul's CVE-2016-1973 and of many a server.
 * Found as: use after free
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct session {
    atomic_int packets;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct session *session;

static void *receive(void *unused)
{
    struct session *s;

    pthread_mutex_lock(&lock);
    s = session;
#ifndef FIXED
    pthread_mutex_unlock(&lock);
#endif
    if (s) {
        s->packets++;
    }
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return unused;
}

static void *close_session(void *unused)
{
    pthread_mutex_lock(&lock);
    free(session);
    session = NULL;
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    session = calloc(1, sizeof *session);
    pthread_create(&a, NULL, receive, NULL);
    pthread_create(&b, NULL, close_session, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
