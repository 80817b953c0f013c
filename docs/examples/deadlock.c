/*
 * Money goes from one account to another, under both accounts' locks.
 *
 * The bug: each transfer takes the lock of its source first, so two in opposite directions wait for
 * each other. The fix: the lock at the lower address is always taken first.
 */
#include <pthread.h>
#include <stddef.h>

struct account {
    pthread_mutex_t lock;
    int balance;
};

static struct account ann = {PTHREAD_MUTEX_INITIALIZER, 100};
static struct account bob = {PTHREAD_MUTEX_INITIALIZER, 100};

static void transfer(struct account *from, struct account *to, int amount)
{
    struct account *first = from, *second = to;

#ifdef FIXED
    if (to < from) {
        first = to;
        second = from;
    }
#endif
    pthread_mutex_lock(&first->lock);
    pthread_mutex_lock(&second->lock);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&second->lock);
    pthread_mutex_unlock(&first->lock);
}

static void *ann_pays(void *unused)
{
    transfer(&ann, &bob, 10);
    return unused;
}

static void *bob_pays(void *unused)
{
    transfer(&bob, &ann, 20);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, ann_pays, NULL);
    pthread_create(&b, NULL, bob_pays, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return ann.balance + bob.balance == 200 ? 0 : 1;
}
