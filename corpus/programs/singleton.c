/*
 * The only instance is made on first use, without a lock: two threads make one each, and what the
 * first has stored in its own is lost.
 *
 * Shape: lazy initialisation; ConVul has it as CVE-2016-1972 (libvpx, in Firefox).
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct registry {
    atomic_int members;
};

static struct registry *_Atomic instance;

static struct registry *get(void)
{
    struct registry *expected = NULL, *made;

    if (instance) {
        return instance;
    }
    made = calloc(1, sizeof *made);
#ifdef FIXED
    if (!atomic_compare_exchange_strong(&instance, &expected, made)) {
        free(made);
        return expected;
    }
#else
    (void)expected;
    instance = made;
#endif
    return made;
}

static void *join_registry(void *unused)
{
    get()->members++;
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, join_registry, NULL);
    pthread_create(&b, NULL, join_registry, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(instance->members == 2);
    free(instance);
    return 0;
}
