#include "oracle/belief/rounds.h"

#include "oracle/belief/calls.h"

static struct round_facts last;
static obs_time last_ended_at;
static unsigned n_quiet;
static obs_time disturbed_at;
/* As they were when the round began. */
static uint32_t faults_before, dump_faults_before, refusals_before;

static void reset(void)
{
    last = (struct round_facts){.open = false};
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

static void begin(uint64_t reval_seq)
{
    bool by_main = calls_of_main() == CALL_ROUND;

    last = (struct round_facts){
        .open = true,
        .begun_at = obs_now(),
        .before = by_main ? obs_now() : last_ended_at,
        .reval_seq = reval_seq,
        .actor = actor_self(),
        .awaits_grace = runtime_unfinished_callbacks() != 0,
    };
    faults_before = model_n_fired(FAULT_NONE);
    dump_faults_before = n_dump_faults();
    refusals_before = runtime_trylock_failures();
}

static void end(uint64_t reval_seq, bool complete)
{
    uint32_t n_faults = model_n_fired(FAULT_NONE) - faults_before;

    last.open = false;
    last_ended_at = obs_now();
    last.reval_seq = reval_seq;
    last.complete = complete;
    last.calm = n_faults == n_dump_faults() - dump_faults_before &&
                runtime_trylock_failures() == refusals_before;
    last.quiet = complete && last.calm && !n_faults;
    if (last.quiet && last.begun_at > disturbed_at) {
        n_quiet++;
        context_reached.quiet_rounds++;
    } else {
        n_quiet = 0;
    }
    context_reached.rounds++;
}

/* Something has happened that rounds have yet to deal with. */
static void disturb(void)
{
    disturbed_at = obs_now();
    n_quiet = 0;
}

static bool disturbs(enum harness_call call)
{
    return call != CALL_WAIT && call != CALL_ROUND && call != CALL_HANDLE_BATCH &&
           call != CALL_PAUSE && call != CALL_RESUME;
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_ROUND_BEGIN:
        begin(o->reval_seq);
        break;
    case OBS_ROUND_END:
        end(o->reval_seq, o->complete);
        break;
    case OBS_CALL_BEGIN:
        if (disturbs(o->call)) {
            disturb();
        }
        break;
    default:
        disturb();
        break;
    }
}

const struct round_facts *rounds_last(void)
{
    return &last;
}

unsigned rounds_n_quiet(void)
{
    return n_quiet;
}

const struct belief belief_rounds = {
    .wants = OBS(ROUND_BEGIN) | OBS(ROUND_END) | OBS(CALL_BEGIN) | OBS(REVALIDATE_END) |
             OBS(UPCALL_BEGIN) | OBS(UPCALL_END) | OBS(HIT) | OBS(ADD_END) | OBS(FAULT) |
             OBS(RULES_CHANGED),
    .reset = reset,
    .update = update,
};
