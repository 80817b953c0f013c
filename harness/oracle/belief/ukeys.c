#include "oracle/belief/ukeys.h"

#include <errno.h>
#include <stdio.h>

#include "oracle/belief/dumps.h"
#include "oracle/belief/rounds.h"

static struct ukey_facts ukeys[UKEYS_MAX + 1];
static uint64_t highest;
static struct slot_facts slots[MODEL_SLOTS];
static struct slot_set blocking;
static unsigned n_blocking; /* How many these are. */

static void reset(void)
{
    highest = 0;
    slot_set_clear(&blocking);
    n_blocking = 0;
    for (unsigned i = 0; i < model_n_slots; i++) {
        slots[i] = (struct slot_facts){.state = STATE_DELETED};
    }
}

static bool is_followed(uint64_t serial)
{
    return serial && serial <= UKEYS_MAX;
}

/* The ukey's facts, to be changed; NULL if it is not followed. From now on every number up to its
 * own is heard of. */
static struct ukey_facts *reach(uint64_t serial)
{
    if (!is_followed(serial)) {
        return NULL;
    }
    while (highest < serial) {
        ukeys[++highest] = (struct ukey_facts){.state = STATE_CREATED};
    }
    return &ukeys[serial];
}

const struct ukey_facts *ukeys_find(uint64_t serial)
{
    static const struct ukey_facts unheard_of = {.state = STATE_CREATED};

    return !is_followed(serial) ? NULL : serial <= highest ? &ukeys[serial] : &unheard_of;
}

uint64_t ukeys_highest(void)
{
    return highest;
}

unsigned ukeys_n_blocking(void)
{
    return n_blocking;
}

const struct slot_set *ukeys_blocking_slots(void)
{
    return &blocking;
}

const struct slot_facts *ukeys_in(unsigned slot)
{
    return &slots[slot];
}

const char *ukeys_describe(unsigned slot)
{
    const struct slot_facts *facts = &slots[slot];
    static char text[96];

    if (!facts->serial) {
        return "there is no ukey";
    }
    snprintf(text, sizeof text, "ukey %llu is %s, made by %s", (unsigned long long)facts->serial,
             model_state_word(facts->state), actor_name(facts->maker));
    return text;
}

obs_time ukeys_last_blocked(unsigned slot)
{
    return state_blocks(slots[slot].state) ? obs_now() : slots[slot].blocked_at;
}

static void make_visible(struct slot_facts *facts, uint64_t serial)
{
    facts->serial = serial;
    facts->maker = actor_self();
    facts->replacing = facts->left_at && facts->left_by == actor_self();
    facts->visible_at = obs_now();
    facts->answered_at = 0;
    facts->believed = false;
    facts->by_packet_thread = context_is_packet_thread();
}

static void note_slot(unsigned slot, uint64_t serial, enum cache_state to)
{
    struct slot_facts *facts = &slots[slot];

    if (to == STATE_VISIBLE) {
        make_visible(facts, serial);
    } else if (facts->serial != serial) {
        return; /* One that was never visible. */
    }
    if (state_blocks(facts->state)) {
        slot_set_remove(&blocking, slot);
        n_blocking--;
        facts->blocked_at = obs_now();
    }
    facts->state = to;
    facts->replacing &= to == STATE_VISIBLE;
    facts->believed |= to == STATE_OPERATIONAL;
    facts->believed &= to < STATE_EVICTED;
    facts->state_at = obs_now();
    if (state_blocks(to)) {
        slot_set_add(&blocking, slot);
        n_blocking++;
    }
    if (to == STATE_OPERATIONAL && !facts->answered_at) {
        facts->answered_at = obs_now();
    }
    if (to == STATE_DELETED) {
        facts->serial = 0;
        facts->left_at = obs_now();
        facts->left_by = actor_self();
    }
}

static bool is_held(uint32_t lock)
{
    for (unsigned i = 0; i < runtime_n_held(); i++) {
        if (runtime_held(i) == lock) {
            return true;
        }
    }
    return false;
}

bool ukeys_hold_lock_of(const struct ukey_facts *ukey)
{
    for (unsigned i = 0; i < ukey->n_locks; i++) {
        if (is_held(ukey->locks[i])) {
            return true;
        }
    }
    return ukey->state == STATE_CREATED; /* It has taken no step. */
}

/* The first step is taken under the ukey's lock and that of its umap. */
static void take_locks(struct ukey_facts *ukey)
{
    enum { MOST = sizeof ukey->locks / sizeof *ukey->locks };

    ukey->n_locks = (uint8_t)(runtime_n_held() < MOST ? runtime_n_held() : MOST);
    for (unsigned i = 0; i < ukey->n_locks; i++) {
        ukey->locks[i] = runtime_held(i);
    }
}

/* Another step has been taken: its lock is among those that are held again. */
static void keep_held_locks(struct ukey_facts *ukey)
{
    unsigned n = 0;

    for (unsigned i = 0; i < ukey->n_locks; i++) {
        if (is_held(ukey->locks[i])) {
            ukey->locks[n++] = ukey->locks[i];
        }
    }
    ukey->n_locks = (uint8_t)n;
}

static void note_transition(const struct observation *o)
{
    struct ukey_facts *ukey = reach(o->ukey);

    if (ukey) {
        (ukey->state == STATE_CREATED ? take_locks : keep_held_locks)(ukey);
        ukey->slot = (uint16_t)o->slot;
        ukey->state = (uint8_t)o->to;
        if (o->to == STATE_DELETED && o->from != STATE_CREATED) {
            ukey->left_mark = runtime_rcu_mark();
        }
    }
    note_slot(o->slot, o->ukey, o->to);
}

/* The running actor knows what came of the put for the ukey that it has made. */
static void note_answer(unsigned slot)
{
    if (slots[slot].maker == actor_self() && !slots[slot].answered_at) {
        slots[slot].answered_at = obs_now();
    }
}

/* A get finds no flow; its answer may be on its way. While a dump is open that says nothing of a
 * ukey whose put was answered after the running round had begun: a dump phase asks for the flows of
 * older ones, or for one that had no ukey when it was asked for. */
static bool is_shown_by_get(const struct slot_facts *facts)
{
    return !dumps_is_open() || (facts->answered_at && facts->answered_at < rounds_last()->begun_at);
}

static void note_commit(const struct cache_op *op, struct slot_facts *facts)
{
    if (op->type == CACHE_PUT && !op->error) {
        facts->put_at = obs_now();
    } else if (op->type == CACHE_GET && op->error == ENOENT && is_shown_by_get(facts)) {
        facts->believed = false;
    } else if (op->type == CACHE_MODIFY && op->error == ENOENT) {
        facts->believed = false;
    } else if (op->type == CACHE_DELETE && (!op->error || op->error == ENOENT)) {
        facts->believed = false;
    }
}

static void update(const struct observation *o)
{
    if (o->kind != OBS_TRANSITION && o->slot != NO_SLOT && slots[o->slot].maker == actor_self()) {
        slots[o->slot].replacing = false;
    }
    switch (o->kind) {
    case OBS_TRANSITION:
        note_transition(o);
        break;
    case OBS_FREED:
        if (reach(o->ukey)) {
            reach(o->ukey)->freed = true;
        }
        break;
    case OBS_OP_COMMIT:
        note_commit(o->op, &slots[o->slot]);
        break;
    case OBS_UPCALL_END:
        if (!context_is_packet_thread() &&
            (o->verdict == VERDICT_INSTALLED || o->verdict == VERDICT_REPLACED)) {
            note_answer(o->slot);
        }
        break;
    case OBS_ADD_END:
        if (o->added) {
            slots[o->slot].put_at = obs_now();
        }
        note_answer(o->slot);
        break;
    case OBS_INSTANCE_END:
        slots[o->slot].emptied_at = obs_now();
        break;
    default:
        break;
    }
}

bool ukeys_put_is_pending(unsigned slot)
{
    return !slots[slot].answered_at ||
           (slots[slot].by_packet_thread && runtime_unfinished_callbacks());
}

bool ukeys_put_was_pending(unsigned slot, const struct round_facts *round)
{
    const struct slot_facts *facts = &slots[slot];

    return !facts->answered_at || facts->answered_at >= round->before ||
           (facts->by_packet_thread && round->awaits_grace);
}

const struct belief belief_ukeys = {
    .wants = OBS(TRANSITION) | OBS(FREED) | OBS(OP_COMMIT) | OBS(UPCALL_END) | OBS(ADD_END) |
             OBS(INSTANCE_END),
    .reset = reset,
    .update = update,
};
