/*
 * A payer ends in the middle of a payment, with a robust mutex. The next one is told, and says that all
 * is consistent again without repairing it.
 *
 * Shape: the manual page of pthread_mutexattr_setrobust(3), and crash recovery of shared memory.
 * Found as: assertion
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t lock;
static int credit, debit;

static void *pay(void *dies)
{
    if (pthread_mutex_lock(&lock) == EOWNERDEAD) {
#ifdef FIXED
        debit = credit;
#endif
        pthread_mutex_consistent(&lock);
    }
    assert(credit == debit);
    credit++;
    if (dies) {
        pthread_exit(NULL);
    }
    debit++;
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    pthread_mutexattr_t robust;
    pthread_t a, b;

    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&lock, &robust);
    pthread_create(&a, NULL, pay, &lock);
    pthread_create(&b, NULL, pay, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
