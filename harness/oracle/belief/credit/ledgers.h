/*
 * How much of each instance is credited.
 *
 * Each instance has a ledger: how many of its hits are credited. A push does not say which instance
 * it is of, only (flow, pmd), packets and bytes; but hits have sizes that no two intervals share,
 * so the instance whose next hits sum up to it is the one. The oldest goes first: the final
 * counters of a dead instance may be credited after its successor has begun.
 *
 * A push that is no instance's next interval is right in two cases only, both of which give less
 * than was hit. The ukey has taken its base along from an earlier counter, which it could not tell
 * from this one (ledgers_carrier()); or hits before it were lost by declaration, legally.
 */
#ifndef ORACLE_BELIEF_LEDGERS_H
#define ORACLE_BELIEF_LEDGERS_H 1

#include "oracle/context.h"

extern const struct belief belief_ledgers;

struct ledger {
    uint32_t next;     /* The next instance of the same slot; 0: none. */
    uint32_t position; /* Hits up to here have been credited or are lost by declaration. */
    uint64_t ukey;     /* That stood in the slot at the last credit; 0: none yet. */
    obs_time begun_at, ended_at;
    obs_time replied_at;  /* END_DELETED: when the cache was given the counters. */
    bool known;           /* The cache believed that a flow was there while it lived. */
    bool foreign;         /* Somebody else installed its flow. */
    bool inherited;       /* Its ukey stands, or was made, for a flow before it. */
    bool exchanged;       /* See ledgers_is_exchanged(). */
    bool modified;        /* Since it was. */
    bool masked;          /* The cache found its counter below the base it had from another ... */
    uint32_t masked_hits; /* ... when it had so many hits. */
};

/* Never NULL; valid until the next execution. */
const struct ledger *ledgers_of(uint32_t instance);
/* The oldest instance of the slot that is not settled: one that is gone and credited in full says
 * nothing any more. 0: none. */
uint32_t ledgers_first(unsigned slot);
/* The slot's newest instance; 0: none. */
uint32_t ledgers_newest(unsigned slot);
/* The slots that ever had an instance, bit by bit. */
const struct slot_set *ledgers_slots(void);
/* The instance that the slot's last credit was of; 0: there was none. */
uint32_t ledgers_credited(unsigned slot);

/* What the last push has credited: hits `from` + 1 to `to` of `instance`; 0: of none. */
struct credit {
    uint32_t instance, from, to;
};
const struct credit *ledgers_last_credit(void);
/* Whether the `n` hits of the instance after the first `from` are `bytes` big. */
bool ledgers_is_interval(const struct model_instance *, uint32_t from, uint64_t n, uint64_t bytes);

/* The instance whose base the ukey has taken along to `instance`, as it cannot tell the two
 * apart; 0: none. `before` limits the search to serials below it. */
uint32_t ledgers_carrier(uint32_t instance, uint32_t before);
/* The cache has looked at the counter after `n_hits` hits, did not believe it, and said so. */
bool ledgers_is_masked(uint32_t instance, uint32_t n_hits);

/* Whether somebody put this flow in the place of one that a ukey stood for, or that a revalidator
 * has read and is making a ukey for: a cache that looks at counters alone, as terse dumps show
 * them, takes it for the old one. Its mask is then not what the cache believes it to be, nor are
 * its actions, until the cache modifies them. */
bool ledgers_is_exchanged(const struct model_instance *);
bool ledgers_has_other_actions(const struct model_instance *);

#endif /* ledgers.h */
