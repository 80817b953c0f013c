/*
 * ONCE: every hit is credited exactly once, or was lost by the datapath, and declared by the cache.
 *
 * The rules are those of oracle/belief/credit/ and oracle/check/once*.c: which instance a push is of,
 * the two cases in which it may give less than was hit, and which losses need a declaration. They are
 * stated a second time on purpose. There one thread at a time sees all that happens, in order, and
 * keeps the size of each of a few hundred hits. Here threads are real: each sees only the slot whose
 * lock it holds, billions of hits are sums that are computed (instance.h), and what nobody could see
 * is excused. The two share nothing that could be called from both; a cache that one of them excuses
 * and the other one blames shows a mistake in one.
 */
#include <stdlib.h>

#include "stress/check/once.h"
#include "stress/internal.h"
#include "support/printable.h"
#include "support/sanitizers.h"

/* The ukey's base comes from another instance, which it cannot know from `instance`. */
static bool is_carried(const struct slot *slot, const struct instance *instance)
{
    return slot->serial && slot->base.serial == slot->serial && !slot->base.replied &&
           slot->base.seed != instance->seed && slot->base.layer == instance->layer &&
           !instance->position;
}

bool once_is_untranslatable(const struct slot *slot, uint32_t since)
{
    return slot->declared[LOST_UNTRANSLATABLE] > since && slot->untranslated > since;
}

static uint64_t base_bytes(const struct slot *slot)
{
    return instance_bytes(slot->base.seed, slot->base.position);
}

/* Where in `instance` the push begins; false if it is none of its. */
typedef bool match(const struct slot *, const struct instance *, uint64_t n, uint64_t bytes,
                   uint64_t *from);

static bool match_next(const struct slot *slot, const struct instance *instance, uint64_t n,
                       uint64_t bytes, uint64_t *from)
{
    *from = instance->position;
    return instance_is_interval(instance, *from, n, bytes);
}

static bool match_carried(const struct slot *slot, const struct instance *instance, uint64_t n,
                          uint64_t bytes, uint64_t *from)
{
    uint64_t base = slot->base.position;

    *from = base;
    return is_carried(slot, instance) && base <= instance->n_hits && n <= instance->n_hits - base &&
           instance_bytes(instance->seed, base + n) - base_bytes(slot) == bytes;
}

static bool match_after_loss(const struct slot *slot, const struct instance *instance, uint64_t n,
                             uint64_t bytes, uint64_t *from)
{
    if (!once_is_untranslatable(slot, instance->begun_at)) {
        return false;
    }
    for (*from = instance->position + 1; *from + n <= instance->n_hits; ++*from) {
        if (instance_is_interval(instance, *from, n, bytes)) {
            return true;
        }
    }
    return false;
}

/* Past instances go from thread to thread under their slot's lock, which ThreadSanitizer does not
 * see: nor must it see where their memory comes from and goes. */
static struct instance *keep_instance(const struct instance *ended)
{
    struct instance *kept;

    tsan_ignore_begin();
    kept = malloc(sizeof *kept);
    tsan_ignore_end();
    if (!kept) {
        abort();
    }
    *kept = *ended;
    return kept;
}

static void forget_instance(struct instance *kept)
{
    tsan_ignore_begin();
    free(kept);
    tsan_ignore_end();
}

/* Drops past instances that nothing is left to say about. */
static void prune(struct slot *slot)
{
    for (struct instance **link = &slot->past; *link;) {
        struct instance *instance = *link;

        if (instance->position == instance->n_hits) {
            *link = instance->next;
            forget_instance(instance);
        } else {
            link = &instance->next;
        }
    }
}

void once_forget_past(struct slot *slot)
{
    while (slot->past) {
        struct instance *instance = slot->past;

        slot->past = instance->next;
        forget_instance(instance);
    }
}

static bool settle(struct slot *slot, match *matches, uint64_t n, uint64_t bytes)
{
    struct instance *instance = slot->past ? slot->past : slot->present ? &slot->live : NULL;
    uint64_t from;

    while (instance) {
        if (matches(slot, instance, n, bytes, &from)) {
            count(STRESS_lost_hits, from - instance->position);
            instance->position = from + n;
            slot->base.serial = slot->serial;
            slot->base.seed = instance->seed;
            slot->base.position = instance->position;
            slot->base.layer = instance->layer;
            slot->base.replied = instance->end == END_DELETED;
            prune(slot);
            return true;
        }
        instance = instance == &slot->live ? NULL
                   : instance->next        ? instance->next
                   : slot->present         ? &slot->live
                                           : NULL;
    }
    return false;
}

/* Says which hits a wrong push is of, if of any that are still known and not too many. */
static struct broken describe(const struct slot *slot, uint64_t n, uint64_t bytes)
{
    enum { MOST = 1000000 };
    const struct instance *live = &slot->live;

    if (n >> 63 || bytes >> 63) {
        return BROKEN("ONCE/credits-less-than-nothing",
                      "they are negative: a counter stepped back");
    }
    if (slot->present && live->n_hits < MOST) {
        for (uint64_t from = 0; from + n <= live->n_hits; from++) {
            if (instance_is_interval(live, from, n, bytes)) {
                return from < live->position
                           ? BROKEN("ONCE/credited-twice", "these hits were credited before")
                           : BROKEN("ONCE/gap", "hits before these are left out");
            }
        }
    }
    return BROKEN("ONCE/never-hit", "no hits that are not yet credited are so many and so big");
}

void once_push(uint32_t handle, unsigned flow, unsigned pmd, const struct cache_stats *delta)
{
    uint64_t n = delta->n_packets, bytes = delta->n_bytes;
    struct slot *slot = slot_find(flow, pmd);

    thread_does("credits hits");
    slot_lock(slot);
    if (handle != flow || n >> 32 ||
        (!settle(slot, match_next, n, bytes) && !settle(slot, match_carried, n, bytes) &&
         !settle(slot, match_after_loss, n, bytes))) {
        struct broken broken = describe(slot, n, bytes);

        violation(broken.rule,
                  WITH({"by", thread_self()->name}, {"flow", slot->present ? "there" : "gone"},
                       {"ukey", state_name(slot->state)}),
                  "%s credits %" PRId64 " packet%s, %" PRId64
                  " byte%s to %s through a translation of flow %u: %s; the flow %s, its counter "
                  "(%s) has %" PRIu64 " hit%s, of which credited: %" PRIu64 "; ukey %" PRIu64
                  " is %s",
                  thread_self()->name, (int64_t)n, plural((uint64_t)n), (int64_t)bytes,
                  plural((uint64_t)bytes), slot_name(flow, pmd), handle, broken.why,
                  slot->present ? "is there" : "is gone", instance_origin_name(slot->live.origin),
                  slot->live.n_hits, plural(slot->live.n_hits), slot->live.position, slot->serial,
                  state_name(slot->state));
    }
    slot_unlock(slot);
    count(STRESS_pushes, 1);
    count(STRESS_credited_hits, n);
}

void once_begin(struct slot *slot)
{
    struct instance *live = &slot->live;
    /* The ukey's flow was put before, successfully as the cache will be told. */
    bool second = slot->state == STATE_VISIBLE && slot->put_seen;

    live->known = slot->believed;
    /* A put shows that there was no flow, so the cache knows that the one before is gone. */
    live->inherited = live->origin != ORIGIN_CACHE && (slot->believed || second);
    for (struct instance *past = slot->past; past; past = past->next) {
        if (live->inherited || past->flow_number == live->flow_number) {
            past->succeeded |= past->layer == live->layer;
            past->succeeded_elsewhere = true;
        }
    }
}

void once_end(struct slot *slot)
{
    struct instance **link = &slot->past;

    if (slot->base.seed == slot->live.seed && slot->live.end == END_DELETED) {
        slot->base.replied = true;
    }
    if (slot->live.position == slot->live.n_hits) {
        return;
    }
    if (!slot->live.shown && (slot->live.end == END_RESET || slot->live.end == END_MOVED)) {
        count(STRESS_lost_hits, slot->live.n_hits); /* Nobody can know, let alone credit them. */
        return;
    }
    while (*link) {
        link = &(*link)->next;
    }
    *link = keep_instance(&slot->live);
}

/* The cache has looked at a counter that is below its base from another, and has not believed it.
 */
static void mask(const struct slot *slot, struct instance *instance)
{
    uint64_t n_hits = instance->end == END_DELETED ? instance->n_read_last : instance->n_hits;

    if (is_carried(slot, instance) && (slot->base.position > n_hits ||
                                       base_bytes(slot) > instance_bytes(instance->seed, n_hits))) {
        instance->masked = true;
        instance->masked_hits = n_hits;
    }
}

void once_declared(struct slot *slot, enum cache_loss reason)
{
    slot->declared[reason] = slot->declared[LOSSES] = slot->now;
    if (reason == LOST_DECREASED) {
        for (struct instance *past = slot->past; past; past = past->next) {
            mask(slot, past);
        }
        if (slot->present) {
            mask(slot, &slot->live);
        }
    }
}
