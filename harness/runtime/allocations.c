#include "allocations.h"

#include <malloc.h>

static unsigned n_blocks;
static unsigned calls_until_failure; /* 0: none fails. */
static void (*watcher)(const void *block, size_t size);

void allocations_watch(void (*new_watcher)(const void *block, size_t size))
{
    watcher = new_watcher;
}

void allocations_begin(void)
{
    n_blocks = calls_until_failure = 0;
}

unsigned runtime_n_blocks_left(void)
{
    return __atomic_load_n(&n_blocks, __ATOMIC_RELAXED);
}

void runtime_fail_allocation(unsigned n_before)
{
    calls_until_failure = n_before + 1;
}

int runtime_spare_allocations(void)
{
    int was_to_come = calls_until_failure > 0;

    calls_until_failure = 0;
    return was_to_come;
}

int allocations_fail(void)
{
    return calls_until_failure && --calls_until_failure == 0;
}

static void *count(void *block)
{
    if (block) {
        __atomic_fetch_add(&n_blocks, 1, __ATOMIC_RELAXED);
    }
    return block;
}

void *runtime_malloc(size_t size)
{
    return allocations_fail() ? NULL : count(malloc(size));
}

void *runtime_calloc(size_t n, size_t size)
{
    return allocations_fail() ? NULL : count(calloc(n, size));
}

void *runtime_realloc(void *block, size_t size)
{
    void *moved = allocations_fail() ? NULL : realloc(block, size);

    return block ? moved : count(moved);
}

void runtime_free(void *block)
{
    if (block) {
        if (watcher) {
            watcher(block, malloc_usable_size(block));
        }
        __atomic_fetch_sub(&n_blocks, 1, __ATOMIC_RELAXED);
    }
    free(block);
}
