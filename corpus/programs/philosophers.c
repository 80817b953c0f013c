/*
 * Five philosophers, five forks: each takes the left one and then the right one. If each has the
 * left one, nobody eats.
 *
 * Shape: Dijkstra's dining philosophers; SCTBench "din_phil5_sat".
 * Found as: deadlock
 */
#include <assert.h>
#include <pthread.h>

enum { TABLE = 5 };

static pthread_mutex_t fork_lock[TABLE] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                           PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                           PTHREAD_MUTEX_INITIALIZER};
static int meals[TABLE];

static void *dine(void *seat)
{
    int left = (int)((int *)seat - meals);
    int right = (left + 1) % TABLE;
    int first = left, second = right;

#ifdef FIXED
    if (right < left) {
        first = right;
        second = left;
    }
#endif
    pthread_mutex_lock(&fork_lock[first]);
    pthread_mutex_lock(&fork_lock[second]);
    meals[left]++;
    pthread_mutex_unlock(&fork_lock[second]);
    pthread_mutex_unlock(&fork_lock[first]);
    return NULL;
}

int main(void)
{
    pthread_t threads[TABLE];

    for (int i = 0; i < TABLE; i++) {
        pthread_create(&threads[i], NULL, dine, &meals[i]);
    }
    for (int i = 0; i < TABLE; i++) {
        pthread_join(threads[i], NULL);
        assert(meals[i] == 1);
    }
    return 0;
}
