/*
 * The program's heap: memory that an execution allocates, all of which is given back when the next
 * begins. Blocks are at the same places in each execution that does the same, in every process, and
 * filled with zeros. What was freed is not used again before a good deal more has been allocated.
 */
#ifndef PROGRAM_HEAP_H
#define PROGRAM_HEAP_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEAP_ALIGNMENT = 16 };

/* Forgets what the execution before has allocated. */
void heap_begin(void);

/* Zero-filled memory; NULL, with errno set, if there is none. `alignment` is a power of two, and at
 * least HEAP_ALIGNMENT. `caller` is told in reports. */
void *heap_allocate(size_t size, size_t alignment);
void *heap_allocate_for(size_t size, size_t alignment, const void *caller);

/* Gives a block back. One that is none, or was given back already, ends the execution with a
 * violation of HEAP: `how` says what was to be done with it. [actor] */
void heap_free(void *block, const char *how, const void *caller);

/* The size of a block, as it was asked for. `how` as above. [actor] */
size_t heap_size(void *block, const char *how);

/* Ends the execution with a violation of HEAP if an access to some bytes touches what was freed, or
 * was never part of a block. `how` says what is done, "reads". Addresses elsewhere are not looked
 * at. [actor] */
static inline void heap_check(const volatile void *address, size_t size, const char *how);

/* Whether an address is in this heap. */
bool heap_has(const volatile void *address);

struct heap_block {
    const void *start;
    size_t size;
    bool freed;
    uint16_t allocated_by, freed_by;  /* Actors. */
    uintptr_t allocated_at, freed_at; /* In the code, behind the calls. */
};

/* Finds the block that an address is in, or the last one before it. False if there is none. Slow:
 * for reports. */
bool heap_find(const volatile void *address, struct heap_block *);

/* The inside of heap_check(). Of each HEAP_ALIGNMENT bytes: how many belong to a living block. */
#define HEAP_START    UINT64_C(0x100000000000)
#define HEAP_RESERVED (UINT64_C(1) << 36)
extern uint8_t *heap_map;
void heap_look(const volatile void *address, size_t size, const char *how);

static inline void heap_check(const volatile void *address, size_t size, const char *how)
{
    uint64_t distance = (uint64_t)address - HEAP_START;

    if (__builtin_expect(distance < HEAP_RESERVED, 0)) {
        uint64_t last = distance + size - 1;
        uint64_t first_granule = distance / HEAP_ALIGNMENT, last_granule = last / HEAP_ALIGNMENT;

        if (heap_map[last_granule] <= last % HEAP_ALIGNMENT ||
            (first_granule != last_granule && heap_map[first_granule] < HEAP_ALIGNMENT)) {
            heap_look(address, size, how);
        }
    }
}

#endif /* heap.h */
