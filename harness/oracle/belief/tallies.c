#include "oracle/belief/tallies.h"

#include <errno.h>

static uint32_t tallies[TALLIES];

static void reset(void)
{
    for (unsigned tally = 0; tally < TALLIES; tally++) {
        tallies[tally] = 0;
    }
}

static void note_reply(const struct cache_op *op)
{
    tallies[TALLY_PUT_FAILED] += op->error && op->type == CACHE_PUT;
    tallies[TALLY_MODIFY_FAILED] += op->error && op->type == CACHE_MODIFY;
    tallies[TALLY_DELETE_FAILED] += op->error && op->type == CACHE_DELETE && op->error != ENOENT;
}

static void note_verdict(enum cache_verdict verdict)
{
    tallies[TALLY_REPLACED] += verdict == VERDICT_REPLACED;
    tallies[TALLY_DUPLICATE] += verdict == VERDICT_DUPLICATE;
    tallies[TALLY_CONTENDED] += verdict == VERDICT_CONTENDED;
    tallies[TALLY_CONFLICT] += verdict == VERDICT_CONFLICT;
    tallies[TALLY_LIMITED] += verdict == VERDICT_LIMITED;
    tallies[TALLY_UNTRANSLATABLE] += verdict == VERDICT_UNTRANSLATABLE;
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_TRANSITION:
        tallies[TALLY_VISIBLE] += o->to == STATE_VISIBLE;
        tallies[TALLY_VISIBLE_BY_UPCALL] += o->to == STATE_VISIBLE && context_in_upcall();
        break;
    case OBS_UPCALL_END:
        note_verdict(o->verdict);
        break;
    case OBS_OP_REPLY:
        note_reply(o->op);
        break;
    case OBS_LOSS:
        tallies[TALLY_LOSS]++;
        break;
    case OBS_ROUND_BEGIN:
        tallies[TALLY_ROUND]++;
        break;
    case OBS_ROUND_END:
        tallies[TALLY_INCOMPLETE] += !o->complete;
        break;
    case OBS_REFUSED:
        tallies[TALLY_QUEUE_FULL]++;
        break;
    default:
        break;
    }
}

uint32_t tallies_of(enum tally tally)
{
    return tallies[tally];
}

const struct belief belief_tallies = {
    .wants = OBS(TRANSITION) | OBS(UPCALL_END) | OBS(OP_REPLY) | OBS(LOSS) | OBS(ROUND_BEGIN) |
             OBS(ROUND_END) | OBS(REFUSED),
    .reset = reset,
    .update = update,
};
