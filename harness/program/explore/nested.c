#include "program/explore/nested.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/explore/portfolio.h"
#include "program/explore/subject.h"
#include "program/points/points.h"
#include "program/ukeyfuzz.h"
#include "program/kernel/calls.h"
#include "runtime/scheduler.h"

int program_run(const struct uk_options *, void (*body)(void *), void *aux, struct uk_failure *);

enum { RUNS = 1000, PROFILES = 4, POINTS = 2000000, LENGTHS = 10, LEAST_POINTS = 5000 };

/* What parent and child share. */
static struct shared {
    struct profile profile;
    bool race_noted;
    struct subject_result result;
} * shared;

static bool is_child;

/* In a child: who decides, and how many points had been passed before. */
static struct strategy *behind;
static uint32_t points_before;

static struct strategy_choice choose(struct strategy *self, const struct strategy_view *view)
{
    struct strategy_view own = *view;

    own.sequence -= points_before;
    return behind->choose(behind, &own);
}

struct strategy *nested_strategy(struct strategy *rule)
{
    static struct strategy relay = {.name = "relay", .choose = choose};

    behind = rule;
    return &relay;
}

_Noreturn static void end_child(const struct runtime_outcome *outcome)
{
    shared->result.outcome = *outcome;
    shared->race_noted = race_was_noted();
    shared->result.complete = true;
    fflush(NULL);
    _exit(0);
}

void nested_end(const struct runtime_outcome *outcome)
{
    static struct runtime_outcome left;

    if (!is_child) {
        return;
    }
    if (!outcome->violated) {
        left = *outcome;
        left.violated = true;
        violation_init(&left.violation, "ABORT/left");
        violation_tag(&left.violation, left.invariant, sizeof left.invariant);
        snprintf(left.message, sizeof left.message,
                 "the body of uk_run() was left by longjmp(), an exception or exit()");
        outcome = &left;
    }
    end_child(outcome);
}

/* The first executions are counted, as in campaign.c. */
static struct strategy *strategy_of(const struct uk_options *o, uint64_t index)
{
    static struct strategy_replay rule;
    static struct strategy_random random;
    uint64_t seed = o->seed ? o->seed : 1;
    unsigned member;

    if (index == 0) {
        strategy_replay_init(&rule, NULL, 0);
        return profile_begin(&rule.strategy);
    }
    if (index < PROFILES) {
        strategy_random_init(&random, seed + index, index == 1 ? 1 : 16);
        return profile_begin(&random.strategy);
    }
    return portfolio_strategy((unsigned)portfolio_member(o->strategy ? o->strategy : "all"), seed,
                              index, &shared->profile, &member);
}

/* From now on the child is explored. */
static void begin_child(const struct uk_options *o, uint64_t index, enum race_mode races)
{
    bool profiles = index < PROFILES;
    uint64_t budget = (uint64_t)shared->profile.length * LENGTHS + LEAST_POINTS;

    is_child = true;
    subject_become_child(o->loud, &shared->result);
    subject_watch();
    points_on_stacks(profiles || shared->profile.stacks_are_shared);
    points_look_for_races(true);
    race_set_mode(races);
    points_before = scheduler.sequence;
    scheduler.budget = points_before + (profiles || budget > POINTS ? POINTS : (uint32_t)budget);
    scheduler.time_any = o->time_any;
    scheduler.n_spurious = o->spurious;
    behind = strategy_of(o, index);
    scheduler.asked_at_wakes = behind->asked_at_wakes;
    if (behind->begin) {
        behind->begin(behind);
    }
    scheduler.countdown = 1; /* It is asked at the next point. */
}

_Noreturn static void execute(const struct uk_options *o, uint64_t index, enum race_mode races,
                              void (*body)(void *), void *aux)
{
    static const struct runtime_outcome clean;

    begin_child(o, index, races);
    body(aux);
    if (index < PROFILES) {
        profile_end(&shared->profile, scheduler.sequence - points_before,
                    points_stacks_are_shared());
    }
    end_child(&clean);
}

/* Returns 1 if schedule `index` fails, 0 if it does not, -1 if there is no process for it. */
static int try(const struct uk_options *o, uint64_t index, enum race_mode races,
               void (*body)(void *), void *aux)
{
    pid_t pid;

    memset(&shared->result, 0, offsetof(struct subject_result, preemptions));
    shared->race_noted = false;
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        execute(o, index, races, body, aux);
    }
    if (pid < 0) {
        return -1;
    }
    subject_wait(pid, &shared->result);
    return shared->result.outcome.violated;
}

static void tell(uint64_t index, struct uk_failure *failure)
{
    const struct runtime_outcome *outcome = &shared->result.outcome;

    if (failure) {
        failure->schedule = (unsigned)index + 1;
        snprintf(failure->tag, sizeof failure->tag, "%s", outcome->invariant);
        snprintf(failure->message, sizeof failure->message, "%.*s",
                 (int)sizeof failure->message - 1, outcome->message);
    }
}

/* Something worse than a data race is looked for first. */
static int explore(const struct uk_options *o, void (*body)(void *), void *aux,
                   struct uk_failure *failure)
{
    uint64_t first = o->first ? o->first - 1 : 0, end = first + (o->runs ? o->runs : RUNS);
    uint64_t race = end;

    for (uint64_t index = 0; index < end; index++) {
        int failed;

        if (index >= PROFILES && index < first) {
            index = first;
        }
        failed = try(o, index, RACES_NOTED, body, aux);
        if (failed < 0 || (failed && index >= first)) {
            tell(index, failure);
            return failed;
        }
        if (shared->race_noted && race == end && index >= first) {
            race = index;
        }
    }
    if (race < end) {
        int failed = try(o, race, RACES_FAIL, body, aux);

        tell(race, failure);
        return failed;
    }
    return 0;
}

int program_run(const struct uk_options *options, void (*body)(void *), void *aux,
                struct uk_failure *failure)
{
    static const struct uk_options defaults;
    const struct uk_options *o = options ? options : &defaults;

    if (o->strategy && portfolio_member(o->strategy) < 0) {
        runtime_violation("ASSERT", "uk_run(): there is no strategy '%s'; see ukeyfuzz run --help",
                          o->strategy);
    }
    if (calls_explored()) {
        body(aux);
        return 0;
    }
    if (!shared) {
        shared = subject_share(sizeof *shared);
    }
    memset(&shared->profile, 0, sizeof shared->profile);
    return explore(o, body, aux, failure);
}
