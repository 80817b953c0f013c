/*
 * STATE: ukeys only move forward, along the edges below, and each step is taken by a thread that
 * has learnt what justifies it: the answer to an operation that it sent, or a record that it was
 * given.
 */

#include "oracle/internal.h"

#include <errno.h>

/* What an actor has learnt of a slot. */
enum evidence {
    PUT_DONE = 1 << 0,
    PUT_REFUSED = 1 << 1,
    MODIFY_REFUSED = 1 << 2,
    IS_THERE = 1 << 3, /* A get found it. */
    IS_GONE = 1 << 4,  /* A get did not. */
    WAS_DUMPED = 1 << 5,
    DELETE_DONE = 1 << 6, /* Or there was nothing to delete. */
};

static uint8_t learnt[RUNTIME_MAX_ACTORS][MODEL_SLOTS];
static uint8_t evictor[MODEL_SLOTS]; /* Who made the ukey EVICTING, or sent the last delete. */

/* From each state to each: whether there is an edge, and what one of which its owner must know. */
static const struct {
    bool exists;
    uint8_t evidence; /* 0: nothing. */
} edges[STATES][STATES] = {
    [STATE_CREATED] = {[STATE_VISIBLE] = {true, 0}, [STATE_DELETED] = {true, 0}},
    [STATE_VISIBLE] = {[STATE_OPERATIONAL] = {true, PUT_DONE | WAS_DUMPED | IS_THERE},
                       [STATE_EVICTING] = {true, 0},
                       [STATE_EVICTED] = {true, PUT_REFUSED | IS_GONE}},
    [STATE_OPERATIONAL] = {[STATE_INCONSISTENT] = {true, MODIFY_REFUSED | PUT_REFUSED},
                           [STATE_EVICTING] = {true, 0},
                           [STATE_EVICTED] = {true, IS_GONE}},
    [STATE_INCONSISTENT] = {[STATE_EVICTING] = {true, 0}, [STATE_EVICTED] = {true, IS_GONE}},
    [STATE_EVICTING] = {[STATE_EVICTED] = {true, DELETE_DONE}},
    [STATE_EVICTED] = {[STATE_DELETED] = {true, 0}},
};

bool oracle_edge_exists(enum cache_state from, enum cache_state to)
{
    return edges[from][to].exists;
}

void state_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        evictor[slot] = 0;
        for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
            learnt[actor][slot] = 0;
        }
    }
}

static void check_evidence(unsigned slot, uint64_t serial, enum cache_state from,
                           enum cache_state to)
{
    uint8_t wanted = edges[from][to].evidence;
    uint8_t *known = &learnt[actor_self()][slot];

    if (wanted && !(*known & wanted)) {
        runtime_violation("STATE",
                          "%s took ukey %llu of %s from %s to %s without having learnt anything "
                          "that justifies it (its own put, get or delete answered, or a record)",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                          model_state_word(from), model_state_word(to));
    }
    *known &= (uint8_t)~wanted;
    if (from == STATE_EVICTING && evictor[slot] != actor_self()) {
        runtime_violation("STATE",
                          "%s took ukey %llu of %s from EVICTING to EVICTED; it belongs to %s, who "
                          "is deleting its flow",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                          actor_name(evictor[slot]));
    }
}

void state_transition(unsigned slot, uint64_t serial, enum cache_state from, enum cache_state to)
{
    const struct ukey_watch *ukey = ukeys_find(serial);
    const struct slot_watch *watch = slot_watch(slot);

    if (ukey && (enum cache_state)ukey->state != from) {
        runtime_violation("STATE", "%s takes ukey %llu of %s from %s to %s, but it is %s",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                          model_state_word(from), model_state_word(to),
                          model_state_word(ukey->state));
    }
    if (!edges[from][to].exists) {
        runtime_violation("STATE", "%s takes ukey %llu of %s from %s to %s: there is no such step",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                          model_state_word(from), model_state_word(to));
    }
    if (to == STATE_VISIBLE) {
        if (watch->serial) {
            runtime_violation("STATE",
                              "%s makes ukey %llu of %s visible while ukey %llu, which %s made, "
                              "stands there %s",
                              oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                              (unsigned long long)watch->serial, actor_name(watch->maker),
                              model_state_word(watch->state));
        }
        learnt[actor_self()][slot] &= WAS_DUMPED;
    }
    if (to == STATE_EVICTING) {
        evictor[slot] = (uint8_t)actor_self();
    }
    check_evidence(slot, serial, from, to);
}

void state_op_begin(const struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);
    uint8_t *known = &learnt[actor_self()][slot];

    switch (op->type) {
    case CACHE_PUT:
        *known &= (uint8_t) ~(PUT_DONE | PUT_REFUSED);
        break;
    case CACHE_MODIFY:
        *known &= (uint8_t)~MODIFY_REFUSED;
        break;
    case CACHE_DELETE:
        *known &= (uint8_t)~DELETE_DONE;
        evictor[slot] = (uint8_t)actor_self();
        break;
    case CACHE_GET:
        *known &= (uint8_t) ~(IS_THERE | IS_GONE);
        break;
    case CACHE_EXECUTE:
        break;
    }
}

void state_op_reply(const struct cache_op *op)
{
    uint8_t *known = &learnt[actor_self()][model_slot(op->flow, op->pmd)];

    switch (op->type) {
    case CACHE_PUT:
        *known |= op->error ? PUT_REFUSED : PUT_DONE;
        break;
    case CACHE_MODIFY:
        *known |= op->error ? MODIFY_REFUSED : 0;
        break;
    case CACHE_DELETE:
        *known |= !op->error || op->error == ENOENT ? DELETE_DONE : 0;
        break;
    case CACHE_GET:
        *known |= !op->error ? IS_THERE : op->error == ENOENT ? IS_GONE : 0;
        break;
    case CACHE_EXECUTE:
        break;
    }
}

void state_record(unsigned slot)
{
    learnt[actor_self()][slot] |= WAS_DUMPED;
}
