#include "program/world/heap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "program/timeline/trace.h"
#include "runtime/rule/misuse.h"
#include "runtime/runtime.h"

/* It lies at the same place in every process. */
#define WISHED ((char *)HEAP_START)
static const size_t RESERVED = HEAP_RESERVED;
/* So much is allocated before what was freed is used again. */
static const size_t QUARANTINE = (size_t)64 << 20;
/* What is beyond goes back to the kernel when an execution is over. */
static const size_t KEPT = (size_t)16 << 20;

enum { CLASSES = 64, LIVE = 0x11fe };

/* In front of each block. */
struct header {
    size_t size, room;       /* As it was asked for, and as it is. */
    struct header *previous; /* In the order in which they were made. */
    struct header *next_free;
    uintptr_t allocated_at, freed_at;
    uint16_t state, allocated_by, freed_by;
    uint64_t padding;
};
_Static_assert(sizeof(struct header) % HEAP_ALIGNMENT == 0, "blocks must be aligned");

static struct {
    bool reserved;
    char *start, *at, *highest;
    struct header *last;
    /* Freed blocks by the power of two that their room has, the oldest first. */
    struct header *oldest[CLASSES], *newest[CLASSES];
} heap = {.start = WISHED};

uint8_t *heap_map;

static void reserve(void)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

    heap_map = mmap(NULL, RESERVED / HEAP_ALIGNMENT, PROT_READ | PROT_WRITE, flags, -1, 0);
    heap.start = mmap(WISHED, RESERVED, PROT_READ | PROT_WRITE, flags | MAP_FIXED_NOREPLACE, -1, 0);
    if (heap.start != WISHED || heap_map == MAP_FAILED) {
        perror("ukeyfuzz: no address space for the program's heap");
        exit(2);
    }
    heap.highest = heap.at = heap.start;
    heap.reserved = true;
}

void heap_begin(void)
{
    if (!heap.reserved) {
        reserve();
    }
    memset(heap_map, 0, (size_t)(heap.at - heap.start + HEAP_ALIGNMENT) / HEAP_ALIGNMENT);
    if ((size_t)(heap.highest - heap.start) > KEPT) {
        madvise(heap.start + KEPT, (size_t)(heap.highest - heap.start) - KEPT, MADV_DONTNEED);
        heap.highest = heap.start + KEPT;
    }
    heap.at = heap.start;
    heap.last = NULL;
    memset(heap.oldest, 0, sizeof heap.oldest);
    memset(heap.newest, 0, sizeof heap.newest);
}

bool heap_has(const volatile void *address)
{
    return (uintptr_t)address - (uintptr_t)heap.start < RESERVED;
}

static char *block_of(struct header *h)
{
    return (char *)(h + 1);
}

static unsigned logarithm(size_t n)
{
    return 63 - (unsigned)__builtin_clzl(n);
}

/* Takes the block that was freed first of those that have the room. */
static struct header *reuse(size_t size)
{
    unsigned class = size > 1 ? logarithm(size - 1) + 1 : 0;
    struct header *h = class < CLASSES ? heap.oldest[class] : NULL;

    if (h) {
        heap.oldest[class] = h->next_free;
    }
    return h;
}

/* Makes a block of memory that was not used in this execution. */
static struct header *extend(size_t size, size_t alignment)
{
    uintptr_t block = ((uintptr_t)heap.at + sizeof(struct header) + alignment - 1) & -alignment;
    size_t left = (size_t)((uintptr_t)heap.start + RESERVED - block);
    size_t room = (size + HEAP_ALIGNMENT) & ~(size_t)(HEAP_ALIGNMENT - 1);
    struct header *h = (struct header *)block - 1;

    if (size > RESERVED / 2 || alignment > RESERVED / 4 || room > left) {
        return NULL;
    }
    h->room = room;
    h->previous = heap.last;
    heap.last = h;
    heap.at = (char *)block + room;
    heap.highest = heap.at > heap.highest ? heap.at : heap.highest;
    return h;
}

static uint16_t actor_now(void)
{
    return runtime_is_running() ? (uint16_t)actor_self() : ACTOR_MAIN;
}

/* Says of which bytes of a block's room the program may use. */
static void mark(struct header *h, size_t size)
{
    uint8_t *map = &heap_map[(size_t)(block_of(h) - heap.start) / HEAP_ALIGNMENT];
    size_t whole = size / HEAP_ALIGNMENT, all = h->room / HEAP_ALIGNMENT;

    memset(map, HEAP_ALIGNMENT, whole);
    memset(map + whole, 0, all - whole);
    if (size % HEAP_ALIGNMENT) {
        map[whole] = size % HEAP_ALIGNMENT;
    }
}

static void *allocate(size_t size, size_t alignment, const void *caller)
{
    bool may_reuse = alignment <= HEAP_ALIGNMENT && (size_t)(heap.at - heap.start) > QUARANTINE;
    struct header *h = may_reuse ? reuse(size) : NULL;

    if (!h) {
        h = extend(size, alignment);
    }
    if (!h) {
        errno = ENOMEM;
        return NULL;
    }
    h->size = size;
    h->state = LIVE;
    h->allocated_by = actor_now();
    h->allocated_at = (uintptr_t)caller;
    h->freed_at = 0;
    memset(block_of(h), 0, size);
    mark(h, size);
    return block_of(h);
}

void *heap_allocate(size_t size, size_t alignment)
{
    return allocate(size, alignment, __builtin_return_address(0));
}

void *heap_allocate_for(size_t size, size_t alignment, const void *caller)
{
    return allocate(size, alignment, caller);
}

/* The header of a block that somebody wants to free, or the end of the execution. */
static struct header *header_of(void *block, const char *how)
{
    struct header *h = (struct header *)block - 1;
    struct heap_block found;

    if ((uintptr_t)block % HEAP_ALIGNMENT == 0 && h->state == LIVE && !h->freed_at) {
        return h;
    }
    if (heap_find(block, &found) && found.start == block && found.freed) {
        misuse_in("HEAP/freed-already", "by", how, "%s of a block that %s has freed already", how,
                  actor_name(found.freed_by));
    }
    misuse_in("HEAP/no-block", "by", how, "%s of what is no block of the heap", how);
}

size_t heap_size(void *block, const char *how)
{
    return header_of(block, how)->size;
}

void heap_free(void *block, const char *how, const void *caller)
{
    struct header *h = header_of(block, how);
    unsigned class = logarithm(h->room);

    h->freed_by = actor_now();
    h->freed_at = (uintptr_t)caller;
    h->next_free = NULL;
    mark(h, 0);
    if (heap.oldest[class]) {
        heap.newest[class]->next_free = h;
    } else {
        heap.oldest[class] = h;
    }
    heap.newest[class] = h;
}

/* Slow, as it is only called where something may be wrong. */
void heap_look(const volatile void *address, size_t size, const char *how)
{
    struct heap_block block;
    struct violation violation;
    const char *end = (const char *)address + size;

    if (!heap_find(address, &block)) {
        return; /* In front of the first block: nobody points there by chance. */
    }
    violation_init(&violation, block.freed ? "HEAP/freed" : "HEAP/beyond");
    violation_add_trait(&violation, "", how);
    if (block.freed && (const char *)address < (const char *)block.start + block.size) {
        violation_add(&violation, "actor", block.freed_by);
        violation_add(&violation, "place", block.freed_at - trace_image_base());
        runtime_violation_of(&violation, "%s %s a block of %zu bytes that %s has freed",
                             actor_name((unsigned)actor_now()), how, block.size,
                             actor_name(block.freed_by));
    }
    if (!block.freed && end > (const char *)block.start + block.size) {
        runtime_violation_of(&violation, "%s %s beyond the end of a block of %zu bytes",
                             actor_name((unsigned)actor_now()), how, block.size);
    }
}

bool heap_find(const volatile void *address, struct heap_block *found)
{
    struct header *h = heap.last;

    while (h && (uintptr_t)block_of(h) > (uintptr_t)address) {
        h = h->previous;
    }
    if (!h) {
        return false;
    }
    *found = (struct heap_block){block_of(h), h->size,         h->freed_at != 0, h->allocated_by,
                                 h->freed_by, h->allocated_at, h->freed_at};
    return true;
}
