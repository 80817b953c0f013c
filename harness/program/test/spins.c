/* main may see an order that it answers with a loop in which there is nothing to stop at. With AT_ONCE
 * the other thread does nothing else, in any order, while main has the last step. */
#include <pthread.h>

static int word;

static void *work(void *unused)
{
#ifdef AT_ONCE
    for (;;) {
    }
#endif
    __atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&word, 2, __ATOMIC_SEQ_CST);
    return unused;
}

int main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, work, NULL);
    if (__atomic_load_n(&word, __ATOMIC_SEQ_CST) == 1) {
        for (;;) {
        }
    }
    return pthread_join(thread, NULL);
}
