/*
 * What a cache's remark on a broken rule adds to the violation.
 */
#ifndef CACHE_REMARK_H
#define CACHE_REMARK_H 1

#include <stddef.h>

#include "cache/cache.h"
#include "runtime/violation.h"

/* Adds the trait "known", if it is known, and the remark's words to the message, as far as they fit into
 * `size` bytes. */
void remark_add(const struct cache_remark *, struct violation *, char *message, size_t size);

#endif /* remark.h */
