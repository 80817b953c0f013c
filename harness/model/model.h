/*
 * The world around a cache: a datapath with faults, rules and their translations, and traffic.
 *
 * The model knows the truth that the oracles compare a cache with. What a cache calls "a flow" is
 * here a chain of *instances*: an instance is one life of one counter. It begins when a flow is
 * installed, when the flow moves to another layer, or when its counter is reset; so each instance
 * has a counter that starts at 0, only grows, and equals its number of hits. A momentary dip of a
 * counter is a reading that is too small, not a new instance.
 *
 * Each hit has a byte size that is a function of the execution's seed and the packet's number and
 * nearly 2^50 wide, so that two intervals of hits are told apart by their sums of bytes.
 *
 * Each operation is split: *begin*, a scheduling point, *commit* (the effect), a scheduling point,
 * *reply*. Others run in between.
 *
 * A session: model_begin(); hand `model_world` to a cache (or to the oracles, who wrap it); let
 * actors call the functions marked [actor]; read what happened. All state is static and belongs to
 * the running execution.
 *
 * Bounds. When a bound of the model is reached, the world says no in a way a real one could: a put
 * is refused with ENOSPC, a translation fails, a packet is not sent.
 */
#ifndef MODEL_H
#define MODEL_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cache/cache.h"
#include "model/events.h"
#include "model/slot_set.h"

enum {
    MODEL_MAX_INSTANCES = 2048,
    MODEL_MAX_HITS = 512, /* Of one instance. */
    MODEL_MAX_PACKETS = 8192,
    MODEL_MAX_HANDLES = 16384,
    MODEL_MAX_DUMP_THREADS = 8,
    MODEL_ANY_FLOW = 0xff,
};

struct model_settings {
    uint64_t seed; /* Of the packets' sizes. */
    unsigned
        n_flows; /* Flows 0 .. n_flows - 1 exist; at most CACHE_MAX_FLOWS [CACHE_USUAL_FLOWS]. */
    unsigned dump_batch; /* The most records that one dump_next() returns [1]. */
    bool other_errors;   /* What a fault refuses is refused with one error after the other. */
};

/* Resets the world: no flows, every flow's rule RULE_FORWARD, no fault armed. */
void model_begin(const struct model_settings *);

/* The datapath and the translation, as a cache calls them. Its ears (transition and so on) do
 * nothing but append to the event log. */
extern const struct cache_world model_world;

/* Instances. */

enum model_origin {
    ORIGIN_CACHE,         /* A put of the cache's. */
    ORIGIN_PACKET_THREAD, /* A packet thread added it with what the cache's upcall() said. */
    ORIGIN_FOREIGN,       /* Nobody here installed it. */
    ORIGIN_RESET,         /* Its counter was reset. */
    ORIGIN_MOVED,         /* It moved to another layer. */
};

enum model_end {
    END_NONE,          /* It lives. */
    END_DELETED,       /* By a delete that said so and returned the counters. */
    END_DELETE_UNSAID, /* By a delete that reported an error. */
    END_VANISHED,      /* By itself. */
    END_RESET,         /* The flow lives on with a counter that began again. */
    END_MOVED,         /* The flow lives on in another layer. */
};

struct model_instance {
    uint32_t serial;      /* From 1. */
    uint32_t flow_serial; /* Shared by the instances of one installed flow. */
    uint8_t flow, pmd, layer;
    uint8_t origin; /* enum model_origin */
    uint8_t end;    /* enum model_end */
    bool adoptable; /* The actions hold no references of somebody else. */
    bool other_key; /* It was put with the flow's other key. */
    uint32_t actions, mask;
    uint64_t created_ms, used_ms; /* used_ms 0: no hit. */
    uint32_t n_hits;
    uint32_t n_read_last; /* END_DELETED: how many hits the returned counters include. */
    /* Of the first k hits, k <= n_hits: their bytes, their TCP flags, when the last one came. */
    const uint64_t *bytes;
    const uint16_t *tcp_flags;
    const uint64_t *hit_ms;
};

/* The live instance of (flow, pmd), or NULL. */
const struct model_instance *model_live(unsigned flow, unsigned pmd);
/* The same by slot; and the slots that have one. */
const struct model_instance *model_live_in(unsigned slot);
const struct slot_set *model_live_slots(void);
/* Serials 1 .. model_n_instances() are valid. */
const struct model_instance *model_instance(uint32_t serial);
uint32_t model_n_instances(void);
/* How many flows the datapath holds. */
unsigned model_n_flows(void);

/* Words for the log and for reports. */
const char *model_origin_name(enum model_origin);
const char *model_end_name(enum model_end);

/* Faults. */

/* Armed faults fire at the next matching operation. */
enum model_fault {
    FAULT_NONE,
    FAULT_PUT_COVERED,      /* EEXIST; nothing under this ufid: another flow covers the packet. */
    FAULT_PUT_FOREIGN,      /* EEXIST; somebody else has just installed this very flow. */
    FAULT_PUT_NO_SPACE,     /* ENOSPC. */
    FAULT_PUT_UNSAID,       /* Installed, and EEXIST is reported (a request sent twice). */
    FAULT_PUT_LOST,         /* Not installed, and success is reported. */
    FAULT_DELETE_BUSY,      /* EBUSY; the flow stays. */
    FAULT_DELETE_UNSAID,    /* Removed, and EBUSY is reported; the counters are lost. */
    FAULT_DELETE_TWICE,     /* Removed, and ENOENT is reported (a request sent twice). */
    FAULT_DELETE_NOT_FINAL, /* Counters read, packets hit, removed; stats_final is false. */
    FAULT_MODIFY_BUSY,      /* EBUSY; the actions stay. */
    FAULT_MODIFY_RESETS,    /* Done, and the counter starts again. */
    FAULT_GET_BUSY,         /* EBUSY. */
    FAULT_READ_DIPS,        /* One reading (dump or get) shows fewer hits than the one before. */
    FAULT_DUMP_CREATE_FAILS,
    FAULT_DUMP_DUPLICATE,          /* The record is repeated to the same revalidator, next. */
    FAULT_DUMP_DUPLICATE_OTHER,    /* A copy goes to another revalidator, as soon as one asks. */
    FAULT_DUMP_DUPLICATE_LATE,     /* A copy is handed out when the dump has otherwise ended. */
    FAULT_DUMP_REVISIT,            /* The flow is visited again, and read again. */
    FAULT_DUMP_OMIT,               /* Left out; dump_destroy() says EINTR. */
    FAULT_DUMP_OMIT_SILENTLY,      /* Left out; dump_destroy() says nothing. */
    FAULT_DUMP_ENDS_EARLY,         /* At this flow; dump_destroy() says EINTR. */
    FAULT_ADD_NOTHING,             /* A packet thread does not add the flow it was told to add. */
    FAULT_TRANSLATION_FAILS,       /* Once. */
    FAULT_TRANSLATION_UNCACHEABLE, /* Once. */
    /* What the datapath does by itself; these cannot be armed (see model_vanish() and so on). */
    FAULT_VANISH,
    FAULT_FOREIGN_FLOW,
    FAULT_COUNTER_RESET,
    FAULT_MOVE_LAYER,
    MODEL_FAULTS
};
enum { MODEL_ARMABLE_FAULTS = FAULT_VANISH };
const char *model_fault_name(enum model_fault);

/* [actor] Lets `fault` fire at the next `count` matching operations on `flow` (or on any flow,
 * MODEL_ANY_FLOW), of whatever pmd. Adds to what is armed already. Not for FAULT_NONE and those
 * that cannot be armed, which change nothing. */
void model_arm(enum model_fault, unsigned flow, unsigned count);
/* [actor] Disarms everything. What has happened has happened. */
void model_heal(void);
/* How many faults have fired so far, of one kind or (FAULT_NONE) of all. */
uint32_t model_n_fired(enum model_fault);
/* Whether one has met the flow, of whatever pmd. What ends or prevents a dump meets all flows, and is
 * noted for one of them. */
bool model_has_fired_at(enum model_fault, unsigned flow);

/* [actor] What a datapath does by itself, at once, after a scheduling point. They return false
 * where there was nothing to do it to.
 *
 * model_move_layer() moves the flow to the next layer in the circle software, tc, hardware. A
 * cache cannot see that a flow has gone round the whole circle between two of its looks; then it
 * may count too little, as after a reset. */
bool model_vanish(unsigned flow, unsigned pmd);
bool model_reset_counter(unsigned flow, unsigned pmd);
bool model_move_layer(unsigned flow, unsigned pmd);
/* A flow that nobody installed, with the actions that the rules give today (`right`) or with
 * others. `adoptable`: without references that only its unknown installer can give back.
 *
 * Not with other actions where the cache has reason to expect a flow of its own: a terse dump shows
 * identities and counters, so no cache could tell that one flow has taken the place of another. */
bool model_install_foreign(unsigned flow, unsigned pmd, bool adoptable, bool right);

/* Rules and translations. */

enum model_rule {
    RULE_FORWARD,
    RULE_FORWARD_NARROW, /* Looks at more of the key: an existing flow's mask is too wide for it. */
    RULE_SLOW_PATH,      /* Installable; its actions send every packet up. */
    RULE_UNCACHEABLE,    /* No flow may be installed. */
    RULE_NO_BRIDGE,      /* The translation fails. */
    MODEL_RULES
};
const char *model_rule_name(enum model_rule);

/* [actor] Gives `flow` a new version of its rules, with actions of their own. The caller then
 * tells the cache (revalidate()). */
void model_change_rules(unsigned flow, enum model_rule);

enum model_rule model_rule_of(unsigned flow);
/* The number of changes of the flow's rules; and the actions and the mask that they give today, 0
 * where no flow may be installed. */
uint32_t model_rule_version(unsigned flow);
uint32_t model_rule_actions(unsigned flow);
uint32_t model_rule_mask(unsigned flow);
/* Which kind of rule has given `actions`. */
enum model_rule model_actions_rule(uint32_t actions);
/* Which version of the rules `actions` come from; UINT32_MAX for those of a foreign flow. */
uint32_t model_actions_version(uint32_t actions);
/* Whether they hold references that only the unknown installer of a foreign flow can give back. */
bool model_actions_have_references(uint32_t actions);
/* Whether `actions` are those of some version of the flow's rules so far, or of a foreign flow. */
bool model_actions_were_given(unsigned flow, uint32_t actions);

/* Whether a translation of the flow would fail now. */
bool model_translation_is_to_fail(unsigned flow);

/* Handles that translations were given: whether `handle` was given out and not given back, and its
 * flow. Handles are numbered from 1. */
bool model_handle_live(uint32_t handle);
bool model_handle_known(uint32_t handle);
unsigned model_handle_flow(uint32_t handle);
uint32_t model_n_handles(void);

/* Traffic. */

enum model_arrival {
    ARRIVAL_HIT,       /* It matched a flow. */
    ARRIVAL_SENT_UP,   /* It matched a flow whose actions sent it up, and was queued. */
    ARRIVAL_QUEUED,    /* It missed, and was queued for a handler. */
    ARRIVAL_ADDED,     /* It missed; the packet thread has added the flow. */
    ARRIVAL_NOT_ADDED, /* It missed; no flow was added. */
    ARRIVAL_REFUSED,   /* The cache took no upcall. */
    ARRIVAL_NONE,      /* The model has no room for another packet. */
};

/* [actor] One packet of `flow`. One that is sent up is sampled before that. With pmd CACHE_PMD_NULL
 * a miss is queued for the handler that `hint` chooses; with another pmd the caller is that packet
 * thread, registered through cache->enter(), and a miss is handled on it. */
enum model_arrival model_packet(const struct cache_under_test *, unsigned flow, unsigned pmd,
                                unsigned hint);

/* [actor] A packet that missed some time ago, before the flow was installed, arrives only now in
 * the queue: the same whether there is a flow or not. With `other_key` it comes with the other one of the
 * flow's two keys, which has the same identity. */
enum model_arrival model_late_miss(const struct cache_under_test *, unsigned flow, unsigned pmd,
                                   unsigned hint, bool other_key);
bool model_packet_has_other_key(uint64_t packet);

/* [main] The datapath gives packet thread `pmd` up (or, CACHE_PMD_NULL, changes its ports), and has
 * the cache take the flows of that table away. It holds no lock of its own meanwhile: the cache
 * waits for revalidators, and they may be waiting for the datapath. */
void model_give_up_pmd(const struct cache_under_test *, unsigned pmd);

/* The size of a packet, its TCP flags, and how many were sent; numbers start at 1. */
uint64_t model_packet_bytes(uint64_t packet);
uint16_t model_packet_tcp_flags(uint64_t packet);
uint64_t model_n_packets(void);

/* The virtual clock in ms. [actor] */
uint64_t model_now_ms(void);

/* Listening. All on the actor that did it; a listener takes no scheduling point. Each member may be
 * NULL. Kept across executions. */
struct model_listener {
    void (*instance_begin)(const struct model_instance *);
    void (*instance_end)(const struct model_instance *);
    void (*hit)(const struct model_instance *, uint64_t packet);
    /* A packet goes up to the cache, and what became of that. */
    void (*sent_up)(uint64_t packet, unsigned flow, unsigned pmd, bool miss);
    void (*taken)(uint64_t packet, int error);
    /* The cache's operations. `target` is what the operation found or made, NULL for nothing.
     * `reply` follows when the whole batch is done, as that is when the cache learns of it. */
    void (*op_begin)(const struct cache_op *);
    void (*op_commit)(const struct cache_op *, const struct model_instance *target);
    void (*op_reply)(const struct cache_op *, const struct model_instance *target);
    /* A packet thread adds (or, by a fault, does not add) the flow it was told to add. */
    void (*add_begin)(unsigned flow, unsigned pmd);
    void (*add_end)(unsigned flow, unsigned pmd, bool added);
    /* A record is handed to a revalidator. */
    void (*record)(const struct cache_record *, const struct model_instance *source, bool again);
    void (*fault)(enum model_fault, unsigned flow, unsigned pmd);
    void (*rules_changed)(unsigned flow);
};
void model_listen(const struct model_listener *);

#endif /* model.h */
