/*
 * ONCE, beside packets and bytes: what a credit says of the flow is what its counter said when that
 * many hits were on it: time of use, TCP flags, layer, and whether it is offloaded. So does the ukey
 * itself, when all is quiet.
 */
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/ukeys.h"

/* What is wrong; NULL: nothing. The time may be that of a later hit: a counter that dips shows fewer than there
 * were. */
static const char *broken_rule(const struct cache_stats *stats,
                               const struct model_instance *instance, uint32_t n_hits)
{
    if (stats->tcp_flags != instance->tcp_flags[n_hits] || stats->layer != instance->layer ||
        stats->offloaded != (instance->layer != 0)) {
        return "ONCE/credited-as-something-else";
    }
    if (stats->used_ms < instance->hit_ms[n_hits] || stats->used_ms > instance->used_ms) {
        return "ONCE/credited-at-another-time";
    }
    return NULL;
}

static void check_push(const struct observation *o)
{
    const struct credit *credit = ledgers_last_credit();
    const struct model_instance *instance;
    const char *rule;

    if (!credit->instance) {
        return;
    }
    instance = model_instance(credit->instance);
    rule = broken_rule(o->stats, instance, credit->to);
    if (rule) {
        violation(rule, ABOUT_SLOT(o->slot, .instance = credit->instance, .handle = o->handle),
                  "%s credits hits %u..%u of instance %u of %s as used at %llu ms, TCP flags 0x%x, "
                  "layer %u%s; its counter had used at %llu ms or later, TCP flags 0x%x, layer %u",
                  self_name(), credit->from + 1, credit->to, credit->instance, slot_name(o->slot),
                  (unsigned long long)o->stats->used_ms, o->stats->tcp_flags, o->stats->layer,
                  o->stats->offloaded ? ", offloaded" : "",
                  (unsigned long long)instance->hit_ms[credit->to], instance->tcp_flags[credit->to],
                  instance->layer);
    }
}

/* The ukey has had the whole counter, unless it did not believe it; and perhaps earlier ones. */
static void check_entry(const struct observation *o)
{
    const struct cache_stats *seen = &o->entry->credited;
    const struct model_instance *live = model_live_in(o->slot);
    const struct ledger *ledger = live ? ledgers_of(live->serial) : NULL;
    uint32_t n = live ? live->n_hits : 0;

    if (!live || ledger->position != n || ledger->ukey != o->entry->serial || !n) {
        return;
    }
    if ((seen->tcp_flags & live->tcp_flags[n]) != live->tcp_flags[n] ||
        seen->used_ms < live->hit_ms[n] || seen->layer != live->layer ||
        seen->offloaded != (live->layer != 0)) {
        violation("ONCE/kept-as-something-else",
                  ABOUT_SLOT(o->slot, .ukey = o->entry->serial, .instance = live->serial),
                  "ukey %llu of %s has credited %u hit%s as used at %llu ms, TCP flags 0x%x, layer "
                  "%u%s; instance %u has used at %llu ms, TCP flags 0x%x, layer %u",
                  (unsigned long long)o->entry->serial, slot_name(o->slot), n, plural(n),
                  (unsigned long long)seen->used_ms, seen->tcp_flags, seen->layer,
                  seen->offloaded ? ", offloaded" : "", live->serial,
                  (unsigned long long)live->hit_ms[n], live->tcp_flags[n], live->layer);
    }
}

static void after(const struct observation *o)
{
    if (o->kind == OBS_PUSH) {
        check_push(o);
    } else if (context_is_exact()) {
        check_entry(o);
    }
}

const struct check check_once_facts = {
    .wants_after = OBS(PUSH) | OBS(ENTRY),
    .after = after,
};
