/* With a point at each load and store, a lost update needs no atomics and no calls to be found. It
 * is a data race too, so this is not run under ThreadSanitizer. */
#include <pthread.h>

#include "check.h"

static volatile int counter;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *count(void *unused)
{
    counter++;
    return NULL;
}

static void *count_locked(void *unused)
{
    pthread_mutex_lock(&mutex);
    counter++;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void run(void *(*function)(void *))
{
    pthread_t threads[2];

    counter = 0;
    pthread_create(&threads[0], NULL, function, NULL);
    pthread_create(&threads[1], NULL, function, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    EXPECT(counter == 2);
}

static void lost_update(void *unused)
{
    run(count);
}

static void kept_update(void *unused)
{
    run(count_locked);
}

/* What is nobody else's has no points. */
static void own_stack(void *unused)
{
    volatile int own = 0;
    uint32_t before = actor_points(actor_self()), after;

    own++;
    own++;
    after = actor_points(actor_self());
    EXPECT(after == before && own == 2);
    counter++;
    EXPECT(actor_points(actor_self()) == before + 2);
}

int main(void)
{
    const struct test_case cases[] = {
        SILENT(own_stack, 1),
        FOUND(lost_update, "EXPECT counter == 2", 100),
        SILENT(kept_update, 1000),
    };

    return RUN_CASES(cases);
}
