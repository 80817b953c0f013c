/*
 * A queue with room for one element, two producers and two consumers, as a test with ukeyfuzz.h.
 *
 * The bug: one condition is used by those who wait for room and by those who wait for an element,
 * and pthread_cond_signal() may wake one of the wrong kind. It goes back to sleep, and so does
 * everybody. The fix: a condition for each.
 */
#include <ukeyfuzz.h>

enum { SIZE = 1 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t has_element = PTHREAD_COND_INITIALIZER;
#ifdef FIXED
static pthread_cond_t has_room = PTHREAD_COND_INITIALIZER;
#else
#define has_room has_element
#endif
static int n_elements;

static void put(void)
{
    pthread_mutex_lock(&lock);
    while (n_elements == SIZE) {
        pthread_cond_wait(&has_room, &lock);
    }
    n_elements++;
    pthread_cond_signal(&has_element);
    pthread_mutex_unlock(&lock);
}

static void take(void)
{
    pthread_mutex_lock(&lock);
    while (n_elements == 0) {
        pthread_cond_wait(&has_element, &lock);
    }
    n_elements--;
    pthread_cond_signal(&has_room);
    pthread_mutex_unlock(&lock);
}

static void put_or_take(unsigned number, void *unused)
{
    (void)unused;
    if (number % 2) {
        put();
    } else {
        take();
    }
}

static void never_too_many(void *unused)
{
    (void)unused;
    uk_check(n_elements >= 0 && n_elements <= SIZE);
}

UK_TEST(two_put_and_two_take)
{
    uk_invariant(never_too_many, NULL);
    uk_threads(4, put_or_take, NULL);
    uk_check(n_elements == 0);
}
UK_MAIN
