/*
 * A socket's version is checked before its ring is set up. Another thread changes the version in
 * between, which is forbidden as soon as there is a ring.
 *
 * Shape: CVE-2016-8655 (packet sockets), as in PERIOD.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int version = 1, ring_version;
static bool has_ring;

static void *set_ring(void *unused)
{
    int seen;

    pthread_mutex_lock(&lock);
    seen = version;
#ifndef FIXED
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
#endif
    ring_version = seen;
    has_ring = true;
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *set_version(void *unused)
{
    pthread_mutex_lock(&lock);
    if (!has_ring) {
        version = 3;
    }
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, set_ring, NULL);
    pthread_create(&b, NULL, set_version, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(ring_version == version);
    return 0;
}
