/*
 * A pointer is checked, and loaded again for its use. The owner clears it in between.
 *
 * Shape: CVE-2016-7911 and CVE-2011-2183 (Linux), as in ConVul: a NULL dereference after a check.
 * Found as: null dereference
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct context {
    atomic_int priority;
};

static struct context the_context;
static struct context *_Atomic context = &the_context;

static void *ask(void *result)
{
#ifdef FIXED
    struct context *c = context;

    if (c) {
        *(int *)result = c->priority;
    }
#else
    if (context) {
        *(int *)result = context->priority;
    }
#endif
    return NULL;
}

static void *leave(void *unused)
{
    context = NULL;
    return unused;
}

int main(void)
{
    pthread_t a, b;
    int priority = 0;

    pthread_create(&a, NULL, ask, &priority);
    pthread_create(&b, NULL, leave, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return priority;
}
