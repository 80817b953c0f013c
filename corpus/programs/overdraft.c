/*
 * Two withdrawals check that there is enough, and then take it. Each step has the lock, the two
 * together have not: both checks pass, and the account is below zero.
 *
 * Shape: check, then act; the classic of time of check and time of use.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance = 50;

static void *withdraw(void *unused)
{
    bool enough;

    pthread_mutex_lock(&lock);
    enough = balance >= 40;
#ifndef FIXED
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
#endif
    if (enough) {
        balance -= 40;
    }
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, withdraw, NULL);
    pthread_create(&b, NULL, withdraw, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(balance >= 0);
    return 0;
}
