#include "oracle/dispatch.h"

#include "oracle/belief/calls.h"
#include "oracle/belief/credit/causes.h"
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/credit/losses.h"
#include "oracle/belief/credit/readings.h"
#include "oracle/belief/credit/shown.h"
#include "oracle/belief/dumps.h"
#include "oracle/belief/evidence.h"
#include "oracle/belief/keys.h"
#include "oracle/belief/limit/deletions.h"
#include "oracle/belief/limit/flow_count.h"
#include "oracle/belief/limit/flow_limit.h"
#include "oracle/belief/limit/last_use.h"
#include "oracle/belief/limit/usage.h"
#include "oracle/belief/obstruction.h"
#include "oracle/belief/occurrences.h"
#include "oracle/belief/operations.h"
#include "oracle/belief/packets.h"
#include "oracle/belief/records.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/rules.h"
#include "oracle/belief/tallies.h"
#include "oracle/belief/ukeys.h"
#include "oracle/belief/upcalls.h"
#include "oracle/check/checks.h"

/* In the order in which they take an observation in. Each asks those before it what is so now; what
 * it asks another of is as it was before. */
static const struct belief *const beliefs[] = {
    &belief_upcalls,  &belief_calls,       &belief_dumps,       &belief_rounds,
    &belief_ukeys,    &belief_operations,  &belief_evidence,    &belief_losses,
    &belief_shown,    &belief_ledgers,     &belief_obstruction, &belief_packets,
    &belief_readings, &belief_rules,       &belief_usage,       &belief_last_use,
    &belief_causes,   &belief_occurrences, &belief_flow_limit,  &belief_records,
    &belief_tallies,  &belief_deletions,   &belief_flow_count,  &belief_keys,
};

/* Their order says only which of several violations in one observation counts. */
static const struct check *const checks[] = {
    &check_rcu,          &check_progress,      &check_leak,
    &check_ops,          &check_state,         &check_once,
    &check_once_packets, &check_once_lost,     &check_attr,
    &check_stall,        &check_limit,         &check_limit_value,
    &check_limit_idle,   &check_valid,         &check_counters,
    &check_bijection,    &check_round_time,    &check_lock,
    &check_once_facts,   &check_once_declared, &check_counter_bounds,
    &check_dump,
};

enum { N_BELIEFS = sizeof beliefs / sizeof *beliefs, N_CHECKS = sizeof checks / sizeof *checks };

/* For each kind, who wants it; ends with NULL. */
typedef void update_function(const struct observation *);
static update_function *updates[OBSERVATIONS][N_BELIEFS + 1];
static struct asked {
    void (*ask)(const struct observation *);
    int rank; /* In `checks`. */
} before[OBSERVATIONS][N_CHECKS + 1], after[OBSERVATIONS][N_CHECKS + 1];
static bool listed, reversed;

static void list_beliefs(unsigned kind)
{
    unsigned n = 0;

    for (unsigned i = 0; i < N_BELIEFS; i++) {
        if ((beliefs[i]->wants >> kind) & 1) {
            updates[kind][n++] = beliefs[i]->update;
        }
    }
    updates[kind][n] = NULL;
}

static void list_checks(unsigned kind)
{
    unsigned n_before = 0, n_after = 0;

    for (int i = 0; i < N_CHECKS; i++) {
        int rank = reversed ? N_CHECKS - 1 - i : i;

        if ((checks[rank]->wants_before >> kind) & 1) {
            before[kind][n_before++] = (struct asked){checks[rank]->before, rank};
        }
        if ((checks[rank]->wants_after >> kind) & 1) {
            after[kind][n_after++] = (struct asked){checks[rank]->after, rank};
        }
    }
    before[kind][n_before].ask = after[kind][n_after].ask = NULL;
}

static void list(void)
{
    for (unsigned kind = 0; kind < OBSERVATIONS; kind++) {
        list_beliefs(kind);
        list_checks(kind);
    }
    listed = true;
}

void dispatch_reverse_checks(bool reverse)
{
    reversed = reverse;
    list();
}

void dispatch_reset(void)
{
    if (!listed) {
        list();
    }
    context_reset();
    for (unsigned i = 0; i < N_BELIEFS; i++) {
        beliefs[i]->reset();
    }
    for (unsigned i = 0; i < N_CHECKS; i++) {
        if (checks[i]->reset) {
            checks[i]->reset();
        }
    }
}

/* Keeps what the check has found, if it is graver than what others have. */
static void keep(int rank, int *by, struct found *gravest)
{
    if (rank < *by) {
        *gravest = context_found;
        *by = rank;
    }
    context_found.any = false;
}

/* Asks all of them, whatever the first has found. */
static void ask(const struct asked *asked, const struct observation *o)
{
    static struct found gravest;
    int by = N_CHECKS;

    for (; asked->ask; asked++) {
        asked->ask(o);
        if (context_found.any) {
            keep(asked->rank, &by, &gravest);
        }
    }
    if (by < N_CHECKS) {
        runtime_violation_of(&gravest.what, "%s", gravest.message);
    }
}

/* Beliefs and checks use the slot as an index. The adapter has looked at what the cache gave, so a
 * wrong one is a mistake of ours. */
static void check_slot(const struct observation *o)
{
    if (o->slot >= model_n_slots && (o->slot != NO_SLOT || o->kind != OBS_FAULT)) {
        runtime_violation("HARNESS/no-such-slot", "%s does something to slot %u; there are %u",
                          self_name(), o->slot, model_n_slots);
    }
}

/* Beliefs use these as indices too. The cache gives them, and checks have more to say of a wrong
 * one, so they were asked first. What they let pass, because the cache promises nothing of the
 * kind, ends here. */
static void check_numbers(const struct observation *o)
{
    if (o->packet > MODEL_MAX_PACKETS) {
        runtime_violation("HARNESS/no-such-packet",
                          "%s does something to packet %llu of at most %u", self_name(),
                          (unsigned long long)o->packet, MODEL_MAX_PACKETS);
    }
    if (o->handle > MODEL_MAX_HANDLES) {
        runtime_violation("HARNESS/no-such-translation",
                          "%s does something to translation %u of at most %u", self_name(),
                          o->handle, MODEL_MAX_HANDLES);
    }
}

void observe(const struct observation *o)
{
    context_advance();
    check_slot(o);
    ask(before[o->kind], o);
    check_numbers(o);
    for (update_function *const *update = updates[o->kind]; *update; update++) {
        (*update)(o);
    }
    ask(after[o->kind], o);
}
