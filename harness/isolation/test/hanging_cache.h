/*
 * In the place of the cache (cache_under_test) stands one that does what the number of umaps says:
 * it hangs, or its stack overflows.
 */
#ifndef HANGING_CACHE_H
#define HANGING_CACHE_H 1

enum way_to_hang {
    SPIN = 1,
    CALLS,
    LIBRARY,
    LIST,
    FIBONACCI,
    SYSTEM_CALL,
    EMPTY_PIPE,
    EVENTS,
    LOCKED,
    RECURSION,
    MUTUAL,
    LARGE,
    NULL_POINTER,
    DEAF,
    STONE_DEAF,
    LONG
};

#endif /* hanging_cache.h */
