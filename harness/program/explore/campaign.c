#include "program/explore/campaign.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "program/points/points.h"

enum {
    /* A child makes room for a fresh one after so many executions, or when it has grown by so much:
     * what libraries leave behind is nobody's. */
    CHILD_EXECUTIONS = 500000,
    CHILD_GROWTH_KIB = 256 << 10,
    /* So many executions go on after one that did something lesser. */
    AFTER_LESSER = 20000,
};

const struct search_options *campaign_options;
struct campaign *campaign;

bool campaign_is_failure(const struct subject_result *result)
{
    return result->outcome.violated && !result->outcome.late &&
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
static struct strategy *strategy_of(struct job *job, uint64_t index)
{
    job->member = PORTFOLIO_MEMBERS;
    return index < CAMPAIGN_PROFILES
               ? profile_strategy(index)
               : portfolio_strategy(campaign_options->strategy, campaign_options->seed, index,
                                    &campaign->profile, &job->member);
}

static void note_lesser(struct job *job, const struct subject_settings *settings)
{
    if (!job->has_lesser && (race_was_noted() || job->result.outcome.late)) {
        job->has_lesser = true;
        job->lesser_index = job->index;
        job->lesser_settings = *settings;
        if (race_was_noted()) {
            job->lesser_settings.races = RACES_FAIL;
        }
    }
}

void campaign_profile(struct job *job)
{
    subject_become_child(false, &job->result);
    subject_execute(&campaign->settings, profile_begin(strategy_of(job, job->index)), NULL, NULL,
                    &job->result);
    profile_end(&campaign->profile, job->result.outcome.n_points, points_stacks_are_shared());
    note_lesser(job, &campaign->settings);
    _exit(0);
}

/* The execution that did something lesser, once more, and now that is what it fails by. */
static void fail_by_lesser(struct job *job)
{
    job->index = job->lesser_index;
    subject_execute(&job->lesser_settings, strategy_of(job, job->index), NULL, NULL, &job->result);
    job->n_done++;
    job->result.outcome.late = false;
    job->fails_by_lesser = true;
}

void campaign_lesser(struct job *job)
{
    subject_become_child(false, &job->result);
    fail_by_lesser(job);
    _exit(0);
}

static long resident_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

void campaign_search(struct job *job)
{
    long resident = resident_kib();

    subject_become_child(false, &job->result);
    for (uint32_t n = 0;
         n < CHILD_EXECUTIONS && (!campaign_options->runs || job->next < campaign_options->runs);
         n++) {
        job->index = job->next;
        subject_execute(&campaign->settings, strategy_of(job, job->index), NULL, NULL,
                        &job->result);
        job->n_done++;
        job->n_points += job->result.outcome.n_points;
        if (campaign_is_failure(&job->result)) {
            break;
        }
        note_lesser(job, &campaign->settings);
        if (job->has_lesser && job->index - job->lesser_index >= AFTER_LESSER) {
            fail_by_lesser(job);
            break;
        }
        job->next += campaign_options->jobs;
        if (n % 1024 == 0 && resident_kib() - resident > CHILD_GROWTH_KIB) {
            break;
        }
    }
    _exit(0);
}
