/*
 * A work-stealing queue. Its owner takes from the tail and thieves from the head. For the last
 * element both must agree, and the owner does not ask.
 *
 * Shape: the queue of Frigo, Leiserson and Randall (Cilk's THE protocol), as in CHESS's "WSQ".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { TASKS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int head, tail, done[TASKS];

static void execute(int task)
{
    assert(atomic_fetch_add(&done[task], 1) == 0);
}

static void take(void)
{
    int t = tail - 1;

    tail = t;
#ifdef FIXED
    if (head >= t) {
#else
    if (head > t) {
#endif
        /* A thief may want the same one: the lock decides. */
        pthread_mutex_lock(&lock);
        if (head > t) {
            tail = head;
            pthread_mutex_unlock(&lock);
            return;
        }
        head = t + 1;
        tail = t + 1;
        pthread_mutex_unlock(&lock);
    }
    execute(t);
}

static void *steal(void *unused)
{
    int h, ok;

    pthread_mutex_lock(&lock);
    h = head;
    ok = h < tail;
    if (ok) {
        head = h + 1;
    }
    pthread_mutex_unlock(&lock);
    if (ok) {
        execute(h);
    }
    return unused;
}

int main(void)
{
    pthread_t thief;

    tail = TASKS;
    pthread_create(&thief, NULL, steal, NULL);
    take();
    take();
    pthread_join(thief, NULL);
    return 0;
}
