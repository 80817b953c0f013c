/*
 * Two writers ask how much room a buffer has, and write that much. Together they write more than
 * there is.
 *
 * Shape: CVE-2014-0196 (the terminal's buffer): a heap overflow by a race.
 * Found as: overflow or assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SIZE = 4, LENGTH = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *buffer;
static atomic_int used;

static void *write_some(void *unused)
{
    int room;

#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    room = SIZE - used;
    for (int i = 0; i < LENGTH && i < room; i++) {
        int at = atomic_fetch_add(&used, 1);

        assert(at < SIZE);
        buffer[at] = 'x';
    }
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return unused;
}

int main(void)
{
    pthread_t a, b;

    (void)lock;
    buffer = malloc(SIZE);
    pthread_create(&a, NULL, write_some, NULL);
    pthread_create(&b, NULL, write_some, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    free(buffer);
    return 0;
}
