/*
 * Which strategy decides which execution: a mixture of those that are known to find different bugs,
 * each execution with parameters of its own.
 */
#ifndef PROGRAM_PORTFOLIO_H
#define PROGRAM_PORTFOLIO_H 1

#include "program/explore/profile.h"

enum portfolio_member {
    PORTFOLIO_RANDOM,      /* With a probability of switching that is drawn per execution. */
    PORTFOLIO_PCT,         /* With a depth drawn from 2 to 5. */
    PORTFOLIO_PCT_DEEP,    /* 6 to 16. */
    PORTFOLIO_POS,         /* */
    PORTFOLIO_SURW,        /* The operations of one class are interesting, */
    PORTFOLIO_SURW_OBJECT, /* those on one object, */
    PORTFOLIO_URW,         /* or all. */
    PORTFOLIO_DELAY_BOUND, /* With one to three delays. */
    PORTFOLIO_MEMBERS,
    PORTFOLIO_ALL = PORTFOLIO_MEMBERS
};

/* A member by its name, PORTFOLIO_ALL of "all", or -1. And the name; NULL beyond the last. */
int portfolio_member(const char *name);
const char *portfolio_name(unsigned member);

/* The strategy for execution `index` of a search with `seed`: the member's, or if it is
 * PORTFOLIO_ALL the mixture's, which `*chosen` tells. Valid until the next call. */
struct strategy *portfolio_strategy(unsigned member, uint64_t seed, uint64_t index,
                                    const struct profile *, unsigned *chosen);

#endif /* portfolio.h */
