/* The ukeys that the cache has made: by their number, and by the slot that they stand in. */
#ifndef ORACLE_BELIEF_UKEYS_H
#define ORACLE_BELIEF_UKEYS_H 1

#include "oracle/context.h"

extern const struct belief belief_ukeys;

enum { UKEYS_MAX = 4096 }; /* Later ones are not followed by number. */

struct ukey_facts {
    uint16_t slot;
    uint8_t state;
    bool freed;
    uint64_t left_mark; /* The runtime's, when it left its umap; 0: it was never in it, or is. */
    /* Those that were held at each step so far, by their numbers: one of them is its own. */
    uint32_t locks[4];
    uint8_t n_locks;
};

/* What stands in a slot: at most one ukey from VISIBLE to EVICTED. */
struct slot_facts {
    uint64_t serial; /* Of that ukey; 0: none. */
    enum cache_state state;
    unsigned maker;       /* The actor that made it visible. */
    bool replacing;       /* Its maker has not gone on: a lookup may still find its predecessor. */
    obs_time visible_at;  /* When it became VISIBLE. */
    obs_time state_at;    /* When it took its present state. */
    obs_time left_at;     /* When a ukey last left it, DELETED; 0: never. */
    unsigned left_by;     /* The actor that said so. */
    bool believed;        /* The cache has reason to believe that its flow is there. */
    obs_time put_at;      /* When the datapath last committed itself to a flow of the cache's. */
    obs_time answered_at; /* When the cache has noted the answer to its put; 0: not yet. */
    /* Made for a packet thread, which gives no answer: the cache waits for a grace period. */
    bool by_packet_thread;
    obs_time blocked_at; /* The last time at which a ukey stood in the way of another. */
    obs_time emptied_at; /* When the datapath's flow went away; 0: there never was one. */
};

/* NULL if it is not followed. */
const struct ukey_facts *ukeys_find(uint64_t serial);
/* Whether the running actor holds a lock that was held at each step so far, or there was no step. */
bool ukeys_hold_lock_of(const struct ukey_facts *);
/* The highest number heard of; 0: none. */
uint64_t ukeys_highest(void);
/* Never NULL; valid until the next execution. */
const struct slot_facts *ukeys_in(unsigned slot);

/* What stands in a slot, as messages say it: "ukey 2 is OPERATIONAL, made by handler-0", or "there is
 * no ukey". Valid until the next call. */
const char *ukeys_describe(unsigned slot);

/* In a state that stands for a flow: no handler may replace it. */
static inline bool state_blocks(enum cache_state state)
{
    return state >= STATE_VISIBLE && state <= STATE_EVICTING;
}
/* The last time at which a blocking ukey was in the slot: now, if there is one. */
obs_time ukeys_last_blocked(unsigned slot);
/* How many ukeys are VISIBLE to EVICTING, and in which slots, bit by bit. */
unsigned ukeys_n_blocking(void);
const struct slot_set *ukeys_blocking_slots(void);

struct round_facts;
/* Whether, as far as the cache can know now, the flow of the slot's ukey may still be put; and
 * whether that was so when `round` began. */
bool ukeys_put_is_pending(unsigned slot);
bool ukeys_put_was_pending(unsigned slot, const struct round_facts *);

#endif /* ukeys.h */
