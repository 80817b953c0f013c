/* The revalidators' rounds, and which of them were undisturbed. */
#ifndef ORACLE_BELIEF_ROUNDS_H
#define ORACLE_BELIEF_ROUNDS_H 1

#include "oracle/context.h"

extern const struct belief belief_rounds;

struct round_facts {
    bool open;
    obs_time begun_at;
    /* What was so before this was so for the whole round: the cache says that a round begins
     * some time after it has begun to count things as belonging to it. */
    obs_time before;
    uint64_t reval_seq; /* The change of rules it answers to; at the beginning, at least. */
    unsigned actor;
    bool awaits_grace; /* A grace period was not over when it began. */
    /* After the end. */
    bool complete; /* The dump showed every flow, as far as the cache was told. */
    bool calm;     /* No fault but those of dumps, no lock refused. */
    bool quiet;    /* complete, calm, and no fault at all. */
};

/* The running round, or the last one. */
const struct round_facts *rounds_last(void);
/* Quiet rounds that began after the last fault, packet, change or call. */
unsigned rounds_n_quiet(void);

#endif /* rounds.h */
