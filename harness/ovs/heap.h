/*
 * What Open vSwitch allocates in an execution and does not free: what is made once in a process, since its
 * variables are put back and it is made again (restore.h). It goes before the next execution, so a
 * process may execute for days.
 *
 * Open vSwitch's objects call these functions instead of the C library's (redirections), and what
 * is compiled with this header does. What the C library has allocated may be freed here as well.
 */
#ifndef OVS_HEAP_H
#define OVS_HEAP_H 1

#include <stdlib.h>

void *ovs_malloc(size_t size);
void *ovs_calloc(size_t n, size_t size);
void *ovs_realloc(void *, size_t size);
void ovs_free(void *);
int ovs_posix_memalign(void **, size_t alignment, size_t size);

/* Before an execution. The first call keeps what there is for good; each further one frees what was
 * allocated since the one before. */
void ovs_heap_begin(void);

#ifdef OVS_HEAP
#define malloc(size)         ovs_malloc(size)
#define calloc(n, size)      ovs_calloc(n, size)
#define realloc(block, size) ovs_realloc(block, size)
#define free(block)          ovs_free(block)
#endif

#endif /* heap.h */
