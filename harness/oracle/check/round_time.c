/*
 * PROG, in time: two rounds begin 5 ms apart at least; the next begins when it is due, and at once (but
 * not sooner than that) when the rules have changed.
 *
 * Virtual time stands still while any actor can run. So as long as nobody moves it, a round that is
 * due begins at that very moment, whatever the interleaving. Only rounds are judged between which main
 * made no call that rounds have to do with.
 */
#include "oracle/belief/calls.h"
#include "oracle/belief/limit/flow_limit.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/rules.h"

/* docs/specification.md#the-protocol has the figures. */
enum { LEAST_MS = 5, DEFAULT_INTERVAL_MS = 500 };
static const uint64_t NS_PER_MS = 1000000;

static bool judged;       /* The next round's beginning can be. */
static uint64_t begun_ns; /* When the last round began. */
/* How often somebody had moved time when the last round began, and when it ended. */
static uint32_t n_advances_at_begin, n_advances_at_end;
static uint64_t
    announced_ns;      /* Since when a change of rules is due that no round answers; 0: none is. */
static bool announced; /* Some actor has announced one since the last round began. */
static unsigned n_announcing; /* Actors that are about to. */

static void reset(void)
{
    judged = announced = false;
    n_announcing = 0;
    n_advances_at_begin = n_advances_at_end = runtime_n_advances();
    announced_ns = 0;
}

static uint64_t interval_ms(void)
{
    uint64_t ms = context_settings->max_revalidator_ms ? context_settings->max_revalidator_ms
                                                       : DEFAULT_INTERVAL_MS;

    ms = flow_limit_max_idle_ms() < ms ? flow_limit_max_idle_ms() : ms;
    return ms < LEAST_MS ? LEAST_MS : ms;
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static void check_begin(void)
{
    uint64_t now = runtime_now_ns(), start_ms = begun_ns / NS_PER_MS;
    uint64_t soonest = (start_ms + LEAST_MS) * NS_PER_MS;
    uint64_t due = (start_ms + interval_ms()) * NS_PER_MS;
    uint64_t latest = announced_ns ? later(announced_ns, soonest) : due;

    if (now < (announced ? soonest : due)) {
        violation("PROG/round-too-soon", ABOUT_NOTHING,
                  "%s begins a round %llu us after the last: expected %llu us, as %s", self_name(),
                  (unsigned long long)(now - begun_ns) / 1000,
                  (unsigned long long)((announced ? soonest : due) - begun_ns) / 1000,
                  announced ? "two rounds begin 5 ms apart at least" : "no rules have changed");
    } else if (now > (latest < due ? latest : due)) {
        violation("PROG/round-too-late", ABOUT_NOTHING,
                  "%s begins a round %llu us after the last: expected %llu us, as then %s",
                  self_name(), (unsigned long long)(now - begun_ns) / 1000,
                  (unsigned long long)((latest < due ? latest : due) - begun_ns) / 1000,
                  latest < due ? "a change of rules was due" : "the time between rounds was over");
    }
}

static void note_begin(void)
{
    /* The cache looks at the clock a little before it says that a round begins. */
    judged = actor_self() != ACTOR_MAIN && context_on_pthreads() &&
             n_advances_at_end == runtime_n_advances() &&
             (calls_of_main() == CALL_NONE || calls_of_main() == CALL_WAIT);
    begun_ns = runtime_now_ns();
    n_advances_at_begin = runtime_n_advances();
    announced = n_announcing > 0;
    announced_ns = 0;
}

static void before(const struct observation *o)
{
    switch (o->kind) {
    case OBS_ROUND_BEGIN:
        if (judged && n_advances_at_begin == runtime_n_advances()) {
            check_begin();
        } else {
            excuse(EXCUSE_UNTIMED);
        }
        note_begin();
        break;
    case OBS_REVALIDATE_BEGIN:
        n_announcing++;
        announced = true;
        break;
    default: /* OBS_CALL_BEGIN */
        judged = judged && o->call == CALL_WAIT;
        break;
    }
}

/* The round that is running, or has run last, does not answer to the change, as far as is known. */
static void after(const struct observation *o)
{
    if (o->kind == OBS_REVALIDATE_END) {
        n_announcing--;
        announced = true;
    } else {
        n_advances_at_end = runtime_n_advances();
    }
    if (rules_announced() <= rounds_last()->reval_seq) {
        announced_ns = 0;
    } else if (!announced_ns) {
        announced_ns = runtime_now_ns();
    }
}

const struct check check_round_time = {
    .wants_before = OBS(ROUND_BEGIN) | OBS(REVALIDATE_BEGIN) | OBS(CALL_BEGIN),
    .wants_after = OBS(REVALIDATE_END) | OBS(ROUND_END),
    .reset = reset,
    .before = before,
    .after = after,
};
