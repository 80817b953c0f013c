#include "ovs/heap.h"

#include <search.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static bool keeps_account;
static void *blocks; /* A tree of tsearch()'s. */

static int compare(const void *a, const void *b)
{
    return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static void *take(void *block)
{
    if (block && keeps_account && !tsearch(block, &blocks, compare)) {
        perror("the account of Open vSwitch's memory");
        abort();
    }
    return block;
}

static void give(const void *block)
{
    if (blocks) {
        tdelete(block, &blocks, compare);
    }
}

void *ovs_malloc(size_t size)
{
    return take((malloc)(size));
}

void *ovs_calloc(size_t n, size_t size)
{
    return take((calloc)(n, size));
}

/* Open vSwitch ends where there is no memory, so a block that stays is not followed. */
void *ovs_realloc(void *block, size_t size)
{
    give(block);
    return take((realloc)(block, size));
}

void ovs_free(void *block)
{
    give(block);
    (free)(block);
}

int ovs_posix_memalign(void **block, size_t alignment, size_t size)
{
    int error = posix_memalign(block, alignment, size);

    if (!error) {
        take(*block);
    }
    return error;
}

void ovs_heap_begin(void)
{
    tdestroy(blocks, (free));
    blocks = NULL;
    keeps_account = true;
}
