/*
 * A reader-writer lock made by hand of a flag and a count. Writers see that there are no readers, and
 * only then raise the flag: a reader can come in between.
 *
 * Shape: "read_write_lock" of the software verification competition.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int readers, writing;
static atomic_int low, high; /* Equal, but while they are written. */

static void *write_both(void *unused)
{
    pthread_mutex_lock(&lock);
    while (readers || writing) {
        pthread_cond_wait(&changed, &lock);
    }
#ifndef FIXED
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
#endif
    writing = 1;
    pthread_mutex_unlock(&lock);

    low++;
    high++;

    pthread_mutex_lock(&lock);
    writing = 0;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *read_both(void *unused)
{
    int seen;

    pthread_mutex_lock(&lock);
    while (writing) {
        pthread_cond_wait(&changed, &lock);
    }
    readers++;
    pthread_mutex_unlock(&lock);

    seen = low;
    assert(seen == high);

    pthread_mutex_lock(&lock);
    readers--;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t writer, reader;

    pthread_create(&writer, NULL, write_both, NULL);
    pthread_create(&reader, NULL, read_both, NULL);
    pthread_join(writer, NULL);
    pthread_join(reader, NULL);
    return 0;
}
