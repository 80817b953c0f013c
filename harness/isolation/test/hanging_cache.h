/*
 * A cache (udpif_under_test) that hangs, or whose stack overflows, in the way that its number of umaps
 * says.
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
