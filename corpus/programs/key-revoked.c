/*
 * A key's state is read before its lock is taken. By the time the lock is there, the key has been
 * revoked and its payload is gone.
 *
 * Shape: CVE-2015-7550 (keyctl), as in ConVul and PERIOD.
 * Found as: null dereference
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static atomic_int revoked;
static int the_payload = 1;
static int *payload = &the_payload;

static void *read_key(void *unused)
{
    volatile int seen = 0;

#ifndef FIXED
    if (revoked) {
        return unused;
    }
#endif
    pthread_rwlock_rdlock(&lock);
#ifdef FIXED
    if (!revoked)
#endif
        seen = *payload;
    pthread_rwlock_unlock(&lock);
    (void)seen;
    return unused;
}

static void *revoke(void *unused)
{
    pthread_rwlock_wrlock(&lock);
    revoked = 1;
    payload = NULL;
    pthread_rwlock_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, read_key, NULL);
    pthread_create(&b, NULL, revoke, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
