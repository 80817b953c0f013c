/* The names of threads. */
#include <errno.h>

#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"
#include "thread.h"

int runtime_pthread_setname_np(pthread_t thread, const char *name)
{
    int slot = thread_slot(thread);
    size_t n = 0;

    while (name[n]) {
        n++;
    }
    if (slot < 0) {
        return ESRCH;
    }
    if (n >= sizeof actors[slot].name) {
        return ERANGE;
    }
    actor_set_name((unsigned)slot, name);
    return 0;
}

int runtime_pthread_getname_np(pthread_t thread, char *name, size_t size)
{
    int slot = thread_slot(thread);
    size_t n = 0;

    if (slot < 0) {
        return ESRCH;
    }
    while (actors[slot].name[n]) {
        n++;
    }
    if (n >= size) {
        return ERANGE;
    }
    for (size_t i = 0; i <= n; i++) {
        name[i] = actors[slot].name[i];
    }
    return 0;
}
