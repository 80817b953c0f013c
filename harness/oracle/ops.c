/*
 * OPS: what the datapath is asked to do. A put follows the making of a ukey, once; a delete is sent
 * for an EVICTING ukey, and again only if the one before failed, and never for a flow that is known
 * to be gone; a modify for an OPERATIONAL one; and a ukey whose flow is being deleted is not
 * replaced.
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"

#include <errno.h>

static struct {
    uint64_t deleting; /* The ukey whose delete has begun and not been answered. */
    unsigned deleter;  /* By whom. */
    uint64_t retry;    /* The ukey whose last delete failed. */
    uint64_t gone;     /* The ukey whose flow is gone: deleted, or a get has not found it. */
    unsigned told;     /* Who knows that. */
    unsigned evictor;  /* Who made the ukey EVICTING. */
} slots[MODEL_SLOTS];
/* The ukey that stood there, its put over, when the actor was last handed a record of its flow: if
 * it looks for one, it finds that, as long as it stands there. */
static uint64_t dumped[RUNTIME_MAX_ACTORS][MODEL_SLOTS];
/* The ukey whose flow the actor's last get has not found. */
static uint64_t not_found[RUNTIME_MAX_ACTORS][MODEL_SLOTS];
/* How many ukeys the actor has made visible whose flows it has not yet put. */
static uint8_t puts_due[RUNTIME_MAX_ACTORS][MODEL_SLOTS];

void ops_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        slots[slot].deleting = slots[slot].retry = slots[slot].gone = 0;
        for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
            puts_due[actor][slot] = 0;
            dumped[actor][slot] = not_found[actor][slot] = 0;
        }
    }
}

bool ops_put_is_due(unsigned slot)
{
    return puts_due[actor_self()][slot];
}

void ops_transition(unsigned slot, uint64_t serial, enum cache_state from, enum cache_state to)
{
    if (from == STATE_EVICTING && to == STATE_DELETED) {
        runtime_violation("OPS",
                          "%s takes ukey %llu of %s away while its deletion is not over: %s %s a "
                          "delete of the flow, and a put would meet it",
                          oracle_self(), (unsigned long long)serial, oracle_slot_name(slot),
                          actor_name(slots[slot].evictor),
                          slots[slot].deleting == serial ? "has sent" : "has queued");
    }
    if (from == STATE_VISIBLE && to == STATE_EVICTING && not_found[actor_self()][slot] == serial) {
        runtime_violation("OPS",
                          "%s is about to delete %s (ukey %llu, VISIBLE): it has asked for that "
                          "flow, and it is gone",
                          oracle_self(), oracle_slot_name(slot), (unsigned long long)serial);
    }
    if (to == STATE_VISIBLE && oracle_in_upcall()) {
        puts_due[actor_self()][slot]++;
    } else if (to == STATE_EVICTING) {
        slots[slot].evictor = actor_self();
    }
}

static void begin_put(unsigned slot)
{
    if (!ops_put_is_due(slot)) {
        runtime_violation("OPS",
                          "%s puts %s without having made a ukey visible for it since its "
                          "last put; the ukey there is %s",
                          oracle_self(), oracle_slot_name(slot),
                          model_state_word(slot_watch(slot)->state));
    }
    puts_due[actor_self()][slot]--;
}

static void begin_modify(unsigned slot)
{
    if (slot_watch(slot)->state != STATE_OPERATIONAL) {
        runtime_violation("OPS", "%s modifies %s, whose ukey is %s: expected OPERATIONAL",
                          oracle_self(), oracle_slot_name(slot),
                          model_state_word(slot_watch(slot)->state));
    }
}

static void begin_delete(unsigned slot)
{
    const struct slot_watch *watch = slot_watch(slot);
    uint64_t serial = watch->serial;

    if (watch->state != STATE_EVICTING) {
        runtime_violation("OPS", "%s deletes %s, whose ukey is %s: expected EVICTING",
                          oracle_self(), oracle_slot_name(slot), model_state_word(watch->state));
    }
    if (slots[slot].deleting == serial) {
        runtime_violation("OPS",
                          "%s deletes %s (ukey %llu) while the delete that %s sent is unanswered",
                          oracle_self(), oracle_slot_name(slot), (unsigned long long)serial,
                          actor_name(slots[slot].deleter));
    }
    if (slots[slot].gone == serial) {
        runtime_violation("OPS",
                          "%s deletes %s (ukey %llu); %s has already been told that it is gone",
                          oracle_self(), oracle_slot_name(slot), (unsigned long long)serial,
                          actor_name(slots[slot].told));
    }
    if (slots[slot].evictor != actor_self() && slots[slot].retry != serial) {
        runtime_violation("OPS", "%s deletes %s (ukey %llu), which %s is about to delete",
                          oracle_self(), oracle_slot_name(slot), (unsigned long long)serial,
                          actor_name(slots[slot].evictor));
    }
    slots[slot].deleting = serial;
    slots[slot].deleter = actor_self();
    slots[slot].evictor = actor_self();
    slots[slot].retry = 0;
}

void ops_begin(const struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);

    switch (op->type) {
    case CACHE_PUT:
        begin_put(slot);
        break;
    case CACHE_MODIFY:
        begin_modify(slot);
        break;
    case CACHE_DELETE:
        begin_delete(slot);
        break;
    case CACHE_GET:
    case CACHE_EXECUTE:
        break;
    }
}

void ops_record(unsigned slot)
{
    dumped[actor_self()][slot] = ukeys_put_is_pending(slot) ? 0 : slot_watch(slot)->serial;
}

/* A flow that is not there now, and whose ukey's put is over, does not come back: whatever does is
 * another one, and no business of this ukey's. While a dump is open a revalidator may ask for a
 * flow that had no ukey when it looked: what it is told then is nothing to the ukey that another
 * has made meanwhile. */
void ops_commit(const struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);
    uint64_t serial = slot_watch(slot)->serial;

    if (op->type == CACHE_GET) {
        bool known = op->error == ENOENT && !ukeys_put_is_pending(slot) &&
                     (!progress_dump_is_open() || dumped[actor_self()][slot] == serial);

        not_found[actor_self()][slot] = known ? serial : 0;
    }
}

/* In a dump phase it is told to the actor alone: another may have decided before to delete. */
static void reply_to_get(unsigned slot)
{
    uint64_t serial = not_found[actor_self()][slot];

    if (serial && serial == slot_watch(slot)->serial && !progress_dump_is_open()) {
        slots[slot].gone = serial;
        slots[slot].told = actor_self();
    }
}

void ops_reply(const struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);

    if (op->type == CACHE_GET) {
        reply_to_get(slot);
    }
    if (op->type != CACHE_DELETE) {
        return;
    }
    /* While the ukey's own put is pending, the delete may have come before it: then it is sent
     * again, whatever it said. */
    if ((!op->error || op->error == ENOENT) && !ukeys_put_is_pending(slot)) {
        slots[slot].gone = slots[slot].deleting;
        slots[slot].told = actor_self();
    } else {
        slots[slot].retry = slots[slot].deleting;
    }
    slots[slot].deleting = 0;
}

void ops_add(unsigned slot)
{
    if (ops_put_is_due(slot)) {
        puts_due[actor_self()][slot]--;
    }
}

bool ops_is_deleting(unsigned slot)
{
    return slot_watch(slot)->serial && slots[slot].deleting == slot_watch(slot)->serial;
}
