#include "program/explore/accounts.h"

#include <string.h>

#include "report/claims.h"

enum { MOST_DONE = CAMPAIGN_EXECUTIONS + 1 }; /* By one child: one execution may be made again. */

static struct account {
    struct progress progress; /* n_done and n_points are 0. */
    uint64_t n_done, n_points;
} accounts[SEARCH_JOBS_MAX];

void accounts_set_next(unsigned job, uint64_t next)
{
    struct progress *progress = &accounts[job].progress;

    progress->next = progress->index = next;
    progress->member = PORTFOLIO_MEMBERS; /* None of them yet. */
}

void accounts_hand_out(unsigned job)
{
    campaign->jobs[job].progress = accounts[job].progress;
    campaign->jobs[job].result.complete = false;
    campaign->jobs[job].result.outcome.violated = false;
}

static bool are_settings(struct subject_settings *settings)
{
    bool sound = claims_flag(&settings->stack_points);

    sound &= claims_flag(&settings->time_any);
    sound &= (settings->rules_first | settings->rules_off) < 1U << RUNTIME_RULES;
    return sound & ((unsigned)settings->races <= RACES_FAIL);
}

/* Whether a child that was handed out `from` can have come so far. */
static bool follows(struct progress *claimed, const struct progress *from)
{
    uint64_t n = claimed->next - from->next;
    bool sound = claims_flag(&claimed->has_lesser);

    sound &= claims_flag(&claimed->fails_by_lesser);
    sound &= are_settings(&claimed->lesser_settings);
    sound &= n % campaign_options->jobs == 0 && n / campaign_options->jobs <= CAMPAIGN_EXECUTIONS;
    sound &= claimed->n_done <= MOST_DONE && claimed->n_points <= claimed->n_done * UINT32_MAX;
    sound &= claimed->index <= claimed->next && claimed->member <= PORTFOLIO_MEMBERS;
    return sound & (!claimed->has_lesser || claimed->lesser_index <= claimed->next);
}

void accounts_take_in(unsigned job)
{
    struct account *account = &accounts[job];
    struct progress claimed;

    memcpy(&claimed, &campaign->jobs[job].progress, sizeof claimed);
    if (!follows(&claimed, &account->progress)) {
        subject_overwritten(&campaign->jobs[job].result);
        claimed = account->progress;
    }
    account->n_done += claimed.n_done;
    account->n_points += claimed.n_points;
    claimed.n_done = claimed.n_points = 0;
    account->progress = campaign->jobs[job].progress = claimed;
}

void accounts_take_profile(unsigned job)
{
    struct profile *claimed = &campaign->profile;
    bool sound = claims_flag(&claimed->stacks_are_shared);

    if (!campaign->jobs[job].result.complete ||
        (campaign->jobs[job].result.outcome.violated &&
         claimed->n_executions == campaign_plan.profile.n_executions)) {
        return; /* It has not come to counting: it died, or it hangs. */
    }
    if (sound && claimed->n_objects <= PROFILE_OBJECTS &&
        claimed->n_executions == campaign_plan.profile.n_executions + 1) {
        campaign_plan.profile = *claimed;
    } else {
        subject_overwritten(&campaign->jobs[job].result);
    }
}

const struct progress *accounts_of(unsigned job)
{
    return &accounts[job].progress;
}

uint64_t accounts_n_executions(void)
{
    uint64_t n = campaign_plan.profile.n_executions;

    for (unsigned i = 0; i < campaign_options->jobs; i++) {
        uint64_t claimed = campaign->jobs[i].progress.n_done;

        n += accounts[i].n_done + (claimed < MOST_DONE ? claimed : MOST_DONE);
    }
    return n;
}

uint64_t accounts_n_points(void)
{
    uint64_t n = 0;

    for (unsigned i = 0; i < campaign_options->jobs; i++) {
        n += accounts[i].n_points;
    }
    return n;
}
