#include "oracle/belief/occurrences.h"

#include <errno.h>

#include "oracle/belief/dumps.h"
#include "oracle/belief/limit/flow_count.h"
#include "oracle/belief/limit/flow_limit.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/tallies.h"
#include "oracle/belief/ukeys.h"

/* docs/specification.md#the-protocol has the figures. */
enum { SCALED_MS = 2000, REDUCED_MS = 1300, GREW_MS = 1000, SECOND_MS = 1000, INITIAL = 10000 };

static uint32_t least[OCCURRENCES], more[OCCURRENCES];
static uint32_t n_records, n_skipped;
static uint32_t n_awaiting; /* Records that met ukeys whose puts had no answer all the while. */
static uint32_t refusals_before; /* Of locks, when the cache's life began. */
#define UNCOUNTED UINT64_MAX     /* A ukey for whose flow nothing is counted. */
/* The records that each actor has been handed in this batch. */
static struct {
    uint32_t n;
    uint64_t ukey; /* That they met; 0: there was none. */
    bool awaits;   /* Its put had been done, and not been answered. */
} handed[MODEL_SLOTS][RUNTIME_MAX_ACTORS];
static struct slot_set handed_slots[RUNTIME_MAX_ACTORS];

static void reset(void)
{
    for (unsigned occurrence = 0; occurrence < OCCURRENCES; occurrence++) {
        least[occurrence] = more[occurrence] = 0;
    }
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        slot_set_clear(&handed_slots[actor]);
    }
    n_records = n_skipped = n_awaiting = 0;
    refusals_before = runtime_trylock_failures();
}

/* A ukey whose deletion has begun: nothing is done about its flow's records. */
static bool is_leaving(unsigned slot)
{
    return ukeys_in(slot)->serial && ukeys_in(slot)->state >= STATE_EVICTING;
}

/* Its put has been done, so it stands in its umap, and a thread that looks for it finds it. */
static bool awaits_answer(unsigned slot)
{
    const struct slot_facts *facts = ukeys_in(slot);

    return facts->serial && facts->put_at > facts->visible_at && !facts->answered_at;
}

static void note_record(unsigned slot)
{
    unsigned actor = actor_self();

    if (!slot_set_has(&handed_slots[actor], slot)) {
        slot_set_add(&handed_slots[actor], slot);
        handed[slot][actor].n = 0;
        handed[slot][actor].ukey =
            is_leaving(slot) || ukeys_in(slot)->replacing ? UNCOUNTED : ukeys_in(slot)->serial;
        handed[slot][actor].awaits = awaits_answer(slot);
    }
    handed[slot][actor].n++;
    n_records++;
}

/* The actor is done with its batch. */
static void end_batch(void)
{
    unsigned actor = actor_self(), slot;

    for (struct slot_walk walk = slot_walk(&handed_slots[actor]); slot_walk_on(&walk, &slot);) {
        bool same = handed[slot][actor].ukey == ukeys_in(slot)->serial && !is_leaving(slot);

        /* Made for the first record, and deleted for it: the others came to nothing. */
        n_skipped += same ? 0 : handed[slot][actor].n;
        n_awaiting +=
            same && handed[slot][actor].awaits && awaits_answer(slot) ? handed[slot][actor].n : 0;
    }
    slot_set_clear(&handed_slots[actor]);
}

/* Main deletes flows of its own accord, outside of its own rounds. Those of others may be running:
 * a purge that does not wait for them is no round. */
static bool by_main(void)
{
    const struct round_facts *round = rounds_last();

    return actor_self() == ACTOR_MAIN && !(round->open && round->actor == ACTOR_MAIN);
}

static void note_op(const struct cache_op *op)
{
    if (op->type == CACHE_GET && op->counters_only) {
        least[OCCURRENCE_MISSED]++;
    } else if (op->type == CACHE_DELETE && !by_main()) {
        least[OCCURRENCE_RETRIED]++; /* Without those that follow a step to EVICTING. */
    }
}

static void note_reply(const struct cache_op *op)
{
    if (op->type == CACHE_GET && op->counters_only) {
        least[OCCURRENCE_MISSING] += op->error == ENOENT;
        more[OCCURRENCE_MISSING] += op->error && op->error != ENOENT;
    } else if (op->type == CACHE_GET) {
        n_skipped += op->error != 0;
    }
}

/* Whatever the numbers were when the cache looked, they were more than twice the limit. */
static bool is_kill(const struct observation *o)
{
    return o->from == STATE_OPERATIONAL && dumps_is_open() && flow_limit_last() &&
           flow_limit_fewest() > 2 * flow_limit_last();
}

static void note_transition(const struct observation *o)
{
    if (o->to != STATE_EVICTING || by_main()) {
        return;
    }
    least[OCCURRENCE_RETRIED]--;
    if (is_kill(o)) {
        least[OCCURRENCE_KILLED]++;
    } else {
        more[OCCURRENCE_KILLED]++;
    }
}

/* A slow round lowers the limit by a quarter, a very slow one to a half at most. */
static void note_change(uint32_t from, uint32_t to)
{
    if (to > from) {
        least[OCCURRENCE_GREW]++;
    } else if (to < from && to > flow_limit_lowest()) {
        least[2 * (uint64_t)to > from ? OCCURRENCE_REDUCED : OCCURRENCE_SCALED]++;
    } else {
        more[OCCURRENCE_SCALED]++;
        more[OCCURRENCE_REDUCED]++;
        more[OCCURRENCE_GREW]++;
    }
}

/* How long the cache has seen the round take is not always known; what it did to the limit is. */
static void note_limit(uint32_t to)
{
    uint32_t limit = flow_limit_last() ? flow_limit_last() : INITIAL;
    uint64_t ms;

    if (!flow_limit_round_ms(&ms)) {
        note_change(limit < flow_limit_configured() ? limit : flow_limit_configured(), to);
        return;
    }
    if (limit > flow_limit_configured()) {
        limit = flow_limit_configured();
    }
    if (ms > SCALED_MS) {
        least[OCCURRENCE_SCALED]++;
    } else if (ms > REDUCED_MS) {
        least[OCCURRENCE_REDUCED]++;
    } else if (ms < GREW_MS) {
        ms = ms ? ms : 1;
        if (limit < (uint64_t)flow_limit_fewest() * SECOND_MS / ms) {
            least[OCCURRENCE_GREW]++;
        } else if (limit < (uint64_t)flow_count_most() * SECOND_MS / ms) {
            more[OCCURRENCE_GREW]++;
        }
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_RECORD:
        note_record(o->slot);
        break;
    case OBS_DUMP_NEXT:
    case OBS_DUMP_THREAD_END:
        end_batch();
        break;
    case OBS_ADOPTING:
        least[o->result ? OCCURRENCE_UNADOPTABLE : OCCURRENCE_ADOPTED]++;
        n_skipped += o->result != 0;
        break;
    case OBS_OP_BEGIN:
        note_op(o->op);
        break;
    case OBS_OP_REPLY:
        note_reply(o->op);
        break;
    case OBS_TRANSITION:
        note_transition(o);
        break;
    case OBS_LOSS:
        least[OCCURRENCE_LAYER] += o->loss == LOST_LAYER_CHANGED;
        least[OCCURRENCE_DECREASED] += o->loss == LOST_DECREASED;
        break;
    default: /* OBS_LIMIT_ADJUSTED */
        note_limit(o->limit);
        break;
    }
}

/* Locks that were refused outside of upcalls; and ukeys that were made and did not become visible,
 * because another had. */
static uint32_t n_contended(void)
{
    return runtime_trylock_failures() - refusals_before - tallies_of(TALLY_CONTENDED) +
           least[OCCURRENCE_ADOPTED] + least[OCCURRENCE_UNADOPTABLE] -
           (tallies_of(TALLY_VISIBLE) - tallies_of(TALLY_VISIBLE_BY_UPCALL));
}

uint32_t occurrences_least(enum occurrence occurrence)
{
    if (occurrence == OCCURRENCE_PENDING) { /* Or they met a lock that was held. */
        return n_awaiting > n_contended() ? n_awaiting - n_contended() : 0;
    }
    return occurrence == OCCURRENCE_CONTENDED ? n_contended() : least[occurrence];
}

uint32_t occurrences_most(enum occurrence occurrence)
{
    return occurrence == OCCURRENCE_PENDING ? n_records
                                            : occurrences_least(occurrence) + more[occurrence];
}

uint32_t occurrences_n_records(void)
{
    return n_records;
}

uint32_t occurrences_n_skipped(void)
{
    return n_skipped;
}

const struct belief belief_occurrences = {
    .wants = OBS(RECORD) | OBS(DUMP_NEXT) | OBS(DUMP_THREAD_END) | OBS(ADOPTING) | OBS(OP_BEGIN) |
             OBS(OP_REPLY) | OBS(TRANSITION) | OBS(LOSS) | OBS(LIMIT_ADJUSTED),
    .reset = reset,
    .update = update,
};
