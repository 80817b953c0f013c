#include "oracle/belief/credit/causes.h"

#include <errno.h>

struct readings {
    uint64_t n_packets, n_bytes; /* The most that one has shown. */
    uint8_t layer;               /* Of the first. */
    bool any, moved;             /* moved: one was of another layer than the first. */
};

static uint32_t declared[MODEL_SLOTS][LOSSES], least[MODEL_SLOTS][LOSSES],
    more[MODEL_SLOTS][LOSSES]; /* Possible ones beside those. */
static struct readings readings[MODEL_SLOTS];

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        readings[slot].any = readings[slot].moved = false;
        for (unsigned loss = 0; loss < LOSSES; loss++) {
            declared[slot][loss] = least[slot][loss] = more[slot][loss] = 0;
        }
    }
}

/* A counter that is behind an earlier reading, or in another layer. */
static void note_reading(unsigned slot, const struct cache_stats *stats)
{
    struct readings *r = &readings[slot];

    if (!r->any) {
        *r = (struct readings){.any = true, .layer = stats->layer};
    }
    r->moved |= stats->layer != r->layer;
    more[slot][LOST_LAYER_CHANGED] += r->moved;
    more[slot][LOST_DECREASED] += stats->n_packets < r->n_packets || stats->n_bytes < r->n_bytes;
    r->n_packets = stats->n_packets > r->n_packets ? stats->n_packets : r->n_packets;
    r->n_bytes = stats->n_bytes > r->n_bytes ? stats->n_bytes : r->n_bytes;
}

/* Who asks for a whole flow is about to make a ukey, or to confirm one: then there may be nothing to
 * lose yet. */
static void note_missing(const struct cache_op *op, unsigned slot)
{
    if (op->type == CACHE_GET && !op->counters_only) {
        more[slot][LOST_VANISHED]++;
    } else if (op->type != CACHE_PUT) {
        least[slot][LOST_VANISHED]++;
    }
}

static void note_reply(const struct cache_op *op, unsigned slot)
{
    if (op->error == ENOENT) {
        note_missing(op, slot);
    } else if (op->type == CACHE_DELETE && op->error) {
        least[slot][LOST_DELETE_FAILED]++;
    } else if (op->type == CACHE_DELETE || (op->type == CACHE_GET && !op->error)) {
        note_reading(slot, &op->stats);
        least[slot][LOST_NOT_FINAL] += op->type == CACHE_DELETE && !op->stats_final;
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_RECORD:
        note_reading(o->slot, o->stats);
        break;
    case OBS_OP_REPLY:
        note_reply(o->op, o->slot);
        break;
    case OBS_TRANSLATED:
        more[o->slot][LOST_UNTRANSLATABLE] += o->purpose == CACHE_TRANSLATE_REVALIDATE && o->result;
        break;
    default: /* OBS_LOSS */
        declared[o->slot][o->loss]++;
        break;
    }
}

uint32_t causes_n_declared(unsigned slot, enum cache_loss loss)
{
    return declared[slot][loss];
}

uint32_t causes_least(unsigned slot, enum cache_loss loss)
{
    return least[slot][loss];
}

uint32_t causes_most(unsigned slot, enum cache_loss loss)
{
    return least[slot][loss] + more[slot][loss];
}

const struct belief belief_causes = {
    .wants = OBS(RECORD) | OBS(OP_REPLY) | OBS(TRANSLATED) | OBS(LOSS),
    .reset = reset,
    .update = update,
};
