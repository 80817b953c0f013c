/*
 * Sets of actors: bit i of the words is actor i. Where there are few actors a set is one word, and
 * costs what a word costs. Sets are handed on by their addresses: words that have just been written
 * one by one are slow to copy all at once.
 */
#ifndef RUNTIME_ACTOR_SET_H
#define RUNTIME_ACTOR_SET_H 1

#include <stdbool.h>
#include <stdint.h>

#include "runtime.h"
#include "support/random.h"

#if RUNTIME_ACTORS > 32
typedef uint64_t actor_word;
#else
typedef uint32_t actor_word;
#endif
enum {
    ACTOR_WORD_BITS = 8 * sizeof(actor_word),
    ACTOR_WORDS = RUNTIME_MAX_ACTORS / ACTOR_WORD_BITS
};
_Static_assert(ACTOR_WORDS *ACTOR_WORD_BITS == RUNTIME_MAX_ACTORS, "the words are full");

/* All zeros: nobody. */
struct actor_set {
    actor_word words[ACTOR_WORDS];
};

/* So many words can have bits that are set: one until there are more actors than it has bits. */
#if RUNTIME_ACTORS > 32
extern unsigned actor_words;
#else
enum { actor_words = 1 };
#endif

static inline bool actor_set_has(const struct actor_set *set, unsigned actor)
{
    return set->words[actor / ACTOR_WORD_BITS] >> actor % ACTOR_WORD_BITS & 1;
}

static inline void actor_set_add(struct actor_set *set, unsigned actor)
{
#if RUNTIME_ACTORS > 32
    if (__builtin_expect(actor / ACTOR_WORD_BITS >= actor_words, 0)) {
        actor_words = actor / ACTOR_WORD_BITS + 1;
    }
#endif
    set->words[actor / ACTOR_WORD_BITS] |= (actor_word)1 << actor % ACTOR_WORD_BITS;
}

static inline void actor_set_remove(struct actor_set *set, unsigned actor)
{
    set->words[actor / ACTOR_WORD_BITS] &= ~((actor_word)1 << actor % ACTOR_WORD_BITS);
}

static inline void actor_set_clear(struct actor_set *set)
{
    for (unsigned i = 0; i < actor_words; i++) {
        set->words[i] = 0;
    }
}

/* `set` becomes those of `one`, word by word; those of `one` or of `other`; and those of `one` that
 * are not of `other`. */
static inline void actor_set_copy(struct actor_set *set, const struct actor_set *one)
{
    for (unsigned i = 0; i < actor_words; i++) {
        set->words[i] = one->words[i];
    }
}

static inline void actor_set_unite(struct actor_set *set, const struct actor_set *one,
                                   const struct actor_set *other)
{
    for (unsigned i = 0; i < actor_words; i++) {
        set->words[i] = one->words[i] | other->words[i];
    }
}

static inline void actor_set_subtract(struct actor_set *set, const struct actor_set *one,
                                      const struct actor_set *other)
{
    for (unsigned i = 0; i < actor_words; i++) {
        set->words[i] = one->words[i] & ~other->words[i];
    }
}

static inline bool actor_set_is_empty(const struct actor_set *set)
{
    actor_word any = 0;

    for (unsigned i = 0; i < actor_words; i++) {
        any |= set->words[i];
    }
    return !any;
}

static inline unsigned actor_set_count(const struct actor_set *set)
{
    unsigned n = 0;

    for (unsigned i = 0; i < actor_words; i++) {
        n += (unsigned)__builtin_popcountll(set->words[i]);
    }
    return n;
}

/* Whether there is anybody else than `actor`. */
static inline bool actor_set_has_others(const struct actor_set *set, unsigned actor)
{
    actor_word any = 0;

    for (unsigned i = 0; i < actor_words; i++) {
        any |= i == actor / ACTOR_WORD_BITS
                   ? set->words[i] & ~((actor_word)1 << actor % ACTOR_WORD_BITS)
                   : set->words[i];
    }
    return any;
}

/* The number of the last actor and 1; 0: the set is empty. */
static inline unsigned actor_set_end(const struct actor_set *set)
{
    for (unsigned i = actor_words; i-- > 0;) {
        if (set->words[i]) {
            return i * ACTOR_WORD_BITS + 64 - (unsigned)__builtin_clzll(set->words[i]);
        }
    }
    return 0;
}

/* A walk through a set, in ascending order:
 * `for (struct actor_walk walk = actor_walk(&set); actor_walk_on(&walk, &i);)`. Who is taken out of
 * the set meanwhile may still come. */
struct actor_walk {
    const struct actor_set *set;
    actor_word left; /* Of the word, ... */
    unsigned word;   /* ... which is this. */
};

static inline struct actor_walk actor_walk(const struct actor_set *set)
{
    return (struct actor_walk){set, set->words[0], 0};
}

/* Says who is next. False: there is no other. */
static inline bool actor_walk_on(struct actor_walk *walk, unsigned *actor)
{
    while (!walk->left) {
        if (++walk->word >= actor_words) {
            return false;
        }
        walk->left = walk->set->words[walk->word];
    }
    *actor = walk->word * ACTOR_WORD_BITS + (unsigned)__builtin_ctzll(walk->left);
    walk->left &= walk->left - 1;
    return true;
}

/* The first actor of a set that is not empty. */
static inline unsigned actor_set_first(const struct actor_set *set)
{
    struct actor_walk walk = actor_walk(set);
    unsigned actor = 0;

    actor_walk_on(&walk, &actor);
    return actor;
}

/* The first actor of `set`, which is not empty, after `after` in cyclic order. */
static inline unsigned actor_set_next(const struct actor_set *set, unsigned after)
{
    unsigned word = after / ACTOR_WORD_BITS;
    struct actor_walk later = {set, 0, word};
    unsigned actor;

    later.left = set->words[word] & ~(actor_word)1 << after % ACTOR_WORD_BITS;
    return actor_walk_on(&later, &actor) ? actor : actor_set_first(set);
}

/* One of the actors of `set`, which is not empty, each as likely as any. */
static inline unsigned actor_set_draw(const struct actor_set *set, struct random *random)
{
    struct actor_walk walk = actor_walk(set);
    unsigned actor = 0;

    if (actor_words == 1) {
        return random_member(random, set->words[0]);
    }
    for (uint32_t k = 1 + random_below(random, actor_set_count(set)); k > 0; k--) {
        actor_walk_on(&walk, &actor);
    }
    return actor;
}

#endif /* actor_set.h */
