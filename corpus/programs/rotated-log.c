/*
 * A log is closed and opened again for its rotation. A writer that finds it closed drops its line,
 * for there is no log.
 *
 * Shape: MySQL's binary log (bug 791), in Lu et al.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_open = true;
static int lines;

static void *rotate(void *unused)
{
    pthread_mutex_lock(&lock);
    is_open = false;
#ifndef FIXED
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
#endif
    is_open = true;
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *write_line(void *unused)
{
    pthread_mutex_lock(&lock);
    if (is_open) {
        lines++;
    }
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, rotate, NULL);
    pthread_create(&b, NULL, write_line, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(lines == 1);
    return 0;
}
