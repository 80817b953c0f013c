/*
 * LIM, by the number of flows: the flow limit never lets more flows in than it allows, and no flow
 * is deleted that is neither idle, nor out of date, nor one too many.
 */
#include "oracle/belief/limit/deletions.h"
#include "oracle/belief/limit/flow_count.h"
#include "oracle/belief/limit/flow_limit.h"

/* A ukey is counted before it is said to be VISIBLE, and until after it is said to be gone: of
 * those that upcalls have made there are never more than the limit allows. Adopted ones come on
 * top. */
static void check_admitted(const struct observation *o)
{
    unsigned n = deletions_n_installed();

    if (o->to == STATE_VISIBLE && context_in_upcall() && n > flow_limit_configured()) {
        violation("LIM/too-many-installed", ABOUT_SLOT(o->slot, .ukey = o->ukey),
                  "%s installs %s, and so the cache has installed %u flow%s that are there or on "
                  "their way; the limit is %u",
                  self_name(), slot_name(o->slot), n, plural(n), flow_limit_configured());
    }
}

static void check_deleted(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);

    if (deletions_last_reason() != DELETED_FOR_NUMBER ||
        deletions_n_for_number() <= deletions_most_for_number()) {
        return;
    }
    violation(
        "LIM/deleted-for-nothing", ABOUT_SLOT(slot, .instance = live->serial),
        "%s deletes %s (instance %u, %u hit%s), which is not idle and agrees with the rules; "
        "the limit is no reason: it is %u, at most %u flow%s can have been counted, %u came later "
        "in this round, %u can have been counted twice, and %u have been deleted for it",
        self_name(), slot_name(slot), live->serial, live->n_hits, plural(live->n_hits),
        flow_limit_lowest(), COUNTED(flow_count_most()), deletions_n_come(),
        flow_count_most_recounted(), deletions_n_for_number() - 1);
}

static void after(const struct observation *o)
{
    if (o->kind == OBS_TRANSITION) {
        check_admitted(o);
    } else if (o->op->type == CACHE_DELETE) {
        check_deleted(o->slot);
    }
}

const struct check check_limit = {
    .wants_after = OBS(TRANSITION) | OBS(OP_BEGIN),
    .after = after,
};
