/*
 * What the oracles share: a clock of events, what is known of ukeys and of rounds, and the hooks
 * through which hub.c tells each oracle what happens. An oracle is one file; its state is its own.
 *
 * Oracles run on the actor that they watch, in the middle of what it does: they take no scheduling
 * point, call nothing of the cache's, and allocate nothing. Whatever locks that actor holds are
 * held. A hook that finds its invariant violated ends the execution and does not return.
 *
 * A hook is called on the actor that did what it is about. What each oracle demands is said at the
 * head of its file; NAME_reset() makes it forget the execution before. Of an operation, _begin() is
 * before the datapath has looked at it, _commit() when it has done it, _reply() before the cache is
 * told.
 *
 * `slot` is model_slot() of a flow and a pmd, `serial` the number of a ukey and `packet` that of a
 * packet, both from 1 on.
 */
#ifndef ORACLE_INTERNAL_H
#define ORACLE_INTERNAL_H 1

#include "oracle/oracle.h"
#include "runtime/runtime.h"

/* hub.c: the number of things heard so far; never 0. */
typedef uint32_t moment;
moment oracle_now(void);
extern struct oracle_reached oracle_counts;   /* Of this execution, so far. */
extern struct cache_settings oracle_settings; /* With which the cache was created. */

/* "flow 3" or "flow 3 of pmd 1", and the running actor's name. Valid for the next few calls. */
const char *oracle_slot_name(unsigned slot);
const char *oracle_self(void);
/* Whether the running actor, or a given one, is between the beginning and the end of an upcall; and
 * how many actors are. */
bool oracle_in_upcall(void);
bool oracle_is_in_upcall(unsigned actor);
unsigned oracle_n_in_upcalls(void);
/* Whether it is a packet thread in the cache's upcall(), who puts the flow itself afterwards. */
bool oracle_is_packet_thread(void);

/* ukeys.c: the ukeys that the cache has made. */
enum { ORACLE_MAX_UKEYS = 4096 }; /* Later ones are not followed by number. */

struct ukey_watch {
    uint8_t slot, state;
    bool freed;
    uint64_t left_mark; /* The runtime's, when it left its umap; 0: it was never in it, or is. */
};

/* What stands in a slot: at most one ukey from VISIBLE to EVICTED. */
struct slot_watch {
    uint64_t serial; /* Of that ukey; 0: none. */
    enum cache_state state;
    unsigned maker;     /* The actor that made it visible. */
    moment visible_at;  /* When it became VISIBLE. */
    moment state_at;    /* When it took its present state. */
    bool believed;      /* The cache has reason to believe that its flow is there. */
    moment put_at;      /* When the datapath last committed itself to a flow of the cache's. */
    moment answered_at; /* When the cache has noted the answer to its put; 0: not yet. */
    /* Made for a packet thread, which gives no answer: the cache waits for a grace period. */
    bool by_packet_thread;
    moment blocked_at; /* The last moment at which a ukey stood in the way of another. */
    moment emptied_at; /* When the datapath's flow went away; 0: there never was one. */
};

void ukeys_reset(void);
struct ukey_watch *ukeys_find(uint64_t serial); /* NULL if not followed. */
uint64_t ukeys_highest(void);                   /* The highest serial heard of; 0: none. */
void ukeys_transition(unsigned slot, uint64_t serial, enum cache_state to);
/* The ukey's memory is freed. */
void ukeys_freed(uint64_t serial);
/* `actor` knows what came of the put for the ukey that it has made in the slot. */
void ukeys_put_answered(unsigned slot, unsigned actor);
/* The datapath has committed itself to a flow of the cache's. */
void ukeys_put(unsigned slot);
/* A get finds no flow; its answer may be on its way. While a dump is open that says nothing of a
 * ukey whose put was answered after the running round had begun: a dump phase asks for the flows of
 * older ones, or for one that had no ukey when it was asked for. */
void ukeys_got_nothing(unsigned slot);
/* A modify finds no flow; its answer may be on its way. */
void ukeys_modified_nothing(unsigned slot);
/* A delete has taken the flow away, or found none; its answer may be on its way. */
void ukeys_deleted(unsigned slot);
/* The datapath's flow is gone, whoever removed it. */
void ukeys_instance_end(unsigned slot);
/* Never NULL; valid until the next execution. */
const struct slot_watch *slot_watch(unsigned slot);
/* Whether, as far as the cache can know now, the flow of the slot's ukey may still be put. */
bool ukeys_put_is_pending(unsigned slot);
/* Whether that was so when `round` began. */
struct round_watch;
bool ukeys_put_was_pending(unsigned slot, const struct round_watch *);
/* In a state that stands for a flow: no handler may replace it. */
static inline bool state_blocks(enum cache_state state)
{
    return state >= STATE_VISIBLE && state <= STATE_EVICTING;
}
/* The last moment at which a blocking ukey was in the slot: now, if there is one. */
moment slot_last_blocked(unsigned slot);
/* How many ukeys are VISIBLE to EVICTING, and in which slots, bit by bit. */
unsigned ukeys_n_blocking(void);
uint32_t ukeys_blocking_slots(void);

/* rounds.c: the rounds, and which of them were undisturbed. */
struct round_watch {
    bool open;
    moment begun_at;
    /* What was so before this was so for the whole round: the cache says that a round begins
     * some time after it has begun to count things as belonging to it. */
    moment before;
    uint64_t reval_seq; /* The change of rules it answers to; at the beginning, at least. */
    unsigned actor;
    bool awaits_grace; /* A grace period was not over when it began. */
    /* After the end. */
    bool complete; /* The dump showed every flow, as far as the cache was told. */
    bool calm;     /* No fault but those of dumps, no lock refused. */
    bool quiet;    /* complete, calm, and no fault at all. */
};
void rounds_reset(void);
/* `reval_seq`: the change of rules that the round answers to, as the cache says (at the beginning,
 * at least). `complete`: its dump showed every flow, as far as the cache was told. */
void rounds_begin(uint64_t reval_seq);
void rounds_end(uint64_t reval_seq, bool complete);
/* The running round, or the last one. */
const struct round_watch *rounds_last(void);
/* Something happened that rounds have yet to deal with: a packet, a change, a call. */
void rounds_disturbed(void);
/* Quiet rounds that began after the last disturbance and fault. */
unsigned rounds_n_quiet(void);

/* state.c: STATE. */
void state_reset(void);
void state_transition(unsigned slot, uint64_t serial, enum cache_state from, enum cache_state to);
void state_op_begin(const struct cache_op *);
void state_op_reply(const struct cache_op *);
void state_record(unsigned slot); /* The running actor is handed a record of the slot's flow. */

/* rcu.c: RCU, as far as the runtime cannot see it. */
void rcu_transition(unsigned slot, uint64_t serial, enum cache_state from, enum cache_state to);
void rcu_freed(unsigned slot, uint64_t serial, bool destroying);

/* ops.c: OPS. */
void ops_reset(void);
void ops_transition(unsigned slot, uint64_t serial, enum cache_state from, enum cache_state to);
void ops_begin(const struct cache_op *);
void ops_commit(const struct cache_op *);
void ops_reply(const struct cache_op *);
void ops_add(unsigned slot);
void ops_record(unsigned slot); /* The running actor is handed a record of the slot's flow. */
/* Whether the running actor has made a ukey visible and not yet put its flow. */
bool ops_put_is_due(unsigned slot);

/* once.c and loss.c: ONCE. */
struct ledger {
    uint32_t next;     /* The next instance of the same slot; 0: none. */
    uint32_t position; /* Hits up to here have been credited or are lost by declaration. */
    uint64_t ukey;     /* That stood in the slot at the last credit; 0: none yet. */
    moment begun_at, ended_at;
    moment replied_at;    /* END_DELETED: when the cache was given the counters. */
    bool known;           /* The cache believed that a flow was there while it lived. */
    bool foreign;         /* Somebody else installed its flow. */
    bool inherited;       /* Its ukey stands, or was made, for a flow before it. */
    bool changeling;      /* See once_is_changeling(). */
    bool modified;        /* Since it became one. */
    bool masked;          /* The cache found its counter below the base it had from another ... */
    uint32_t masked_hits; /* ... when it had so many hits. */
};
void once_reset(void);
struct ledger *once_ledger(uint32_t instance);
uint32_t once_first(unsigned slot); /* The oldest instance of the slot that is not settled. */
uint32_t once_slots(void);          /* The slots that ever had one, bit by bit. */
void once_instance_begin(const struct model_instance *);
void once_instance_end(const struct model_instance *);
void once_modified(const struct model_instance *); /* The cache has changed its actions. */
void once_op_reply(const struct cache_op *, const struct model_instance *target);
void once_push(uint32_t handle, unsigned slot, uint64_t n_packets, uint64_t n_bytes);
void once_transition(unsigned slot);
/* Whether somebody put this flow in the place of one that a ukey stood for, or that a revalidator
 * has read and is making a ukey for: a cache that looks at counters alone, as terse dumps show
 * them, takes it for the old one. Its mask is then not what the cache believes it to be, nor are
 * its actions, until the cache modifies them. */
bool once_is_changeling(const struct model_instance *);
bool once_has_other_actions(const struct model_instance *);
/* The ukey's base is above the counter of an instance that it cannot tell from another. */
void once_decreased(unsigned slot);

/* packets.c: ONCE, of the packets that userspace has in its hands. */
void packets_reset(void);
void packets_sent_up(uint64_t packet, bool miss);
void packets_upcall_begin(unsigned slot, uint64_t packet);
void packets_upcall_end(unsigned slot, uint64_t packet, enum cache_verdict);
void packets_translate(enum cache_purpose, unsigned slot, uint64_t packet,
                       const struct cache_stats *);
void packets_execute(const struct cache_op *);

/* sights.c: ONCE, of what the calling actor was shown. */
void sights_reset(void);                           /* Also when a round begins. */
void sights_dump_next(void);                       /* It asks for a batch ... */
void sights_record(const struct model_instance *); /* ... is shown the instance in a record ... */
void sights_got(const struct model_instance *);    /* ... or by the answer to a get. */
/* The oldest instance of its batch or, as a round does when it asks for what no dump has shown, the
 * first that it got since: a ukey's base may be of this one. (Mostly it is of the first record; but
 * the cache passes a record over whose ukey is busy, or whose get fails, and a copy of an older one
 * may come behind it.) 0: none. */
uint32_t sight_of_counter(unsigned slot);
/* That of the batch's oldest record, or the last that it got since: a ukey's actions may be of this
 * one. 0: none. */
uint32_t sight_of_actions(unsigned slot);

void loss_reset(void);
void loss_declared(unsigned slot, enum cache_loss);
void loss_untranslated(unsigned slot);
/* When a loss of this slot was last declared, for this reason (or LOSSES: for any); 0: never. */
moment loss_declared_at(unsigned slot, enum cache_loss reason);
/* Whether credits of the slot may be dropped since `since`: no translation, and it was declared. */
bool loss_is_untranslatable(unsigned slot, moment since);
/* The instance whose base the ukey has taken along to `instance`, as it cannot tell the two
 * apart; 0: none. `before` limits the search to serials below it. */
uint32_t loss_carrier(uint32_t instance, uint32_t before);
/* Ends the execution if hits of a deleted instance, whose counters the cache was given before
 * `moment`, are neither credited nor lost legally. */
void loss_check_deleted(moment before);
/* The same for every instance, living or gone, after quiet rounds. */
void loss_check_all(void);

/* attr.c: ATTR. */
void attr_reset(void);
void attr_instance_begin(const struct model_instance *);
void attr_hit(const struct model_instance *);
/* What the running actor has read: a record, or the answer to a get. */
void attr_read(unsigned slot, const struct model_instance *, uint64_t n_packets);
/* What it has read before is of no use to it any more. */
void attr_forget_readings(void);
void attr_translated(enum cache_purpose, unsigned slot, uint32_t handle, uint32_t actions);
void attr_transition(unsigned slot, enum cache_state to);
/* Hits `from` + 1 to `to` are credited to the translation. */
void attr_credited(uint32_t handle, uint32_t instance, uint32_t from, uint32_t to);

/* stall.c: STALL. */
void stall_reset(void);
void stall_upcall_begin(unsigned slot, uint64_t packet);
void stall_upcall_end(unsigned slot, uint64_t packet, enum cache_verdict);
void stall_translated(enum cache_purpose, uint64_t packet, bool failed, bool cacheable);
void stall_sent_up(uint64_t packet, bool miss);
void stall_upcall_returned(unsigned slot, int error);
void stall_transition(unsigned slot, enum cache_state to);
void stall_instance_begin(unsigned slot);
void stall_round_end(void);

/* limit.c: LIM. */
void limit_reset(void);
void limit_transition(unsigned slot, enum cache_state from, enum cache_state to);
void limit_round_begin(void);
void limit_delete_begin(unsigned slot);
void limit_fault(unsigned slot);
/* A flow begins, or has moved to another layer: then what the cache was not shown of the old one is
 * lost. */
void limit_instance_begin(const struct model_instance *);
void limit_check_value(uint32_t limit);
uint32_t limit_configured(void); /* The most that the limit can become. */
uint32_t limit_lowest(void);     /* What it can fall to. */

/* apparent.c: LIM and STALL, of how many flows there can have seemed to be. */
void apparent_reset(void);
/* Something was heard of the running actor, who has therefore done what it was about. */
void apparent_heard(void);
void apparent_note(void);                 /* Something has changed. */
void apparent_answered(unsigned n_flows); /* The datapath said how many flows it holds. */
void apparent_transition(enum cache_state from, enum cache_state to);
void apparent_upcall_begin(uint64_t packet);
/* Whether the limit may have stood in the way of a handling that began with `packet`. */
bool apparent_explains(uint64_t packet);
void apparent_round_begin(void);
/* As high as the number of flows can have looked to the running actor in this round. */
unsigned apparent_most(void);
/* How many flows that were adopted in this round a number noted too late can have added again. */
unsigned apparent_most_recounted(void);

/* known.c: LIM, of what the cache can know. Whatever is said is said of the calling actor. */
void known_reset(void);
void known_translated(enum cache_purpose, unsigned slot);
void known_upcall_end(unsigned slot);
void known_adopting(void);     /* It asks for the references of the flow that it will adopt. */
void known_batch(bool begins); /* It asks for a batch of records, or has used its last one. */
/* A record or a get says when the flow was last used; the cache has credited what it says. */
void known_shown(unsigned slot, uint64_t last_used_ms);
void known_credited(unsigned slot);
void known_transition(unsigned slot, enum cache_state to);
/* When the flow of the slot's ukey was last used, as the cache knows at least; virtual ms. */
uint64_t known_used_ms(unsigned slot);

/* recovery.c: LIM, as far as the limit itself is concerned. */
void recovery_reset(void);
void recovery_transition(enum cache_state from, enum cache_state to);
void recovery_round_begin(void);
void recovery_adjusted(uint32_t limit);

/* idle.c: LIM, of flows that nobody uses. */
void idle_reset(void);
void idle_transition(unsigned slot, enum cache_state to);
void idle_hit(unsigned slot);
void idle_round_begin(void);
void idle_round_end(void);
/* Whether the slot's flow is offloaded and, as the cache knows, was used so recently that its
 * counter says nothing yet about its rate. */
bool idle_is_fresh_offloaded(unsigned slot);

/* valid.c: VALID. */
void valid_reset(void);
void valid_revalidate_begin(void);
void valid_revalidate_end(void);
void valid_round_begin(void);
void valid_round_end(void);
/* What reval_seq is at least, after the calls of revalidate() that have returned. */
uint64_t valid_announced(void);
/* Whether a change of rules was announced since the slot's flow last agreed with them. */
bool valid_is_due(unsigned slot);

/* bijection.c: BIJ. */
void bijection_reset(void);
void bijection_entry(const struct cache_entry *);
void bijection_check(void);

/* leak.c: LEAK. */
void leak_release(uint32_t handle);
void leak_use(uint32_t handle, unsigned flow);
void leak_check(void);

/* progress.c: PROG. */
void progress_reset(void);
void progress_call_begin(enum harness_call);
void progress_call_end(enum harness_call, bool result);
enum harness_call progress_main_call(void); /* What main is doing. */
/* The call of main's that has begun deletes the flows of `pmd`, or (PROGRESS_EVERY_PMD) all. */
enum { PROGRESS_EVERY_PMD = 0x100 };
void progress_deletes(unsigned pmd);
void progress_round_begin(void);
void progress_round_end(void);
void progress_dump(bool open);
bool progress_dump_is_open(void);
void progress_works(const char *what);

/* records.c: CNT, as far as records of dumps are concerned. */
void records_reset(void);
void records_handed(unsigned slot);
void records_round_end(void);
/* How many records can have been the first of their dump for a flow, and how many not. */
uint32_t records_n_first(void);
uint32_t records_n_again(void);

/* counters.c: CNT. */
void counters_reset(void);
void counters_op_reply(const struct cache_op *);
void counters_visible(void);
void counters_verdict(enum cache_verdict);
void counters_loss(void);
void counters_round_begin(void);
void counters_round_end(bool complete);
void counters_refused(void);
void counters_check(const struct cache_under_test *);

#endif /* internal.h */
