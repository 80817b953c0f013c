/*
 * Rules and translations. Each flow has rules of its own, with a version and a kind; the number
 * that stands for their actions is made of both, so that no two versions of a flow's rules give the
 * same actions until the version has gone round.
 */
#include <errno.h>
#include <stdlib.h>

#include "stress/internal.h"

enum rule_kind {
    RULE_FORWARD,
    RULE_FORWARD_NARROW, /* Looks at more of the key: an existing flow's mask is too wide for it. */
    RULE_SLOW_PATH,      /* Installable; its actions send every packet up. */
    RULE_UNCACHEABLE,    /* No flow may be installed. */
    RULE_NO_BRIDGE,      /* The translation fails. */
    RULE_FORWARD_OTHER,  /* As narrow as NARROW, but by other bits: neither's mask will do for the
                            other. */
    RULE_KINDS
};

enum {
    KIND_BITS = 4,
    VERSION_MASK = 0xffffff,
    MASK_WIDE = 0x0000ffff,
    MASK_NARROW = 0x00ffffff,
    MASK_OTHER = 0x7f00ffff,
    EXECUTE_FLAG = 1 << 30, /* An execution, as opposed to a flow's actions. */
};
#define REFERENCES_FLAG 0x80000000U /* Actions that hold references. */

static _Atomic uint32_t *rules; /* One per flow: version << KIND_BITS | kind. */

bool rules_create(void)
{
    rules = calloc(stress.settings.n_flows, sizeof *rules);
    return rules != NULL;
}

void rules_destroy(void)
{
    free(rules);
    rules = NULL;
}

/* Of 1000 changes, how many lead to each kind. */
static const unsigned shares[RULE_KINDS] = {
    [RULE_FORWARD] = 700,    [RULE_FORWARD_NARROW] = 150, [RULE_SLOW_PATH] = 30,
    [RULE_UNCACHEABLE] = 20, [RULE_NO_BRIDGE] = 20,       [RULE_FORWARD_OTHER] = 80,
};

void rules_change(uint32_t flow, struct random *random)
{
    uint32_t version = (atomic_load(&rules[flow]) >> KIND_BITS) + 1;
    unsigned draw = random_below(random, 1000), kind = 0;

    while (draw >= shares[kind]) {
        draw -= shares[kind++];
    }
    atomic_store(&rules[flow], (version & VERSION_MASK) << KIND_BITS | kind);
    count(STRESS_rule_changes, 1);
}

/* Never 0. */
static uint32_t actions_of(uint32_t rule)
{
    return rule + (1 << KIND_BITS);
}

static enum rule_kind kind_of(uint32_t rule)
{
    return (enum rule_kind)(rule & ((1 << KIND_BITS) - 1));
}

void rules_change_mask(uint32_t flow)
{
    uint32_t rule = atomic_load(&rules[flow]), version = (rule >> KIND_BITS) + 1;
    enum rule_kind kind =
        kind_of(rule) == RULE_FORWARD_NARROW ? RULE_FORWARD_OTHER : RULE_FORWARD_NARROW;

    atomic_store(&rules[flow], (version & VERSION_MASK) << KIND_BITS | kind);
    count(STRESS_rule_changes, 1);
}

bool actions_are_slow(uint32_t actions)
{
    return kind_of(actions) == RULE_SLOW_PATH;
}

uint32_t rules_actions(uint32_t flow)
{
    uint32_t rule = atomic_load(&rules[flow]);

    return kind_of(rule) == RULE_UNCACHEABLE || kind_of(rule) == RULE_NO_BRIDGE ? 0
                                                                                : actions_of(rule);
}

/* Freed memory hardly ever holds such a number. */
bool rules_were_given(uint32_t flow, uint32_t actions)
{
    uint32_t now = actions_of(atomic_load(&rules[flow]));

    return kind_of(actions) < RULE_KINDS && (actions & ~REFERENCES_FLAG) >> KIND_BITS &&
           (actions & ~REFERENCES_FLAG) >> KIND_BITS <= now >> KIND_BITS;
}

static uint32_t mask_of(uint32_t rule)
{
    switch (kind_of(rule)) {
    case RULE_FORWARD_NARROW:
        return MASK_NARROW;
    case RULE_FORWARD_OTHER:
        return MASK_OTHER;
    default:
        return MASK_WIDE;
    }
}

uint32_t rules_mask(uint32_t flow)
{
    return mask_of(atomic_load(&rules[flow]));
}

uint32_t rules_foreign_actions(uint32_t flow, bool adoptable)
{
    uint32_t actions = rules_actions(flow);

    if (!actions) {
        actions = 1 << KIND_BITS | RULE_FORWARD;
    }
    return adoptable ? actions : actions | REFERENCES_FLAG;
}

uint64_t packet_bytes(uint64_t packet)
{
    return (random_mix(packet) >> 40) + 1;
}

/* The translation of the upcall that the calling thread has begun last. */
static void check_packet(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                         const struct cache_stats *stats)
{
    if (!stats) {
        return;
    }
    if (stats->n_packets != 1 || stats->n_bytes != packet_bytes(packet)) {
        violation("ONCE/packet-credited-wrongly", WITH({"by", thread_self()->name}),
                  "%s translates packet %" PRIx64 " of %s as %" PRIu64 " packets, %" PRIu64
                  " bytes; expected 1, %" PRIu64,
                  thread_self()->name, packet, slot_name(flow, pmd), stats->n_packets,
                  stats->n_bytes, packet_bytes(packet));
    }
    if (purpose == CACHE_TRANSLATE_UPCALL && !(packet & 1)) {
        violation("ONCE/hit-credited-as-miss", WITH({"by", thread_self()->name}),
                  "%s credits packet %" PRIx64 " of %s as one that missed; it hit the flow",
                  thread_self()->name, packet, slot_name(flow, pmd));
    }
}

static int fail(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet)
{
    struct slot *slot = slot_find(flow, pmd);

    slot_lock(slot);
    slot->untranslated = slot->now;
    slot_unlock(slot);
    if (purpose != CACHE_TRANSLATE_REVALIDATE) {
        upcalls_translated(packet, true, false);
        count(STRESS_untranslated_misses, purpose == CACHE_TRANSLATE_UPCALL);
    }
    return ENODEV;
}

int world_translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                    const struct cache_stats *stats, struct cache_translation *result)
{
    uint32_t rule = atomic_load(&rules[slot_find(flow, pmd) - stress.tables[table_of(pmd)]]);
    enum rule_kind kind = kind_of(rule);

    thread_does("translates");
    check_packet(purpose, flow, pmd, packet, stats);
    if (kind == RULE_NO_BRIDGE || fault_strikes(STRESS_FAULT_TRANSLATION_FAILS)) {
        return fail(purpose, flow, pmd, packet);
    }
    *result = (struct cache_translation){
        .actions = actions_of(rule),
        .mask = mask_of(rule),
        .execute = actions_of(rule) | EXECUTE_FLAG,
        .cacheable =
            kind != RULE_UNCACHEABLE && !fault_strikes(STRESS_FAULT_TRANSLATION_UNCACHEABLE),
        .handle = flow,
    };
    count(STRESS_translations, 1);
    if (purpose != CACHE_TRANSLATE_REVALIDATE) {
        thread_add(&thread_self()->sum_due, random_mix(packet));
        upcalls_translated(packet, false, result->cacheable);
        count(STRESS_credited_misses, purpose == CACHE_TRANSLATE_UPCALL);
    }
    return 0;
}

int world_adopt(unsigned flow, uint32_t actions)
{
    return actions & REFERENCES_FLAG ? EINVAL : 0;
}

void world_release(uint32_t handle)
{
    count(STRESS_releases, 1);
}
