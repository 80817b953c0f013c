/*
 * Beliefs: what the oracles take to be so of the cache under test, held against the cache's own
 * fields. The oracles know the cache by what it says alone; where one of them has drawn a wrong
 * conclusion, that shows here long before (and far more often than) in a wrong verdict.
 *
 * Each belief is compared in one of three ways: it must be equal; or, where an oracle is
 * deliberately coarser than the cache, as nobody tells it when something happens or what is left
 * over, it is a bound from below or from above. A bound that is never reached may be no bound at
 * all, and what was never compared has not been tested: so both are counted.
 */
#ifndef BELIEF_H
#define BELIEF_H 1

#include <stdbool.h>
#include <stdint.h>

/* X(NAME, what it is of, as "the oracles' idea of ...") */
/* clang-format off */
#define BELIEFS(X)                                                                          \
    X(STANDS, "the ukey that stands in the slot, by number")                                \
    X(STATE, "the state of the ukey")                                                       \
    X(FREED, "whether the memory of the ukey in the umap is freed")                         \
    X(MADE, "how many ukeys were made")                                                     \
    X(PUT_PENDING, "whether the put of the ukey may still come")                            \
    X(DELETING, "whether the ukey is owned by the thread that deletes its flow")                    \
    X(TRANSLATION, "whether the ukey has a translation")                                    \
    X(MISSED, "how many rounds have missed the flow")                                       \
    X(PACKETS, "the packets that the ukey has credited of the counter")                     \
    X(BYTES, "the bytes that the ukey has credited of the counter")                         \
    X(USED_AT_LEAST, "when the flow was used last, as the ukey knows at least")             \
    X(USED_AT_MOST, "when the flow was used last, as the ukey can know at most")            \
    X(USED_SHOWN, "the last use, as the ukey and what was shown of the flow tell at least") \
    X(FRESH, "whether the offloaded flow was used a short while ago")                       \
    X(LIMIT, "the flow limit")                                                              \
    X(LIMIT_MOST, "the most that the flow limit can become")                                \
    X(COUNTED, "how many ukeys are counted at most")                                        \
    X(FOREIGN, "how many flows without a ukey there are at most")                           \
    X(FLOW_COUNT, "how many flows there can have seemed to be at most")                       \
    X(INSTALLED, "how many ukeys of upcalls are counted at least")                          \
    X(FEWEST, "how many flows are there and not being deleted at least")                    \
    X(KILLED, "how many flows were deleted in this round for their number alone at least")  \
    X(KILLED_AT_MOST, "how many of them may be deleted so")                                 \
    X(COME, "how many flows have come or were counted again in this round at least")                                  \
    X(ROUNDS, "how many rounds there were")                                                 \
    X(ROUND_RULES, "the change of rules that the round answers to")                         \
    X(ROUND_COMPLETE, "whether the round's dump was complete")                              \
    X(DUMP_OPEN, "whether a dump is open")                                                  \
    X(ANNOUNCED, "how many changes of rules were announced at least")                       \
    X(RULES, "the change of rules that the ukey agrees with")                               \
    X(SWEPT, "the last round whose sweep has looked at the ukey")                           \
    X(PAUSED, "whether revalidators pause")                                                 \
    X(STOPPED, "how many threads run")
/* clang-format on */

enum compared {
#define BELIEF_ENUM(NAME, WORDS) BELIEF_##NAME,
    BELIEFS(BELIEF_ENUM)
#undef BELIEF_ENUM
        N_BELIEFS
};

/* In the place of a slot: of the cache as a whole. */
enum { WHOLE_CACHE = 0xff };

/* [actor] Compares what the oracles believe with what the cache has: both are the same, or the
 * oracles' is a bound. If it is not so the execution ends, by a violation of BELIEF that says
 * what, whose, by which event and on which actor. */
void belief_equal(enum compared, unsigned slot, uint64_t oracle, uint64_t cache);
void belief_at_most(enum compared, unsigned slot, uint64_t oracle, uint64_t cache);  /* oracle <= */
void belief_at_least(enum compared, unsigned slot, uint64_t oracle, uint64_t cache); /* oracle >= */

/* How often each was compared so far, how often as a bound, and how often that was reached. */
struct belief_count {
    uint64_t n, n_bounds, n_reached;
};
struct belief_count belief_count(enum compared);
const char *belief_words(enum compared);

#endif /* belief.h */
