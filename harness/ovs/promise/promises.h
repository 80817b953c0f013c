/*
 * What upstream promises less than docs/specification.md asks, and what is known of it. Each entry
 * says which rule, what must have happened, and why.
 */
#ifndef OVS_PROMISES_H
#define OVS_PROMISES_H 1

#include <stdbool.h>
#include <stdint.h>

#include "cache/cache.h"

/* Calls of an execution, and answers of its translations, as far as entries ask for them. */
enum promise_call {
    CALLED_PURGE,
    CALLED_PAUSE,
    CALLED_PURGE_PMD,
    CALLED_WITH_SHORT_IDLE,   /* create(), with less than 100 ms. */
    CALLED_UPCALL,            /* By a packet thread. */
    CALLED_ENDING_PAUSE,      /* It has ended a pause, as it would hang otherwise. */
    CALLED_STOP_KEEPING,      /* Threads are stopped, and flows and ukeys left. */
    CALLED_FOR_RECORD,        /* A ukey was made for a record that had none. */
    CALLED_BEFORE_PUT,        /* A dump has made OPERATIONAL what a handler was about to put. */
    CALLED_TO_DELETE_REFUSED, /* A flow that recirculates is deleted, and has no ukey. */
    CALLED_REFUSED,           /* Such a delete has begun. */
    CALLED_UNDER_UKEY,        /* So was one for which a ukey came meanwhile. */
    CALLED_BESIDE_REFUSED,    /* The ukey that came is EVICTING: there are two deletes. */
    CALLED_MISSING,           /* A ukey is to go, as dumps do not show its flow: 3.5.0. */
    CALLED_WITHOUT_KEY,       /* To credit a flow whose record has no key. */
    CALLED_CROWDED,           /* A revalidator has read more flows than the limit, in this round. */
    CALLED_WITH_OLD_NUMBER,   /* The leader has begun with a number of flows that is too small. */
    CALLED_FOR_BUSY,          /* A ukey's lock was refused, since the last purge began. */
    CALLED_INSERTED,          /* A ukey went into a table, since the last purge began. */

    ANSWERED_NO_BRIDGE,        /* The packet's port has no bridge: the translation fails. */
    ANSWERED_NO_BRIDGE_LATELY, /* And no round has answered a change of rules since. */
    ANSWERED_CONTEXT_GOES,     /* What the packet's key refers to is about to go. */
    ANSWERED_UNCACHEABLE,      /* The packet's actions may not be cached. */

    PROMISE_CALLS
};

/* The known mistakes that the file does not have: "B74 N01". What is known of others is excused. */
extern const char *const ovs_repaired;

/* Forgets the execution before. */
void promises_begin(void);
/* Such a call, or such an answer, for all flows or for one. */
void promises_called(enum promise_call);
void promises_called_for(enum promise_call, unsigned flow);
/* Its effect is over, for all flows or for one. */
void promises_over(enum promise_call);
void promises_over_for(enum promise_call, unsigned flow);
/* Some promises are weaker only for so many rounds. */
void promises_round_ended(void);

/* For struct cache_under_test. The environment variable UKEYFUZZ_OVS_PROMISES says which
 * violations count:
 *
 *   ours       all, whatever upstream promises
 *   upstream   not those that upstream never promised [this, if it is not set]
 *   new        nor those that are known
 */
bool promises_kept(const char *rule, unsigned flow, struct cache_remark *);

/* [actor] A violation of a rule, if it must be kept for the flow (CACHE_NO_FLOW: for all). */
void promises_broken(const char *rule, unsigned flow, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif /* promises.h */
