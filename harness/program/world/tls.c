#include "program/world/tls.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "program/world/heap.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

enum { VARIABLES_MAX = 1024 };

/* What the compiler makes for each variable, among the program's globals; `index` is for us, and 0
 * when an execution begins. */
struct variable {
    uintptr_t size, alignment, index;
    const void *initial; /* NULL: zeros. */
};

/* Of each actor slot: whose they are, and where. */
static struct {
    uint32_t incarnation;
    void *variables[VARIABLES_MAX];
} slots[RUNTIME_MAX_ACTORS];

static uintptr_t n_variables;
static unsigned n_slots; /* Used so far. */

/* A destructor that waits for its thread's end; the last one first. */
struct destructor {
    void (*function)(void *);
    void *object;
    struct destructor *next;
};

static pthread_key_t destructors;
static bool has_destructors;

void tls_begin(void)
{
    n_variables = 0;
    has_destructors = false;
    for (unsigned i = 0; i < n_slots; i++) {
        slots[i].incarnation = 0;
    }
    n_slots = 0;
}

static void *make(const struct variable *v)
{
    size_t alignment = v->alignment > HEAP_ALIGNMENT ? v->alignment : HEAP_ALIGNMENT;
    void *made = heap_allocate(v->size, alignment);

    if (!made) {
        runtime_violation("HEAP/no-memory", "no memory for a thread-local variable");
    }
    return v->initial ? memcpy(made, v->initial, v->size) : made;
}

void *__emutls_get_address(struct variable *v)
{
    unsigned actor = scheduler.current;

    n_slots = actor >= n_slots ? actor + 1 : n_slots;
    if (slots[actor].incarnation != actors[actor].incarnation) {
        slots[actor].incarnation = actors[actor].incarnation;
        memset(slots[actor].variables, 0, n_variables * sizeof slots[actor].variables[0]);
    }
    if (!v->index) {
        if (n_variables == VARIABLES_MAX) {
            runtime_fatal("too many thread-local variables");
        }
        v->index = ++n_variables;
        for (unsigned i = 0; i < n_slots; i++) {
            slots[i].variables[v->index - 1] = NULL;
        }
    }
    if (!slots[actor].variables[v->index - 1]) {
        slots[actor].variables[v->index - 1] = make(v);
    }
    return slots[actor].variables[v->index - 1];
}

static void run_destructors(void *first)
{
    struct destructor *d = first;

    while (d) {
        struct destructor *next = d->next;

        d->function(d->object);
        d = next;
    }
}

/* thread_local objects of C++, whose destructors run with those of pthread's keys. */
int program_cxa_thread_atexit(void (*function)(void *), void *object, void *library)
{
    struct destructor *d = heap_allocate(sizeof *d, HEAP_ALIGNMENT);

    if (!d ||
        (!has_destructors && runtime_pthread_key_create(&destructors, run_destructors) != 0)) {
        return -1;
    }
    has_destructors = true;
    d->function = function;
    d->object = object;
    d->next = runtime_pthread_getspecific(destructors);
    return runtime_pthread_setspecific(destructors, d);
}

void tls_destroy(void)
{
    void *first = has_destructors ? runtime_pthread_getspecific(destructors) : NULL;

    if (first) {
        runtime_pthread_setspecific(destructors, NULL);
        run_destructors(first);
    }
}
