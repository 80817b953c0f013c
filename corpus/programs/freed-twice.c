/*
 * A dump's buffer is freed by the thread that finds it unfinished. Two threads find it so, because the mark
 * is set after the buffer was freed and not together with it.
 *
 * Shape: CVE-2016-9806 (netlink dumps), as in ConVul: a double free.
 * Found as: double free
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int running = 1;
static char *buffer;

static void *finish(void *unused)
{
#ifdef FIXED
    if (atomic_exchange(&running, 0)) {
        free(buffer);
    }
#else
    if (running) {
        free(buffer);
        running = 0;
    }
#endif
    return unused;
}

int main(void)
{
    pthread_t a, b;

    buffer = malloc(64);
    pthread_create(&a, NULL, finish, NULL);
    pthread_create(&b, NULL, finish, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
