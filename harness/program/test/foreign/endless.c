/*
 * Starts threads as long as there is memory, as some programs of SV-COMP do: what is wrong is found before
 * there are too many. Without BUG that is all that can be told.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int inside;

static void *enter(void *unused)
{
#ifdef BUG
    assert(inside++ == 0);
    inside--;
#endif
    return unused;
}

int main(void)
{
    pthread_t thread;

    for (;;) {
        pthread_create(&thread, NULL, enter, NULL);
    }
}
