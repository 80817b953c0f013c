/*
 * An instance: one life of one counter. It begins when a flow is installed, moves to another layer,
 * or has its counter reset; so it counts from 0, only upwards, and exactly its hits.
 *
 * The k-th hit has a size such that the first k hits together are k * 2^30 bytes plus a number
 * below 2^30 that is as good as random, of the instance and k. So any interval of hits has a sum of
 * bytes that can be computed at once, without remembering a single hit, and that no other interval
 * of this or another instance is likely to share: one chance in 2^30.
 */
#ifndef STRESS_INSTANCE_H
#define STRESS_INSTANCE_H 1

#include <stdbool.h>
#include <stdint.h>

#include "support/random.h"

enum { INSTANCE_SIZE_BITS = 30 };

enum instance_origin {
    ORIGIN_CACHE,         /* A put of the cache's. */
    ORIGIN_PACKET_THREAD, /* A packet thread added it with what the cache said. */
    ORIGIN_FOREIGN,       /* Nobody here installed it. */
    ORIGIN_RESET,         /* Its counter was reset. */
    ORIGIN_MOVED,         /* It moved to another layer. */
};

enum instance_end {
    END_NONE,          /* It lives. */
    END_DELETED,       /* By a delete that said so and returned the counters. */
    END_DELETE_UNSAID, /* By a delete that reported an error. */
    END_VANISHED,      /* By itself. */
    END_RESET,         /* The flow lives on with a counter that began again. */
    END_MOVED,         /* The flow lives on in another layer. */
};

/* A moment is a slot's count of what has happened in it. */
struct instance {
    uint64_t seed; /* Of its hits' sizes; it also tells instances apart. */
    uint64_t n_hits;
    uint64_t n_read_last; /* END_DELETED: how many hits the returned counters include. */
    uint64_t position;    /* Hits up to here have been credited or are lost by declaration. */
    uint64_t masked_hits;
    uint64_t used_ms; /* 0: no hit. */
    uint32_t actions, mask;
    uint32_t flow_number;        /* Shared by the instances of one installed flow. */
    uint32_t begun_at, ended_at; /* Moments. */
    uint8_t layer, origin, end;
    bool adoptable; /* The actions hold no references of somebody else. */
    bool shown;     /* A reader of the counter has been told of it. */
    bool known;     /* The cache believed that a flow was there while it lived. */
    bool inherited; /* A ukey stood for a flow before it. */
    /* The cache found its counter below the base it had from another, at `masked_hits`. */
    bool masked;
    /* An instance followed that a cache may take for this one: of this layer, or of any. */
    bool succeeded, succeeded_elsewhere;
    struct instance *next; /* Among those that have ended. */
};

/* The bytes of the first `n_hits` hits. */
static inline uint64_t instance_bytes(uint64_t seed, uint64_t n_hits)
{
    return n_hits ? (n_hits << INSTANCE_SIZE_BITS) +
                        (random_mix(seed + n_hits * RANDOM_STEP) >> (64 - INSTANCE_SIZE_BITS))
                  : 0;
}

/* Whether the `n` hits after the first `from` are `bytes` big. */
static inline bool instance_is_interval(const struct instance *instance, uint64_t from, uint64_t n,
                                        uint64_t bytes)
{
    return from <= instance->n_hits && n <= instance->n_hits - from &&
           instance_bytes(instance->seed, from + n) - instance_bytes(instance->seed, from) == bytes;
}

const char *instance_origin_name(uint8_t origin);
const char *instance_end_name(uint8_t end);

#endif /* instance.h */
