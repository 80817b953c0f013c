/*
 * What the model's files share. world.c owns the state; the others are one part of the world each.
 */
#ifndef MODEL_INTERNAL_H
#define MODEL_INTERNAL_H 1

#include "model/model.h"

enum {
    EXECUTE_FLAG = 1 << 30, /* An execution, as opposed to a flow's actions. */
};
/* Actions that hold references. */
#define REFERENCES_FLAG 0x80000000U

struct model_world_state {
    struct model_settings settings;
    uint32_t live[MODEL_SLOTS];  /* Serial of the live instance, or 0. */
    struct slot_set live_slots;  /* Which of these are not 0. */
    uint32_t shown[MODEL_SLOTS]; /* Hits that its last reading showed. */
    bool expected[MODEL_SLOTS];  /* The cache has been told of a flow, and not yet of its end. */
    unsigned n_flows;
    uint32_t n_instances;
    uint32_t n_flow_serials;
    uint64_t n_packets;
    uint8_t other_keys[MODEL_MAX_PACKETS / 8 + 1]; /* Packets that came with them, bit by bit. */

    enum model_rule rules[CACHE_MAX_FLOWS];
    uint32_t rule_versions[CACHE_MAX_FLOWS];
    uint32_t n_handles;

    uint16_t armed[MODEL_ARMABLE_FAULTS][CACHE_MAX_FLOWS + 1]; /* Last: on any flow. */
    uint32_t n_armed;
    uint32_t n_fired[MODEL_FAULTS];                               /* FAULT_NONE: all. */
    uint64_t fired_at[MODEL_FAULTS][(CACHE_MAX_FLOWS + 63) / 64]; /* Flows, bit by bit. */
};
extern struct model_world_state model_state;
extern struct model_listener model_ears;

#define MODEL_TELL(EAR, ...)             \
    do {                                 \
        if (model_ears.EAR) {            \
            model_ears.EAR(__VA_ARGS__); \
        }                                \
    } while (0)

/* Starts a new instance in an empty slot; NULL if there is no room. `flow_serial` 0: of a flow of
 * its own. */
struct model_instance_seed {
    unsigned flow, pmd;
    uint8_t layer;
    enum model_origin origin;
    bool adoptable, other_key;
    uint32_t actions, mask;
    uint32_t flow_serial;
};
struct model_instance *model_instance_start(const struct model_instance_seed *);
/* Whether one more instance can be started. */
bool model_has_room(void);
/* Ends the instance's life; its slot is empty then. What it counted can still be read. */
void model_instance_finish(struct model_instance *, enum model_end);
/* NULL if the slot is empty. */
struct model_instance *model_live_instance(unsigned slot);
/* Counts a packet, and its size as packet `packet`. */
void model_instance_hit(struct model_instance *, uint64_t packet);

/* Ends the instance and starts the flow's next one, with a counter of 0. */
struct model_instance *model_instance_succeed(struct model_instance *, enum model_end,
                                              enum model_origin, uint8_t layer);

/* The counters after the first `n_hits` hits. */
struct cache_stats model_reading(const struct model_instance *, uint32_t n_hits);

/* A reading that a datapath gives out, which may dip, and how many hits it shows. */
struct cache_stats model_read(const struct model_instance *, uint32_t *n_hits);

/* Whether `fault` is armed for this flow. */
bool model_is_armed(enum model_fault, unsigned flow);
/* The same; if so it fires now. */
bool model_fires(enum model_fault, unsigned flow, unsigned pmd);
/* The error of the fault that has just fired: `usual`, or the next one of a list if errors vary. It is
 * neither ENOENT nor EEXIST, which say what is there. */
int model_refusal(int usual);
/* Notes that a fault has happened. */
void model_fired(enum model_fault, unsigned flow, unsigned pmd);

/* Whether they send every packet up. */
bool model_actions_are_slow(uint32_t actions);
/* The actions of a flow that nobody installed; see model_install_foreign(). */
uint32_t model_foreign_actions(unsigned flow, bool adoptable, bool right);

/* The parts of `model_world`; cache.h says what each is to do, and on which thread. */
void model_operate(struct cache_op *, size_t n);
bool model_dump_create(bool terse);
unsigned model_dump_thread_create(void);
size_t model_dump_next(unsigned thread, struct cache_record *, size_t max);
void model_dump_thread_destroy(unsigned thread);
int model_dump_destroy(void);
void model_dump_reset(void);
int model_translate(enum cache_purpose, unsigned flow, unsigned pmd, uint64_t packet,
                    const struct cache_stats *, struct cache_translation *);
void model_push_stats(uint32_t handle, unsigned flow, unsigned pmd,
                      const struct cache_stats *delta);
int model_adopt(unsigned flow, uint32_t actions);
void model_release(uint32_t handle);

#endif /* internal.h */
