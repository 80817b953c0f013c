/*
 * ONCE: every packet and byte is credited exactly once. Each push is of hits of an instance that
 * were not credited before, and that begin where the last credit ended (belief/ledgers.h says how
 * to tell, and which two exceptions there are). Everything else is a double credit, a loss, or
 * an invention.
 */
#include <stdio.h>

#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/ukeys.h"

/* Which hits the push is of, if of any. Returns the rule that is broken. */
static const char *describe(char *into, size_t size, const struct observation *o)
{
    uint64_t n = o->n_packets;

    if (n >> 63 || o->n_bytes >> 63) {
        snprintf(into, size, "the %s are negative: a counter stepped back",
                 n >> 63 ? "packets" : "bytes");
        return "ONCE/credits-less-than-nothing";
    }
    for (uint32_t serial = model_n_instances(); serial; serial--) {
        const struct model_instance *instance = model_instance(serial);
        const struct ledger *ledger = ledgers_of(serial);
        unsigned slot = model_slot(instance->flow, instance->pmd);
        bool here = slot == o->slot;

        for (uint32_t from = 0; from + n <= instance->n_hits; from++) {
            if (ledgers_is_interval(instance, from, n, o->n_bytes)) {
                bool twice = from < ledger->position;
                char hits[48];

                snprintf(hits, sizeof hits, n == 1 ? "this is hit %u" : "these are hits %u..%llu",
                         from + 1, (unsigned long long)(from + n));
                snprintf(into, size,
                         "%s of instance %u%s%s, of which %u %s credited or lost already: %s", hits,
                         serial, here ? "" : " of ", here ? "" : slot_name(slot), ledger->position,
                         ledger->position == 1 ? "was" : "were",
                         twice  ? "credited twice"
                         : here ? "hits before them are lost"
                                : "credited to the wrong flow");
                return twice  ? "ONCE/credited-twice"
                       : here ? "ONCE/gap"
                              : "ONCE/credited-to-another-flow";
            }
        }
    }
    snprintf(into, size, "no instance was ever hit by these");
    return "ONCE/never-hit";
}

static void after(const struct observation *o)
{
    const struct slot_facts *facts = ukeys_in(o->slot);
    uint32_t newest = ledgers_newest(o->slot);
    const struct model_instance *instance = newest ? model_instance(newest) : NULL;
    const char *rule;
    char what[256];

    if (ledgers_last_credit()->instance) {
        return;
    }
    rule = describe(what, sizeof what, o);
    violation(
        rule,
        ABOUT_SLOT(o->slot, .ukey = facts->serial, .instance = newest, .handle = o->handle,
                   .traits = {{"origin", instance ? model_origin_name(instance->origin) : "none"},
                              {"end", instance ? model_end_name(instance->end) : "none"},
                              {"ukey", model_state_word(facts->state)}},
                   .other = {"made by", facts->maker}),
        "%s credits %lld packet%s, %lld byte%s to %s (handle %u): %s; expected the hits from "
        "number %u on of instance %u (%s, %s, %u hit%s; %s)",
        self_name(), (long long)o->n_packets, plural((uint64_t)o->n_packets), (long long)o->n_bytes,
        plural((uint64_t)o->n_bytes), slot_name(o->slot), o->handle, what,
        newest ? ledgers_of(newest)->position + 1 : 0, newest,
        instance ? model_origin_name(instance->origin) : "none",
        instance ? model_end_name(instance->end) : "none", instance ? instance->n_hits : 0,
        plural(instance ? instance->n_hits : 0), ukeys_describe(o->slot));
}

const struct check check_once = {
    .wants_after = OBS(PUSH),
    .after = after,
};
