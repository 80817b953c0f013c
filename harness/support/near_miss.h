/*
 * What somebody may have meant by a word that is not known: "did you mean 'replay'?".
 *
 * Two words are near if few letters tell them apart (one in a short word, a third of a longer one),
 * where a letter that is missing, added or wrong counts one, and so do two that have changed
 * places; or if one is the beginning of the other.
 */
#ifndef SUPPORT_NEAR_MISS_H
#define SUPPORT_NEAR_MISS_H 1

#include <stdbool.h>
#include <stddef.h>

enum { NEAR_MISS_MAX = 64 /* Longer words are near to nothing. */ };

/* The nearest of the words that have been tried so far. Begin with {.word = ...}. */
struct near_miss {
    const char *word;         /* What was written. Must outlive this. */
    char best[NEAR_MISS_MAX]; /* "" while nothing is near. */
    unsigned distance;        /* Of `best`. */
};

/* Tries the `n` first characters of `candidate`, which are a word that is known. */
void near_miss_try(struct near_miss *, const char *candidate, size_t n);

/* What an error message may have behind it: "; did you mean 'BEST'?", or "" if nothing is near. */
struct near_miss_text {
    char text[NEAR_MISS_MAX + 32];
};
struct near_miss_text near_miss_text(const struct near_miss *);

#endif /* near_miss.h */
