/*
 * A sequential model of the ukey cache: what the cache of docs/specification.md does when one thing
 * happens at a time. Written from that document and from the public headers of src/, never from the
 * implementation, so that a misreading in one shows as a mismatch with the other.
 *
 * It is as plain as can be: an array of slots, one per (flow, pmd), each with what the datapath
 * should hold and what the cache should know. A step is done for real first; then the function here
 * of the same name does it to the model, taking from the transcript (transcript.h) what
 * the world answered, and finding in it what the model says the cache should have done. In the end
 * sequential_compare() compares the states.
 *
 * Where the cache has a choice, the model follows what it did, having checked that the choice is
 * among those allowed; each such place says why.
 */
#ifndef SEQUENTIAL_CACHE_H
#define SEQUENTIAL_CACHE_H 1

#include "transcript.h"

enum {
    SEQUENTIAL_MAX_QUEUES = 4,
    SEQUENTIAL_QUEUE_CAPACITY = 1024, /* The cache's default. */
    SEQUENTIAL_MISSED_DUMPS = 4,
    SEQUENTIAL_HANDLER_BATCH = 64,
};

/* What a flow does: the number of its actions, and whether they send every packet up. */
struct sequential_actions {
    uint32_t number;
    bool slow;
};

struct sequential_slot {
    unsigned flow, pmd;

    /* The datapath. */
    bool live;
    bool adoptable;
    struct sequential_actions installed;

    /* The cache. The rest has no meaning unless `known`. */
    bool known;
    enum cache_state state;
    struct cache_stats base; /* Credited of the counter that is there now. */
    bool layer_known;
    uint64_t used_ms; /* The last use that any of its counters has shown. */
    struct sequential_actions actions;
    uint32_t mask;
    bool other_key; /* Of the flow's two keys it has the other one. */
    uint64_t created_ms;
    uint64_t rules;  /* The announcement of rules that `actions` agree with. */
    bool has_handle; /* It holds a translation. Else it may, and translates when it must. */
    bool handled;    /* In the dump of this round. */
    unsigned missed_dumps;

    /* Credited since the run began, and declared as lost. */
    struct transcript_totals totals;
};

struct sequential_upcall {
    struct sequential_slot *slot;
    uint64_t packet;
    bool miss;
};

struct sequential_queue {
    unsigned n;
    struct sequential_upcall upcalls[SEQUENTIAL_QUEUE_CAPACITY];
};

struct sequential_cache {
    struct cache_settings settings;
    unsigned n_open; /* Queues that take upcalls. */
    unsigned queue_capacity;
    uint32_t limit;
    /* What it is if flows of others were counted when it was last adjusted. */
    uint32_t limit_if_others_count;
    uint64_t rules; /* Announcements so far. */
    uint64_t n_rounds;
    /* The fewest and the most flows without a ukey that the cache can believe in: it estimates them
     * when a round begins, and perhaps when they stand in the way of a new one. */
    unsigned foreign_least, foreign_bound;
    struct sequential_slot slots[MODEL_SLOTS];
    struct sequential_queue queues[SEQUENTIAL_MAX_QUEUES];
};
extern struct sequential_cache sequential;

/* Before a run, and before each step: its number and what it is, for messages. */
void sequential_begin(const struct cache_settings *);
void sequential_step(unsigned number, const char *operation);

/* The world has changed. */
void sequential_vanish(unsigned flow, unsigned pmd);
/* `right`: with the actions that the rules give today. */
void sequential_foreign(unsigned flow, unsigned pmd, bool adoptable, bool right);
void sequential_rules_announced(void);

/* One packet has arrived, or has been queued late; `seen` is what became of it. */
void sequential_packet(unsigned flow, unsigned pmd, unsigned hint, enum model_arrival seen);
void sequential_late_miss(unsigned flow, unsigned pmd, unsigned hint, enum model_arrival seen);

/* The cache's calls. */
void sequential_let_in(unsigned n_handlers);
void sequential_handle_batch(unsigned handler, size_t seen);
void sequential_round(void);
/* `pmd` is NULL for the flows of all. */
void sequential_purge(const unsigned *pmd);
void sequential_flush(void);

/* At the end of a step: everything that happened was predicted, and the states agree. */
void sequential_compare(const struct cache_under_test *);

/* A last miss of (flow, pmd), with no fault armed, has been handled: the flow is in the datapath
 * unless its rules or the flow limit forbid it. */
void sequential_check_installed(unsigned flow, unsigned pmd);

/* The parts of the model. */

/* Ends the execution, by a rule. The message says step, operation and slot (NULL: none of them).
 * `expected` and `seen` are words that tell it from others of its rule; NULL: there are none. */
_Noreturn void sequential_mismatch(const struct sequential_slot *, const char *rule,
                                   const char *expected, const char *seen, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

struct sequential_slot *sequential_slot(unsigned flow, unsigned pmd);

unsigned sequential_number(const struct sequential_slot *);

/* Flows of the cache: those that are not being deleted, or with those. */
unsigned sequential_n_flows(bool with_evicting);
/* Counts the flows of the datapath that the cache does not know, for `foreign_bound`. `estimated`:
 * the cache has just estimated them. */
void sequential_note_foreign(bool estimated);
/* A round begins, so the cache estimates them, for `foreign_least`; and it adopts one. */
void sequential_estimate_foreign(void);
void sequential_note_adoption(void);
/* Whether one more flow may be installed. The cache must not refuse it because of flows that are gone;
 * that others have put some since the last round it need not know. */
enum sequential_room { SEQUENTIAL_ROOM, SEQUENTIAL_PERHAPS_FULL, SEQUENTIAL_FULL };
enum sequential_room sequential_room(void);

/* The actions and the mask that a translation of the slot's flow gave. */
struct sequential_actions sequential_actions_of(const struct sequential_slot *,
                                                const struct cache_translation *);

/* Takes the operation that the cache must have sent now, and returns the world's reply. */
struct transcript_op *sequential_expect_op(struct sequential_slot *, enum cache_op_type);

/* Credits what `stats` counts beyond the base, and how many packets that would be. */
void sequential_credit(struct sequential_slot *, const struct cache_stats *);
uint64_t sequential_new_packets(const struct sequential_slot *, const struct cache_stats *);
void sequential_lose(struct sequential_slot *, enum cache_loss);

/* The cache deletes the slot's flow; once that is over, it forgets it at once if `forget`. */
void sequential_delete(struct sequential_slot *, bool forget);

/* What a look at a flow says about it. */
enum sequential_judgement { SEQUENTIAL_KEEP, SEQUENTIAL_DELETE, SEQUENTIAL_UNSURE };

/* Whether the next thing that the cache did to the flow was to delete it, without translating. */
bool sequential_chose_to_delete(const struct sequential_slot *);

/* Whether the flow has been idle for too long, or has to go because there are far too many. */
bool sequential_must_go(const struct sequential_slot *, const struct cache_stats *);

/* Judges a flow that counts `stats` (NULL: nothing new is known). Credits what is new, and has the
 * flow modified, unless it is to be deleted. */
enum sequential_judgement sequential_revalidate(struct sequential_slot *,
                                                const struct cache_stats *);

#endif /* cache.h */
