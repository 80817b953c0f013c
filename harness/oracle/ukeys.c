/* What is known of the cache's ukeys: by number, and by the slot that they stand in. */

#include "oracle/internal.h"

static struct ukey_watch ukeys[ORACLE_MAX_UKEYS + 1];
static uint64_t highest;
static struct slot_watch slots[MODEL_SLOTS];
static uint32_t blocking; /* Slots, bit by bit. */

void ukeys_reset(void)
{
    highest = 0;
    blocking = 0;
    for (unsigned i = 0; i < MODEL_SLOTS; i++) {
        slots[i] = (struct slot_watch){.state = STATE_DELETED};
    }
}

/* Makes sure that every number up to `serial` has an entry of this execution. */
static void reach(uint64_t serial)
{
    while (highest < serial) {
        highest++;
        if (highest <= ORACLE_MAX_UKEYS) {
            ukeys[highest] = (struct ukey_watch){.state = STATE_CREATED};
        }
    }
}

struct ukey_watch *ukeys_find(uint64_t serial)
{
    if (!serial || serial > ORACLE_MAX_UKEYS) {
        return NULL;
    }
    reach(serial);
    return &ukeys[serial];
}

uint64_t ukeys_highest(void)
{
    return highest;
}

unsigned ukeys_n_blocking(void)
{
    return (unsigned)__builtin_popcount(blocking);
}

uint32_t ukeys_blocking_slots(void)
{
    return blocking;
}

const struct slot_watch *slot_watch(unsigned slot)
{
    return &slots[slot];
}

moment slot_last_blocked(unsigned slot)
{
    return state_blocks(slots[slot].state) ? oracle_now() : slots[slot].blocked_at;
}

void ukeys_transition(unsigned slot, uint64_t serial, enum cache_state to)
{
    struct ukey_watch *ukey = ukeys_find(serial);
    struct slot_watch *watch = &slots[slot];

    if (ukey) {
        ukey->slot = (uint8_t)slot;
        ukey->state = (uint8_t)to;
    }
    if (to == STATE_VISIBLE) {
        watch->serial = serial;
        watch->maker = actor_self();
        watch->visible_at = oracle_now();
        watch->answered_at = 0;
        watch->believed = false;
        watch->by_packet_thread = oracle_is_packet_thread();
    } else if (watch->serial != serial) {
        return; /* One that was never visible. */
    }
    if (state_blocks(watch->state)) {
        blocking &= ~(UINT32_C(1) << slot);
        watch->blocked_at = oracle_now();
    }
    watch->state = to;
    watch->believed |= to == STATE_OPERATIONAL;
    watch->believed &= to < STATE_EVICTED;
    watch->state_at = oracle_now();
    if (state_blocks(to)) {
        blocking |= UINT32_C(1) << slot;
    }
    if (to == STATE_OPERATIONAL && !watch->answered_at) {
        watch->answered_at = oracle_now();
    }
    if (to == STATE_DELETED) {
        watch->serial = 0;
    }
}

void ukeys_freed(uint64_t serial)
{
    struct ukey_watch *ukey = ukeys_find(serial);

    if (ukey) {
        ukey->freed = true;
    }
}

void ukeys_put_answered(unsigned slot, unsigned actor)
{
    if (slots[slot].maker == actor && !slots[slot].answered_at) {
        slots[slot].answered_at = oracle_now();
    }
}

bool ukeys_put_is_pending(unsigned slot)
{
    return !slots[slot].answered_at ||
           (slots[slot].by_packet_thread && runtime_unfinished_callbacks());
}

bool ukeys_put_was_pending(unsigned slot, const struct round_watch *round)
{
    const struct slot_watch *watch = &slots[slot];

    return !watch->answered_at || watch->answered_at >= round->before ||
           (watch->by_packet_thread && round->awaits_grace);
}

void ukeys_got_nothing(unsigned slot)
{
    const struct slot_watch *watch = &slots[slot];
    const struct round_watch *round = rounds_last();

    if (!progress_dump_is_open() || (watch->answered_at && watch->answered_at < round->begun_at)) {
        slots[slot].believed = false;
    }
}

void ukeys_modified_nothing(unsigned slot)
{
    slots[slot].believed = false;
}

void ukeys_deleted(unsigned slot)
{
    slots[slot].believed = false;
}

void ukeys_put(unsigned slot)
{
    slots[slot].put_at = oracle_now();
}

void ukeys_instance_end(unsigned slot)
{
    slots[slot].emptied_at = oracle_now();
}
