#include "oracle/belief/evidence.h"

#include <errno.h>

static uint8_t learnt[MODEL_SLOTS][RUNTIME_MAX_ACTORS];
static uint8_t evictor[MODEL_SLOTS];

/* From each state to each: whether there is an edge, and what one of which its owner must know. */
static const struct {
    bool exists;
    uint8_t evidence; /* 0: nothing. */
} edges[STATES][STATES] = {
    [STATE_CREATED] = {[STATE_VISIBLE] = {true, 0}, [STATE_DELETED] = {true, 0}},
    [STATE_VISIBLE] = {[STATE_OPERATIONAL] = {true, EVIDENCE_PUT_DONE | EVIDENCE_WAS_DUMPED |
                                                        EVIDENCE_IS_THERE},
                       [STATE_EVICTING] = {true, 0},
                       [STATE_EVICTED] = {true, EVIDENCE_PUT_REFUSED | EVIDENCE_IS_GONE}},
    [STATE_OPERATIONAL] = {[STATE_INCONSISTENT] = {true,
                                                   EVIDENCE_MODIFY_REFUSED | EVIDENCE_PUT_REFUSED},
                           [STATE_EVICTING] = {true, 0},
                           [STATE_EVICTED] = {true, EVIDENCE_IS_GONE}},
    [STATE_INCONSISTENT] =
        {[STATE_EVICTING] = {true, 0}, [STATE_EVICTED] = {true, EVIDENCE_IS_GONE}},
    [STATE_EVICTING] = {[STATE_EVICTED] = {true, EVIDENCE_DELETE_DONE}},
    [STATE_EVICTED] = {[STATE_DELETED] = {true, 0}},
};

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        evictor[slot] = 0;
        for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
            learnt[slot][actor] = 0;
        }
    }
}

bool evidence_edge_exists(enum cache_state from, enum cache_state to)
{
    return edges[from][to].exists;
}

bool oracle_edge_exists(enum cache_state from, enum cache_state to)
{
    return evidence_edge_exists(from, to);
}

bool evidence_suffices(unsigned slot, enum cache_state from, enum cache_state to)
{
    uint8_t wanted = edges[from][to].evidence;

    return !wanted || (learnt[slot][actor_self()] & wanted);
}

unsigned evidence_evictor(unsigned slot)
{
    return evictor[slot];
}

static void note_transition(unsigned slot, enum cache_state from, enum cache_state to)
{
    uint8_t *known = &learnt[slot][actor_self()];

    if (to == STATE_VISIBLE) {
        *known &= EVIDENCE_WAS_DUMPED;
    }
    if (to == STATE_EVICTING) {
        evictor[slot] = (uint8_t)actor_self();
    }
    *known &= (uint8_t)~edges[from][to].evidence;
}

/* An operation makes what an earlier one has shown worthless. */
static void begin(const struct cache_op *op, unsigned slot)
{
    static const uint8_t forgotten[] = {
        [CACHE_PUT] = EVIDENCE_PUT_DONE | EVIDENCE_PUT_REFUSED,
        [CACHE_MODIFY] = EVIDENCE_MODIFY_REFUSED,
        [CACHE_DELETE] = EVIDENCE_DELETE_DONE,
        [CACHE_GET] = EVIDENCE_IS_THERE | EVIDENCE_IS_GONE,
        [CACHE_EXECUTE] = 0,
    };

    learnt[slot][actor_self()] &= (uint8_t)~forgotten[op->type];
    if (op->type == CACHE_DELETE) {
        evictor[slot] = (uint8_t)actor_self();
    }
}

static uint8_t shown_by(const struct cache_op *op)
{
    switch (op->type) {
    case CACHE_PUT:
        return op->error ? EVIDENCE_PUT_REFUSED : EVIDENCE_PUT_DONE;
    case CACHE_MODIFY:
        return op->error ? EVIDENCE_MODIFY_REFUSED : 0;
    case CACHE_DELETE:
        return !op->error || op->error == ENOENT ? EVIDENCE_DELETE_DONE : 0;
    case CACHE_GET:
        return !op->error ? EVIDENCE_IS_THERE : op->error == ENOENT ? EVIDENCE_IS_GONE : 0;
    case CACHE_EXECUTE:
        break;
    }
    return 0;
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_TRANSITION:
        note_transition(o->slot, o->from, o->to);
        break;
    case OBS_OP_BEGIN:
        begin(o->op, o->slot);
        break;
    case OBS_OP_REPLY:
        learnt[o->slot][actor_self()] |= shown_by(o->op);
        break;
    case OBS_RECORD:
        learnt[o->slot][actor_self()] |= EVIDENCE_WAS_DUMPED;
        break;
    default:
        break;
    }
}

const struct belief belief_evidence = {
    .wants = OBS(TRANSITION) | OBS(OP_BEGIN) | OBS(OP_REPLY) | OBS(RECORD),
    .reset = reset,
    .update = update,
};
