/*
 * Breaks one rule in each schedule, by its name; with a second argument there is something worse, in few.
 */
#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static volatile int n, worse;

static void both(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *backwards(void *unused)
{
    both(&b, &a);
    sleep(2);
    return unused;
}

static void *keep(void *unused)
{
    pthread_mutex_lock(&a);
    return unused;
}

static void *rest(void *unused)
{
    sleep(1);
    return unused;
}

static void *add(void *unused)
{
    int old;

    pthread_mutex_lock(&gate);
    old = n;
    pthread_mutex_unlock(&gate);
    pthread_mutex_lock(&gate);
    n = old + 1;
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(int argc, char **argv)
{
    const char *rule = argc > 1 ? argv[1] : "";
    pthread_t thread, other;

    worse = argc > 2;
    pthread_create(&thread, NULL,
                   !strcmp(rule, "lock-order")    ? backwards
                   : !strcmp(rule, "held-at-end") ? keep
                                                  : rest,
                   NULL);
    if (!strcmp(rule, "lock-order")) {
        sleep(1); /* Never a deadlock, as that would be worse; both are alive. */
        both(&a, &b);
    }
    if (!strcmp(rule, "joins-detached")) {
        pthread_detach(thread);
    }
    (void)pthread_join(thread, NULL);
    if (worse) {
        pthread_create(&other, NULL, add, NULL);
        add(NULL);
        pthread_join(other, NULL);
        assert(n == 2);
    }
    return 0;
}
