/*
 * Semaphores with names. In an execution there are those that it has opened itself: what the file
 * system or an execution before may have is not seen.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

enum { NAMED_MAX = 64 };

static struct named {
    sem_t semaphore;
    uint32_t generation; /* Of the execution that opened it; it is free in any other. */
    unsigned opened;
    bool has_name; /* Not unlinked yet. */
    char name[NAME_MAX + 1];
} named[NAMED_MAX];

static bool is_used(const struct named *n)
{
    return n->generation == scheduler.generation && (n->opened || n->has_name);
}

/* By its name, or (NULL) any that is free. */
static struct named *find(const char *name)
{
    for (unsigned i = 0; i < NAMED_MAX; i++) {
        struct named *n = &named[i];

        if (name ? is_used(n) && n->has_name && !strcmp(n->name, name) : !is_used(n)) {
            return n;
        }
    }
    return NULL;
}

static sem_t *fail(int error)
{
    errno = error;
    return SEM_FAILED;
}

static sem_t *make(const char *name, unsigned value)
{
    struct named *n = find(NULL);

    if (!n) {
        return fail(EMFILE);
    }
    if (runtime_sem_init(&n->semaphore, 0, value)) {
        return SEM_FAILED;
    }
    n->generation = scheduler.generation;
    n->opened = 1;
    n->has_name = true;
    strcpy(n->name, name);
    return &n->semaphore;
}

sem_t *runtime_sem_open(const char *name, int flags, ...)
{
    struct named *n;
    unsigned value = 0;
    va_list args;

    if (flags & O_CREAT) {
        va_start(args, flags);
        (void)va_arg(args, mode_t);
        value = va_arg(args, unsigned);
        va_end(args);
    }
    scheduler_point();
    name += *name == '/';
    if (!*name || strchr(name, '/')) {
        return fail(EINVAL);
    }
    if (strlen(name) > NAME_MAX - 4) {
        return fail(ENAMETOOLONG);
    }
    n = find(name);
    if (!n) {
        return flags & O_CREAT ? make(name, value) : fail(ENOENT);
    }
    if (flags & O_CREAT && flags & O_EXCL) {
        return fail(EEXIST);
    }
    n->opened++;
    return &n->semaphore;
}

int runtime_sem_close(sem_t *semaphore)
{
    struct named *n = (struct named *)(void *)semaphore;

    scheduler_point();
    if (n < named || n >= named + NAMED_MAX || !is_used(n) || !n->opened) {
        errno = EINVAL;
        return -1;
    }
    n->opened--;
    return 0;
}

int runtime_sem_unlink(const char *name)
{
    struct named *n;

    scheduler_point();
    n = find(name + (*name == '/'));
    if (!n) {
        errno = ENOENT;
        return -1;
    }
    n->has_name = false;
    return 0;
}
