/* The rounds of the revalidators, and which of them were undisturbed. */

#include "oracle/internal.h"

static struct round_watch last;
static moment last_ended_at;
static unsigned n_quiet;
static moment disturbed_at;
/* As they were when the round began. */
static uint32_t faults_before, dump_faults_before, refusals_before;

void rounds_reset(void)
{
    last = (struct round_watch){.open = false};
    last_ended_at = 0;
    n_quiet = 0;
    disturbed_at = 0;
}

static uint32_t n_dump_faults(void)
{
    uint32_t n = 0;

    for (unsigned fault = FAULT_DUMP_CREATE_FAILS; fault <= FAULT_DUMP_ENDS_EARLY; fault++) {
        n += model_n_fired((enum model_fault)fault);
    }
    return n;
}

void rounds_begin(uint64_t reval_seq)
{
    bool by_main = progress_main_call() == CALL_ROUND;

    last = (struct round_watch){
        .open = true,
        .begun_at = oracle_now(),
        .before = by_main ? oracle_now() : last_ended_at,
        .reval_seq = reval_seq,
        .actor = actor_self(),
        .awaits_grace = runtime_unfinished_callbacks() != 0,
    };
    faults_before = model_n_fired(FAULT_NONE);
    dump_faults_before = n_dump_faults();
    refusals_before = runtime_trylock_failures();
}

void rounds_end(uint64_t reval_seq, bool complete)
{
    uint32_t n_faults = model_n_fired(FAULT_NONE) - faults_before;

    last.open = false;
    last_ended_at = oracle_now();
    last.reval_seq = reval_seq;
    last.complete = complete;
    last.calm = n_faults == n_dump_faults() - dump_faults_before &&
                runtime_trylock_failures() == refusals_before;
    last.quiet = complete && last.calm && !n_faults;
    if (last.quiet && last.begun_at > disturbed_at) {
        n_quiet++;
        oracle_counts.quiet_rounds++;
    } else {
        n_quiet = 0;
    }
    oracle_counts.rounds++;
}

const struct round_watch *rounds_last(void)
{
    return &last;
}

void rounds_disturbed(void)
{
    disturbed_at = oracle_now();
    n_quiet = 0;
}

unsigned rounds_n_quiet(void)
{
    return n_quiet;
}
