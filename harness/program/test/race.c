/*
 * A data race that no assertion shows, and with FIXED none; by a lock, by release and acquire, and by
 * relaxed operations between fences.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int by_lock, by_flag, by_fence;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int flag, fenced;

#ifdef FIXED
#define STORE memory_order_release
#else
#define STORE memory_order_relaxed
#endif

static void *work(void *unused)
{
    by_flag = 1;
    atomic_store_explicit(&flag, 1, STORE);
    pthread_mutex_lock(&lock);
    by_lock++;
    pthread_mutex_unlock(&lock);
    by_fence = 1;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&fenced, 1, memory_order_relaxed);
    return unused;
}

int main(void)
{
    pthread_t thread;
    int sum = 0;

    pthread_create(&thread, NULL, work, NULL);
    if (atomic_load_explicit(&flag, memory_order_acquire)) {
        sum += by_flag;
    }
    pthread_mutex_lock(&lock);
    by_lock++;
    pthread_mutex_unlock(&lock);
    if (atomic_load_explicit(&fenced, memory_order_relaxed)) {
        atomic_thread_fence(memory_order_acquire);
        sum += by_fence;
    }
    pthread_join(thread, NULL);
    return sum > by_lock;
}
