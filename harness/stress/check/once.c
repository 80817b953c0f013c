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

static uint64_t base_bytes(const struct slot *slot)
{
    return instance_bytes(slot->base.seed, slot->base.position);
}

static bool is_untranslatable(const struct slot *slot, uint32_t since)
{
    return slot->declared[LOST_UNTRANSLATABLE] > since && slot->untranslated > since;
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
    if (!is_untranslatable(slot, instance->begun_at)) {
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

/* A rule that is broken, and why it is. */
struct broken {
    const char *rule, *why;
};
#define BROKEN(RULE, WHY) ((struct broken){RULE, WHY})
#define NOTHING           BROKEN(NULL, NULL)

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

/* Why hits of an instance that are not credited must not be lost either; NULL: they may be. */
static struct broken why_not_lost(const struct slot *slot, const struct instance *instance)
{
    bool excused = is_untranslatable(slot, instance->begun_at);
    bool declared = slot->declared[LOSSES] >= instance->ended_at;
    bool succeeded = instance->succeeded || (instance->succeeded_elsewhere && !instance->position);

    switch ((enum instance_end)instance->end) {
    case END_NONE:
        return excused || (instance->masked && instance->masked_hits >= instance->n_hits)
                   ? NOTHING
                   : BROKEN("ONCE/not-credited",
                            "the flow is there, and clean rounds have seen it");
    case END_DELETED:
        if (instance->position < instance->n_read_last && !excused &&
            !(instance->masked && instance->masked_hits >= instance->n_read_last)) {
            return BROKEN("ONCE/lost-by-delete", "a delete has returned them to the cache");
        }
        return instance->n_read_last == instance->n_hits || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared-of-delete", "they came between the delete's reading "
                                                         "and its end, and no loss was declared");
    case END_DELETE_UNSAID:
        return !instance->known || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared-of-failed-delete",
                            "a delete failed on them, and no loss was declared");
    case END_VANISHED:
        return !instance->known || succeeded || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared", "the flow vanished, and no loss was declared");
    case END_MOVED:
        /* Nobody knows in which layer a flow begins, until its counters have been looked at. */
        return !instance->position || succeeded || declared
                   ? NOTHING
                   : BROKEN("ONCE/undeclared-of-move",
                            "the flow moved to another layer, and no loss was declared");
    case END_RESET:
        return NOTHING; /* It can be seen only if somebody looks before the counter has caught up. */
    }
    return NOTHING;
}

/* What is known of the slot's instances, the oldest first: layer, hits, credited, moments. */
static const char *history(const struct slot *slot)
{
    static char text[700];
    int n = snprintf(text, sizeof text, "; base %" PRIu64 " in layer %u, losses declared",
                     slot->base.position, slot->base.layer);

    for (unsigned i = 0; i < LOSSES; i++) {
        n += snprintf(text + n, sizeof text - (size_t)n, " %u", slot->declared[i]);
    }
    for (const struct instance *past = slot->past; past && n < 600; past = past->next) {
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "; layer %u, %" PRIu64 "/%" PRIu64 ", %u..%u, flow %u", past->layer,
                      past->position, past->n_hits, past->begun_at, past->ended_at,
                      past->flow_number);
    }
    if (slot->present && n < 600) {
        snprintf(text + n, sizeof text - (size_t)n,
                 "; now layer %u, %" PRIu64 "/%" PRIu64 ", %u.., flow %u", slot->live.layer,
                 slot->live.position, slot->live.n_hits, slot->live.begun_at,
                 slot->live.flow_number);
    }
    return text;
}

static void check_instance(const struct slot *slot, const struct instance *instance, unsigned flow,
                           unsigned pmd)
{
    struct broken broken;

    if (instance->position == instance->n_hits) {
        return;
    }
    broken = why_not_lost(slot, instance);
    if (broken.rule) {
        violation(
            broken.rule,
            WITH({"origin", instance_origin_name(instance->origin)},
                 {"end", instance_end_name(instance->end)}, {"ukey", state_name(slot->state)}),
            "at rest, hits %" PRIu64 "..%" PRIu64 " of %s (%s, %s) are not credited: %s; ukey "
            "%" PRIu64 " is %s%s",
            instance->position + 1, instance->n_hits, slot_name(flow, pmd),
            instance_origin_name(instance->origin), instance_end_name(instance->end), broken.why,
            slot->serial, state_name(slot->state), history(slot));
    }
}

void once_check_rest(struct slot *slot, unsigned flow, unsigned pmd)
{
    for (const struct instance *past = slot->past; past; past = past->next) {
        check_instance(slot, past, flow, pmd);
        count(STRESS_lost_hits, past->n_hits - past->position);
    }
    if (slot->present) {
        check_instance(slot, &slot->live, flow, pmd);
    }
    once_forget_past(slot);
}
