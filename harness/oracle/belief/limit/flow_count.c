#include "oracle/belief/limit/flow_count.h"

#include "oracle/belief/limit/flow_limit.h"
#include "oracle/belief/ukeys.h"
#include "runtime/actor_set.h"

/* Since a round began, and in the round before. */
static struct extremes {
    unsigned most_answered;   /* By the datapath, asked for the number of its flows. */
    unsigned most_foreign;    /* Flows without a ukey, by such an answer. */
    unsigned most_observable; /* As high as the number of flows an observer can have counted. */
    /* Flows that were adopted between such an answer and the obs_time at which it was noted:
     * a thread that notes it late makes them flows without a ukey once more. */
    unsigned most_recounted;
} present, past;

/* Answers that an actor may still be making up its mind about. */
static struct answer {
    unsigned n_flows, fewest_ukeys;
    unsigned n_adopted; /* Flows, and counted, when it was given or this round began. */
} answers[RUNTIME_MAX_ACTORS];
static struct actor_set answered;
/* Actors that have said that a ukey is gone, or there for a flow that they adopt, and may not have
 * counted that. The ukeys of upcalls are counted before. */
static struct actor_set leaving, joining;
static unsigned n_adopted; /* Flows, so far. */

/* What an actor may believe who has read the number of ukeys since it was last heard, and will read
 * that of the other flows now. */
static struct reader {
    unsigned most_counted;    /* Ukeys, by whomever, since then, if it is `behind`. */
    unsigned most_observable; /* To it, in this round. */
    obs_time reached_at;      /* When the limit last can have looked reached to it alone. */
} readers[RUNTIME_MAX_ACTORS];
static struct actor_set heard, heard_in_round; /* Ever and in this round. */
static struct actor_set behind;                /* Not heard since more ukeys were counted. */
static unsigned n_counted_noted; /* With those that upcalls may be about to speak of. */

static obs_time reached_at; /* The last obs_time at which the limit can have looked reached. */
static struct {
    obs_time at;
    unsigned by;
} begun[MODEL_MAX_PACKETS + 1]; /* Handlings. */

static unsigned larger(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static void reset(void)
{
    present = past = (struct extremes){.most_answered = 0};
    actor_set_clear(&answered);
    actor_set_clear(&leaving);
    actor_set_clear(&joining);
    actor_set_clear(&behind);
    actor_set_clear(&heard);
    actor_set_clear(&heard_in_round);
    n_counted_noted = n_adopted = 0;
    reached_at = 0;
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        readers[actor] = (struct reader){.reached_at = 0};
    }
}

static void note_answers(unsigned fewest_ukeys)
{
    unsigned actor;

    for (struct actor_walk walk = actor_walk(&answered); actor_walk_on(&walk, &actor);) {
        struct answer *answer = &answers[actor];

        if (fewest_ukeys < answer->fewest_ukeys) {
            answer->fewest_ukeys = fewest_ukeys;
        }
        if (answer->n_flows > answer->fewest_ukeys) {
            present.most_foreign =
                larger(present.most_foreign, answer->n_flows - answer->fewest_ukeys);
        }
        present.most_answered = larger(present.most_answered, answer->n_flows);
        present.most_recounted = larger(present.most_recounted, n_adopted - answer->n_adopted);
    }
}

/* Fewer ukeys are counted than before: a thread that does not run may have read how many they were. */
static void note_fewer(void)
{
    struct actor_set others;
    unsigned actor;

    actor_set_copy(&others, &heard);
    actor_set_remove(&others, actor_self());
    for (struct actor_walk walk = actor_walk(&others); actor_walk_on(&walk, &actor);) {
        struct reader *reader = &readers[actor];

        reader->most_counted = actor_set_has(&behind, actor)
                                   ? larger(reader->most_counted, n_counted_noted)
                                   : n_counted_noted;
    }
    actor_set_unite(&behind, &behind, &others);
}

/* What an actor has counted in an upcall of its own, it has said. */
static void note_readers(unsigned n_counted, unsigned n_foreign)
{
    unsigned lowest = flow_limit_lowest(), actor;

    for (struct actor_walk walk = actor_walk(&behind); actor_walk_on(&walk, &actor);) {
        struct reader *reader = &readers[actor];
        unsigned observable =
            larger(reader->most_counted, n_counted) - context_is_in_upcall(actor) + n_foreign;

        if (actor_set_has(&heard_in_round, actor)) {
            reader->most_observable = larger(reader->most_observable, observable);
        }
        if (observable >= lowest) {
            reader->reached_at = obs_now();
        }
    }
}

static void note(void)
{
    unsigned n_blocking = ukeys_n_blocking();
    unsigned n_ukeys = n_blocking + actor_set_count(&leaving);
    /* Those in an upcall may have counted the ukey that they are about to make visible. */
    unsigned n_counted = n_ukeys + context_n_in_upcalls();
    unsigned n_foreign, most_answered, observable;

    note_answers(n_blocking - actor_set_count(&joining));
    if (n_counted < n_counted_noted) {
        note_fewer();
    }
    n_counted_noted = n_counted;
    n_foreign = larger(present.most_foreign, past.most_foreign);
    note_readers(n_counted, n_foreign);
    most_answered = larger(present.most_answered, past.most_answered);
    observable = larger(n_counted - context_in_upcall() + n_foreign, most_answered);
    present.most_observable = larger(present.most_observable, observable);
    /* It hinders only threads that are in an upcall and have not counted for that
     * themselves. */
    observable = larger(n_counted - (context_n_in_upcalls() > 0) + n_foreign, most_answered);
    if (observable >= flow_limit_lowest()) {
        reached_at = obs_now();
    }
}

static void note_heard(void)
{
    unsigned self = actor_self();

    actor_set_remove(&answered, self);
    actor_set_remove(&leaving, self);
    actor_set_remove(&joining, self);
    actor_set_remove(&behind, self);
    actor_set_add(&heard, self);
    actor_set_add(&heard_in_round, self);
}

static void note_answered(unsigned n_flows)
{
    answers[actor_self()] = (struct answer){
        .n_flows = n_flows,
        .fewest_ukeys = n_flows,
        .n_adopted = n_adopted - actor_set_count(&joining),
    };
    actor_set_add(&answered, actor_self());
    note();
}

static void note_transition(enum cache_state from, enum cache_state to)
{
    if (state_blocks(from) && !state_blocks(to)) {
        actor_set_add(&leaving, actor_self());
    }
    if (to == STATE_VISIBLE && !context_in_upcall()) {
        actor_set_add(&joining, actor_self());
        n_adopted++;
    }
    note();
}

static void note_upcall(uint64_t packet)
{
    note();
    begun[packet].at = obs_now();
    begun[packet].by = actor_self();
}

static void begin_round(void)
{
    past = present;
    present = (struct extremes){.most_answered = 0};
    actor_set_clear(&heard_in_round);
    actor_set_add(&heard_in_round, actor_self());
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        readers[actor].most_observable = 0;
        answers[actor].n_adopted = n_adopted;
    }
    note();
}

static void update(const struct observation *o)
{
    if (!o->unheard) {
        note_heard();
    }
    switch (o->kind) {
    case OBS_N_FLOWS:
        note_answered((unsigned)o->n_flows);
        break;
    case OBS_TRANSITION:
        note_transition(o->from, o->to);
        break;
    case OBS_UPCALL_BEGIN:
        note_upcall(o->packet);
        break;
    case OBS_UPCALL_END:
    case OBS_INSTANCE_BEGIN:
    case OBS_INSTANCE_END:
        note();
        break;
    case OBS_ROUND_BEGIN:
        begin_round();
        break;
    default:
        break;
    }
}

bool flow_count_explains(uint64_t packet)
{
    return larger(reached_at, readers[begun[packet].by].reached_at) >= begun[packet].at;
}

/* By now an upcall that began since the last note may have counted its ukey and not have said so. */
unsigned flow_count_most(void)
{
    unsigned now = n_counted_noted - context_in_upcall() + flow_count_most_foreign();

    return larger(now, larger(present.most_observable, readers[actor_self()].most_observable));
}

unsigned flow_count_most_counted(void)
{
    return n_counted_noted;
}

unsigned flow_count_most_foreign(void)
{
    return larger(present.most_foreign, past.most_foreign);
}

unsigned flow_count_most_recounted(void)
{
    return present.most_recounted;
}

/* Each observation is news of how far its actor has come. */
const struct belief belief_flow_count = {
    .wants = UINT64_MAX,
    .reset = reset,
    .update = update,
};
