/*
 * The heap of code under test: what it has allocated in this execution and not freed, and an
 * allocation that fails when the harness wants it to.
 *
 * Code under test that links `runtime_allocations` is compiled with this header before its own. What
 * libraries allocate for it (strdup(), say) is not counted: such code must not free it by free().
 */
#ifndef RUNTIME_ALLOCATIONS_H
#define RUNTIME_ALLOCATIONS_H 1

#include <stdlib.h>

void *runtime_malloc(size_t size);
void *runtime_calloc(size_t n, size_t size);
void *runtime_realloc(void *, size_t size);
void runtime_free(void *);

/* Blocks that were allocated in this execution and not freed. */
unsigned runtime_n_blocks_left(void);

/* [actor] Memory is short: the next allocation, or one that comes `n_before` calls later, returns
 * NULL. Only the last such announcement counts. */
void runtime_fail_allocation(unsigned n_before);
/* [actor] It no longer fails. Returns whether that was still to come. */
int runtime_spare_allocations(void);

/* The runtime's own. The function is called before a block is freed; NULL: none is. */
void allocations_watch(void (*)(const void *block, size_t size));
/* Forgets the execution before. */
void allocations_begin(void);
/* Whether the allocation that a library is about to make for the code under test fails. */
int allocations_fail(void);

#ifdef RUNTIME_COUNT_ALLOCATIONS
#define malloc(size)         runtime_malloc(size)
#define calloc(n, size)      runtime_calloc(n, size)
#define realloc(block, size) runtime_realloc(block, size)
#define free(block)          runtime_free(block)
#endif

#endif /* allocations.h */
