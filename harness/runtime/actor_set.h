/*
 * Sets of actors: bit i of a word is actor i.
 */
#ifndef RUNTIME_ACTOR_SET_H
#define RUNTIME_ACTOR_SET_H 1

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t actor_set_of(unsigned actor)
{
    return UINT32_C(1) << actor;
}

static inline bool actor_set_has(uint32_t set, unsigned actor)
{
    return set >> actor & 1;
}

/* The first actor of `set`, which is not empty, after `after` in cyclic order. */
static inline unsigned actor_set_next(uint32_t set, unsigned after)
{
    uint32_t later = after < 31 ? set & ~((UINT32_C(2) << after) - 1) : 0;

    return (unsigned)__builtin_ctz(later ? later : set);
}

#endif /* actor_set.h */
