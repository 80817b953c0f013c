#include "program/explore/campaign.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "program/explore/failure.h"
#include "program/points/points.h"

enum {
    /* A child also makes room for a fresh one when it has grown by so much: what libraries leave
     * behind is never freed. */
    CHILD_GROWTH_KIB = 256 << 10,
    /* So many executions go on after one that did something lesser. */
    AFTER_LESSER = 20000,
};

const struct search_options *campaign_options;
struct campaign_plan campaign_plan;
struct campaign *campaign;

/* How far this child has come. What it says of that is a copy, which the program may spoil. */
static struct progress own;

static void say(struct job *job)
{
    job->progress = own;
}

/* It has come to what is not modelled: that says nothing of what else the program does. */
static bool is_out_of_control(const struct subject_result *result)
{
    return result->outcome.violated && !strcmp(result->outcome.invariant, "CONTROL");
}

bool campaign_is_failure(const struct subject_result *result, const struct progress *progress)
{
    return campaign_is_end(result, progress) &&
           (!campaign_options->signature || failure_is(result, campaign_options->signature));
}

bool campaign_is_end(const struct subject_result *result, const struct progress *progress)
{
    return result->outcome.violated && !result->outcome.late &&
           (progress->fails_by_lesser || !is_out_of_control(result)) &&
           !(campaign_options->any_exit && !strcmp(result->outcome.invariant, "EXIT"));
}

/* The first executions, one in a child each, are counted: by the default rule, by chance, and by an
 * order of conflicts. */
static struct strategy *profile_strategy(uint64_t index)
{
    static struct strategy_replay rule;
    static struct strategy_random random;
    static struct strategy_pos pos;

    switch (index) {
    case 0:
        strategy_replay_init(&rule, NULL, 0);
        return &rule.strategy;
    case CAMPAIGN_PROFILES - 1:
        strategy_pos_init(&pos, campaign_options->seed);
        return &pos.strategy;
    default:
        strategy_random_init(&random, campaign_options->seed + index, index == 1 ? 1 : 16);
        return &random.strategy;
    }
}

/* Who decides an execution, whether it is one of the first or of the others. */
static struct strategy *strategy_of(uint64_t index)
{
    own.member = PORTFOLIO_MEMBERS;
    return index < CAMPAIGN_PROFILES
               ? profile_strategy(index)
               : portfolio_strategy(campaign_options->strategy, campaign_options->seed, index,
                                    &campaign_plan.profile, &own.member);
}

/* Makes the execution that `own` says. */
static void execute(struct job *job, const struct subject_settings *settings)
{
    struct strategy *strategy = strategy_of(own.index);

    say(job);
    subject_execute(settings, own.index < CAMPAIGN_PROFILES ? profile_begin(strategy) : strategy,
                    NULL, NULL, &job->result);
}

static void note_lesser(struct job *job, const struct subject_settings *settings)
{
    bool lesser = race_was_noted() || job->result.outcome.late || is_out_of_control(&job->result);

    if (!own.has_lesser && lesser) {
        own.has_lesser = true;
        own.lesser_index = own.index;
        own.lesser_settings = *settings;
        if (race_was_noted() && !is_out_of_control(&job->result)) {
            own.lesser_settings.races = RACES_FAIL;
        }
    }
}

void campaign_profile(struct job *job)
{
    own = job->progress;
    subject_become_child(false, &job->result);
    execute(job, &campaign_plan.settings);
    campaign->profile = campaign_plan.profile;
    profile_end(&campaign->profile, job->result.outcome.n_points, points_stacks_are_shared());
    note_lesser(job, &campaign_plan.settings);
    say(job);
    _exit(0);
}

/* The execution that did something lesser, once more, and now that is what it fails by. */
static void fail_by_lesser(struct job *job)
{
    own.index = own.lesser_index;
    own.fails_by_lesser = true;
    execute(job, &own.lesser_settings);
    own.n_done++;
    job->result.outcome.late = false;
}

void campaign_lesser(struct job *job)
{
    own = job->progress;
    subject_become_child(false, &job->result);
    fail_by_lesser(job);
    say(job);
    _exit(0);
}

static long resident_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* The next execution. False if it is the last of this child. */
static bool search_once(struct job *job)
{
    own.index = own.next;
    execute(job, &campaign_plan.settings);
    own.n_done++;
    own.n_points += job->result.outcome.n_points;
    if (campaign_is_end(&job->result, &own)) {
        return false;
    }
    note_lesser(job, &campaign_plan.settings);
    if (own.has_lesser && own.index - own.lesser_index >= AFTER_LESSER) {
        fail_by_lesser(job);
        return false;
    }
    own.next += campaign_options->jobs;
    return true;
}

void campaign_search(struct job *job)
{
    long resident = resident_kib();
    bool more = true;

    own = job->progress;
    subject_become_child(false, &job->result);
    for (uint32_t n = 0; more && n < CAMPAIGN_EXECUTIONS &&
                         (!campaign_options->runs || own.next < campaign_options->runs);
         n++) {
        more = search_once(job) && (n % 1024 || resident_kib() - resident <= CHILD_GROWTH_KIB);
    }
    say(job);
    _exit(0);
}
