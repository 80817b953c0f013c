/*
 * A thread ends with a robust mutex, in the middle of a change. The next one repairs what it protects; with BUG
 * it only says that it has.
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex;
static int credit, debit;

static void *pay(void *ends_early)
{
    int error = pthread_mutex_lock(&mutex);

    if (error == EOWNERDEAD) {
#ifndef BUG
        debit = credit;
#endif
        assert(!pthread_mutex_consistent(&mutex));
    } else {
        assert(!error);
    }
    assert(credit == debit);
    credit++;
    if (ends_early) {
        pthread_exit(NULL);
    }
    debit++;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

int main(void)
{
    pthread_mutexattr_t robust;
    pthread_t a, b;

    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    assert(!pthread_mutex_init(&mutex, &robust));
    pthread_create(&a, NULL, pay, &a);
    pthread_create(&b, NULL, pay, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
