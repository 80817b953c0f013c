/*
 * An account: the balance is read under the lock, and written back under the lock, but the lock is
 * released between the two. A deposit that comes between them disappears.
 *
 * Shape: SCTBench "account"; the atomicity violations of Lu et al., "Learning from mistakes".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance = 100;

static void change(int amount)
{
    int seen;

    pthread_mutex_lock(&lock);
    seen = balance;
#ifndef FIXED
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
#endif
    balance = seen + amount;
    pthread_mutex_unlock(&lock);
}

static void *deposit(void *unused)
{
    change(30);
    return unused;
}

static void *withdraw(void *unused)
{
    change(-20);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, deposit, NULL);
    pthread_create(&b, NULL, withdraw, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(balance == 110);
    return 0;
}
