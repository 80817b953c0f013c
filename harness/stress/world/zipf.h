/*
 * Zipf's law: rank k of 1 .. n is drawn with a probability proportional to k^-exponent.
 *
 * By rejection-inversion, which needs no table and about one logarithm and one exponential per draw
 * however many ranks there are (Hörmann and Derflinger, "Rejection-inversion to generate variates
 * from monotone discrete distributions", ACM TOMACS 6(3), 1996).
 */
#ifndef WORLD_ZIPF_H
#define WORLD_ZIPF_H 1

#include "support/random.h"

struct zipf {
    uint32_t n;
    double exponent;
    double h_first, h_last; /* The integral from 1 to 3/2, less 1; and to n + 1/2. */
    double shortcut;        /* A draw that is so near its rank needs no second look. */
};

/* `exponent` >= 0; 0 is the uniform distribution. */
void zipf_init(struct zipf *, uint32_t n, double exponent);

/* A rank, 0 .. n - 1; 0 is the most popular. */
uint32_t zipf_draw(const struct zipf *, struct random *);

#endif /* zipf.h */
