/*
 * ATTR: hits are credited to the rules that they were forwarded by, as far as a cache can know
 * them.
 *
 * A flow's actions come from one version of its rules. A cache that finds the flow's rules changed
 * has read the flow's counter, and makes a new translation: what it has read was forwarded by the
 * old version and must not be credited to the new one. What hits after that reading and before the
 * flow is modified nobody can tell from what hits later, so it may go to either.
 *
 * A flow that the cache did not install has no older translation that could be credited.
 *
 * The cache translates a flow before it gives the flow the actions of that translation. So no hit is
 * credited to rules that are older than those that forwarded it.
 */
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/credit/losses.h"
#include "oracle/belief/credit/readings.h"

/* A counter that has stepped back was not believed when it was read. */
static bool is_judged(const struct credit *credit, unsigned slot)
{
    return credit->instance && !readings_is_foreign(model_instance(credit->instance)) &&
           losses_declared_at(slot, LOST_DECREASED) <= ledgers_of(credit->instance)->begun_at;
}

static void check_newer(const struct observation *o, const struct credit *credit,
                        const struct translation_facts *translation)
{
    uint32_t n_read = translation->floor.n_hits;
    uint32_t end = credit->to < n_read ? credit->to : n_read;

    for (uint32_t i = credit->from + 1; i <= end; i++) {
        uint16_t version = readings_forwarded_by(credit->instance, i);

        if (version && version < translation->version) {
            violation("ATTR/credited-to-newer-rules",
                      ABOUT_SLOT(o->slot, .instance = credit->instance, .handle = o->handle),
                      "%s credits hits %u..%u of instance %u of %s to version %u of its rules; hit "
                      "%u was forwarded by version %u, and the cache had read %u hit%s when it "
                      "translated the flow again",
                      self_name(), credit->from + 1, credit->to, credit->instance,
                      slot_name(o->slot), translation->version - 1U, i, version - 1U, n_read,
                      plural(n_read));
            return;
        }
    }
}

static void check_older(const struct observation *o, const struct credit *credit,
                        const struct translation_facts *translation)
{
    for (uint32_t i = credit->from + 1; i <= credit->to; i++) {
        uint16_t version = readings_forwarded_by(credit->instance, i);

        if (version > translation->version) {
            violation("ATTR/credited-to-older-rules",
                      ABOUT_SLOT(o->slot, .instance = credit->instance, .handle = o->handle),
                      "%s credits hits %u..%u of instance %u of %s to version %u of its rules; hit "
                      "%u was forwarded by version %u",
                      self_name(), credit->from + 1, credit->to, credit->instance,
                      slot_name(o->slot), translation->version - 1U, i, version - 1U);
            return;
        }
    }
}

static void after(const struct observation *o)
{
    const struct credit *credit = ledgers_last_credit();
    const struct translation_facts *translation = readings_translation(o->handle);

    if (!is_judged(credit, o->slot)) {
        return;
    }
    if (translation->floor.instance == credit->instance) {
        check_newer(o, credit, translation);
    }
    if (!context_found.any) {
        check_older(o, credit, translation);
    }
}

const struct check check_attr = {
    .wants_after = OBS(PUSH),
    .after = after,
};
