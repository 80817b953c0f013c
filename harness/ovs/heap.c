#include "ovs/heap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The blocks, each in the first free slot from its own on. */
static struct {
    bool keeps_account;
    void **slots;
    size_t n_slots; /* A power of two, and more than twice as many as there are blocks. */
    size_t n_blocks;
} heap;

static size_t own_slot(const void *block)
{
    return (size_t)((uint64_t)(uintptr_t)block * UINT64_C(0x9e3779b97f4a7c15) >> 32) &
           (heap.n_slots - 1);
}

static size_t next_slot(size_t slot)
{
    return (slot + 1) & (heap.n_slots - 1);
}

static void insert(void *block)
{
    size_t slot = own_slot(block);

    while (heap.slots[slot]) {
        slot = next_slot(slot);
    }
    heap.slots[slot] = block;
}

static void grow(void)
{
    void **old = heap.slots;
    size_t n_old = heap.n_slots;

    heap.n_slots = n_old ? 2 * n_old : 1024;
    heap.slots = (calloc)(heap.n_slots, sizeof *heap.slots);
    if (!heap.slots) {
        perror("the account of Open vSwitch's memory");
        abort();
    }
    for (size_t i = 0; i < n_old; i++) {
        if (old[i]) {
            insert(old[i]);
        }
    }
    (free)(old);
}

static void *take(void *block)
{
    if (block && heap.keeps_account) {
        if (2 * ++heap.n_blocks >= heap.n_slots) {
            grow();
        }
        insert(block);
    }
    return block;
}

/* Those behind it that are not in their own slot move up. */
static void close_gap(size_t gap)
{
    for (size_t slot = next_slot(gap); heap.slots[slot]; slot = next_slot(slot)) {
        size_t own = own_slot(heap.slots[slot]);

        if (((slot - own) & (heap.n_slots - 1)) >= ((slot - gap) & (heap.n_slots - 1))) {
            heap.slots[gap] = heap.slots[slot];
            gap = slot;
        }
    }
    heap.slots[gap] = NULL;
}

static void give(const void *block)
{
    if (!block || !heap.n_blocks) {
        return;
    }
    for (size_t slot = own_slot(block); heap.slots[slot]; slot = next_slot(slot)) {
        if (heap.slots[slot] == block) {
            heap.n_blocks--;
            close_gap(slot);
            return;
        }
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
    for (size_t i = 0; i < heap.n_slots && heap.n_blocks; i++) {
        if (heap.slots[i]) {
            (free)(heap.slots[i]);
            heap.slots[i] = NULL;
            heap.n_blocks--;
        }
    }
    heap.keeps_account = true;
}
