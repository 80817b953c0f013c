/*
 * Thread-specific data. Keys live as long as the execution that made them: the next one makes its
 * own, or it would depend on what came before it.
 */
#include <errno.h>
#include <limits.h>

#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"
#include "thread.h"

enum { KEYS_MAX = 128 };

struct key {
    bool used;
    uint32_t made; /* Tells this use of the slot from earlier ones. */
    void (*destructor)(void *);
};

struct value {
    uint32_t made;
    const void *pointer;
};

static struct key keys[KEYS_MAX];
static struct value values[RUNTIME_MAX_ACTORS][KEYS_MAX];
static unsigned n_keys; /* Slots in use at most. */
static uint32_t n_made;

void keys_begin(void)
{
    for (unsigned i = 0; i < n_keys; i++) {
        keys[i].used = false;
    }
    n_keys = 0;
}

void keys_actor_begin(unsigned actor)
{
    for (unsigned i = 0; i < n_keys; i++) {
        values[actor][i].made = 0;
    }
}

int runtime_pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    unsigned i = 0;

    while (i < KEYS_MAX && keys[i].used) {
        i++;
    }
    if (i == KEYS_MAX) {
        return EAGAIN;
    }
    if (i >= n_keys) {
        n_keys = i + 1;
    }
    keys[i].used = true;
    keys[i].made = ++n_made ? n_made : ++n_made;
    keys[i].destructor = destructor;
    *key = i;
    return 0;
}

static bool key_is_valid(pthread_key_t key)
{
    return key < KEYS_MAX && keys[key].used;
}

int runtime_pthread_key_delete(pthread_key_t key)
{
    if (!key_is_valid(key)) {
        return EINVAL;
    }
    keys[key].used = false;
    return 0;
}

void *runtime_pthread_getspecific(pthread_key_t key)
{
    if (!key_is_valid(key) || values[scheduler.current][key].made != keys[key].made) {
        return NULL;
    }
    return (void *)values[scheduler.current][key].pointer;
}

int runtime_pthread_setspecific(pthread_key_t key, const void *pointer)
{
    if (!key_is_valid(key)) {
        return EINVAL;
    }
    values[scheduler.current][key].made = keys[key].made;
    values[scheduler.current][key].pointer = pointer;
    return 0;
}

void keys_actor_end(void)
{
    bool again = n_keys > 0;

    for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
        again = false;
        for (unsigned i = 0; i < n_keys; i++) {
            void *pointer = runtime_pthread_getspecific(i);

            if (pointer && keys[i].destructor) {
                values[scheduler.current][i].made = 0;
                keys[i].destructor(pointer);
                again = true;
            }
        }
    }
}
