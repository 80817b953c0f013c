/*
 * malloc() and its siblings, and C++'s operators new and delete, as the program calls them
 * (symbols.def). Libraries go on with libc's own; each side may free what the other has allocated,
 * so free() and realloc() are the whole process's.
 */
#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/world/heap.h"
#include "program/points/points.h"
#include "runtime/rcu/reachable.h"
#include "runtime/runtime.h"

extern void __libc_free(void *);
extern void *__libc_realloc(void *, size_t);

static void *allocate(size_t size, size_t alignment, const void *caller)
{
    if (!runtime_is_running()) {
        void *block = aligned_alloc(alignment > HEAP_ALIGNMENT ? alignment : HEAP_ALIGNMENT, size);

        return block ? memset(block, 0, size) : NULL;
    }
    return heap_allocate_for(size, alignment > HEAP_ALIGNMENT ? alignment : HEAP_ALIGNMENT, caller);
}

static void release(void *block, const char *how, const void *caller)
{
    if (heap_has(block)) {
        points_free(block, heap_size(block, how), caller);
        if (runtime_is_running()) {
            reachable_freed_unseen(block, heap_size(block, how));
        }
        heap_free(block, how, caller);
    } else {
        __libc_free(block);
    }
}

static void *resize(void *block, size_t size, const void *caller)
{
    void *moved;
    size_t old;

    if (!heap_has(block)) {
        return block ? __libc_realloc(block, size) : allocate(size, HEAP_ALIGNMENT, caller);
    }
    old = heap_size(block, "realloc()");
    moved = allocate(size, HEAP_ALIGNMENT, caller);
    if (moved) {
        memcpy(moved, block, old < size ? old : size);
        release(block, "realloc()", caller);
    }
    return moved;
}

/* The process's own, for libraries. */
void free(void *block)
{
    release(block, "free()", CALLER);
}

void *realloc(void *block, size_t size)
{
    return heap_has(block) ? resize(block, size, CALLER) : __libc_realloc(block, size);
}

void *program_malloc(size_t size)
{
    return allocate(size, 0, CALLER);
}

void program_free(void *block)
{
    release(block, "free()", CALLER);
}

void *program_calloc(size_t n, size_t size)
{
    size_t whole;

    if (__builtin_mul_overflow(n, size, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return allocate(whole, 0, CALLER);
}

void *program_realloc(void *block, size_t size)
{
    return resize(block, size, CALLER);
}

void *program_reallocarray(void *block, size_t n, size_t size)
{
    size_t whole;

    if (__builtin_mul_overflow(n, size, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return resize(block, whole, CALLER);
}

void *program_memalign(size_t alignment, size_t size)
{
    return allocate(size, alignment, CALLER);
}

void *program_valloc(size_t size)
{
    return allocate(size, (size_t)sysconf(_SC_PAGESIZE), CALLER);
}

int program_posix_memalign(void **block, size_t alignment, size_t size)
{
    int saved_errno = errno;

    if (alignment < sizeof *block || alignment & (alignment - 1)) {
        return EINVAL;
    }
    *block = allocate(size, alignment, CALLER);
    errno = saved_errno;
    return *block ? 0 : ENOMEM;
}

size_t program_malloc_usable_size(void *block)
{
    return heap_has(block) ? heap_size(block, "malloc_usable_size()") : malloc_usable_size(block);
}

static char *copy_text(const char *text, size_t length, const void *caller)
{
    char *copy = allocate(length + 1, 0, caller);

    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *program_strdup(const char *text)
{
    points_access(text, 1, ACCESS_READ, CALLER);
    return copy_text(text, strlen(text), CALLER);
}

char *program_strndup(const char *text, size_t n)
{
    if (n) {
        points_access(text, 1, ACCESS_READ, CALLER);
    }
    return copy_text(text, strnlen(text, n), CALLER);
}

/* Where C++ would throw std::bad_alloc, an execution has gone wrong all the same. */
static void *make_new(size_t size, size_t alignment, const void *caller)
{
    void *block = allocate(size, alignment, caller);

    return block ? block : (abort(), NULL);
}

void *program_new(size_t size)
{
    return make_new(size, 0, CALLER);
}

void *program_new_aligned(size_t size, size_t alignment)
{
    return make_new(size, alignment, CALLER);
}

void *program_new_nothrow(size_t size, const void *nothrow)
{
    return allocate(size, 0, CALLER);
}

void *program_new_aligned_nothrow(size_t size, size_t alignment, const void *nothrow)
{
    return allocate(size, alignment, CALLER);
}

void program_delete(void *block)
{
    release(block, "delete", CALLER);
}
