/*
 * Sets of slots: bit i of the words is slot i. An execution with few flows has few slots, and only the
 * first words of its sets are ever looked at.
 */
#ifndef MODEL_SLOT_SET_H
#define MODEL_SLOT_SET_H 1

#include <stdbool.h>
#include <stdint.h>

#include "model/slots.h"

enum { SLOT_WORD_BITS = 64, SLOT_WORDS = MODEL_SLOTS / SLOT_WORD_BITS };
_Static_assert(SLOT_WORDS *SLOT_WORD_BITS == MODEL_SLOTS, "the words are full");

/* All zeros: no slot. */
struct slot_set {
    uint64_t words[SLOT_WORDS];
};

/* How many words have slots of this execution. */
static inline unsigned slot_words(void)
{
    return (model_n_slots + SLOT_WORD_BITS - 1) / SLOT_WORD_BITS;
}

static inline bool slot_set_has(const struct slot_set *set, unsigned slot)
{
    return set->words[slot / SLOT_WORD_BITS] >> slot % SLOT_WORD_BITS & 1;
}

static inline void slot_set_add(struct slot_set *set, unsigned slot)
{
    set->words[slot / SLOT_WORD_BITS] |= UINT64_C(1) << slot % SLOT_WORD_BITS;
}

static inline void slot_set_remove(struct slot_set *set, unsigned slot)
{
    set->words[slot / SLOT_WORD_BITS] &= ~(UINT64_C(1) << slot % SLOT_WORD_BITS);
}

static inline void slot_set_clear(struct slot_set *set)
{
    for (unsigned i = 0; i < slot_words(); i++) {
        set->words[i] = 0;
    }
}

static inline unsigned slot_set_count(const struct slot_set *set)
{
    unsigned n = 0;

    for (unsigned i = 0; i < slot_words(); i++) {
        n += (unsigned)__builtin_popcountll(set->words[i]);
    }
    return n;
}

/* A walk through a set, in ascending order:
 * `for (struct slot_walk walk = slot_walk(&set); slot_walk_on(&walk, &slot);)`. What is taken out of
 * the set meanwhile may still come. */
struct slot_walk {
    const struct slot_set *set;
    uint64_t left; /* Of the word, ... */
    unsigned word; /* ... which is this. */
};

static inline struct slot_walk slot_walk(const struct slot_set *set)
{
    return (struct slot_walk){set, set->words[0], 0};
}

/* Says which is next. False: there is no other. */
static inline bool slot_walk_on(struct slot_walk *walk, unsigned *slot)
{
    while (!walk->left) {
        if (++walk->word >= slot_words()) {
            return false;
        }
        walk->left = walk->set->words[walk->word];
    }
    *slot = walk->word * SLOT_WORD_BITS + (unsigned)__builtin_ctzll(walk->left);
    walk->left &= walk->left - 1;
    return true;
}

#endif /* slot_set.h */
