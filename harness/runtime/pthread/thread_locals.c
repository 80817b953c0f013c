#include "runtime/pthread/thread_locals.h"

#include <stdbool.h>

#include "runtime/runtime.h"
#include "runtime/scheduler.h"

static struct variable {
    char *address;
    size_t size;
    char initial[THREAD_LOCALS_SIZE];
    char values[RUNTIME_MAX_ACTORS][THREAD_LOCALS_SIZE];
} variables[THREAD_LOCALS_MAX];
unsigned thread_locals_n;

static void copy(char *to, const char *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i];
    }
}

void thread_locals_begin(void)
{
    for (unsigned i = 0; i < thread_locals_n; i++) {
        copy(variables[i].address, variables[i].initial, variables[i].size);
    }
    thread_locals_n = 0;
}

void runtime_keep_per_actor(void *address, size_t size)
{
    struct variable *variable = &variables[thread_locals_n];

    if (thread_locals_n == THREAD_LOCALS_MAX || size > THREAD_LOCALS_SIZE) {
        runtime_fatal("too many, or too large, thread-local variables");
    }
    variable->address = address;
    variable->size = size;
    copy(variable->initial, address, size);
    thread_locals_n++;
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        copy(variable->values[actor], variable->initial, size);
    }
}

void thread_locals_actor_begin(unsigned actor)
{
    for (unsigned i = 0; i < thread_locals_n; i++) {
        copy(variables[i].values[actor], variables[i].initial, variables[i].size);
    }
}

void thread_locals_switch(unsigned from, unsigned to)
{
    for (unsigned i = 0; i < thread_locals_n; i++) {
        struct variable *variable = &variables[i];

        copy(variable->values[from], variable->address, variable->size);
        copy(variable->address, variable->values[to], variable->size);
    }
}
