#include "oracle/belief/operations.h"

#include <errno.h>

#include "oracle/belief/dumps.h"
#include "oracle/belief/ukeys.h"

static struct deletion_facts deletions[MODEL_SLOTS];
/* The ukey that stood there, its put over, when the actor was last handed a record of its flow: if
 * it looks for one, it finds that, as long as it stands there. */
static uint64_t dumped[MODEL_SLOTS][RUNTIME_MAX_ACTORS];
static uint64_t not_found[MODEL_SLOTS][RUNTIME_MAX_ACTORS];
/* How many ukeys the actor has made visible whose flows it has not yet put. */
static uint8_t puts_due[MODEL_SLOTS][RUNTIME_MAX_ACTORS];

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        deletions[slot] = (struct deletion_facts){.deleting = 0};
        for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
            puts_due[slot][actor] = 0;
            dumped[slot][actor] = not_found[slot][actor] = 0;
        }
    }
}

static void begin(const struct cache_op *op, unsigned slot)
{
    if (op->type == CACHE_PUT) {
        puts_due[slot][actor_self()] -=
            operations_put_is_due(slot); /* Of no ukey: ops.c's to judge. */
    } else if (op->type == CACHE_DELETE) {
        deletions[slot].deleting = ukeys_in(slot)->serial;
        deletions[slot].deleter = deletions[slot].evictor = actor_self();
        deletions[slot].retry = 0;
    }
}

/* A flow that is not there now, and whose ukey's put is over, does not come back: whatever does is
 * another one, and no business of this ukey's. While a dump is open a revalidator may ask for a
 * flow that had no ukey when it looked: the answer does not concern the ukey that another
 * has made meanwhile. */
static void commit_get(unsigned slot, int error)
{
    uint64_t serial = ukeys_in(slot)->serial;
    bool known = error == ENOENT && !ukeys_put_is_pending(slot) &&
                 (!dumps_is_open() || dumped[slot][actor_self()] == serial);

    not_found[slot][actor_self()] = known ? serial : 0;
}

static void note_gone(unsigned slot, uint64_t serial)
{
    deletions[slot].gone = serial;
    deletions[slot].informed = actor_self();
}

/* In a dump phase only the actor gets to know it: another may have decided before to delete. */
static void reply_to_get(unsigned slot)
{
    uint64_t serial = not_found[slot][actor_self()];

    if (serial && serial == ukeys_in(slot)->serial && !dumps_is_open()) {
        note_gone(slot, serial);
    }
}

/* While the ukey's own put is pending, the delete may have come before it: then it is sent again,
 * whatever it said. */
static void reply_to_delete(unsigned slot, int error)
{
    if ((!error || error == ENOENT) && !ukeys_put_is_pending(slot)) {
        note_gone(slot, deletions[slot].deleting);
    } else {
        deletions[slot].retry = deletions[slot].deleting;
    }
    deletions[slot].deleting = 0;
}

static void reply(const struct cache_op *op, unsigned slot)
{
    if (op->type == CACHE_GET) {
        reply_to_get(slot);
    } else if (op->type == CACHE_DELETE) {
        reply_to_delete(slot, op->error);
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_TRANSITION:
        if (o->to == STATE_VISIBLE && context_in_upcall()) {
            puts_due[o->slot][actor_self()]++;
        } else if (o->to == STATE_EVICTING) {
            deletions[o->slot].evictor = actor_self();
        }
        break;
    case OBS_OP_BEGIN:
        begin(o->op, o->slot);
        break;
    case OBS_OP_COMMIT:
        if (o->op->type == CACHE_GET) {
            commit_get(o->slot, o->op->error);
        }
        break;
    case OBS_OP_REPLY:
        reply(o->op, o->slot);
        break;
    case OBS_RECORD:
        dumped[o->slot][actor_self()] =
            ukeys_put_is_pending(o->slot) ? 0 : ukeys_in(o->slot)->serial;
        break;
    case OBS_ADD_END:
        puts_due[o->slot][actor_self()] -= operations_put_is_due(o->slot);
        break;
    default:
        break;
    }
}

const struct deletion_facts *operations_deletion(unsigned slot)
{
    return &deletions[slot];
}

bool operations_is_deleting(unsigned slot)
{
    return ukeys_in(slot)->serial && deletions[slot].deleting == ukeys_in(slot)->serial;
}

bool operations_put_is_due(unsigned slot)
{
    return puts_due[slot][actor_self()];
}

uint64_t operations_not_found(unsigned slot)
{
    return not_found[slot][actor_self()];
}

const struct belief belief_operations = {
    .wants = OBS(TRANSITION) | OBS(OP_BEGIN) | OBS(OP_COMMIT) | OBS(OP_REPLY) | OBS(RECORD) |
             OBS(ADD_END),
    .reset = reset,
    .update = update,
};
