#include "program/explore/search.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "program/explore/accounts.h"
#include "runtime/watchdog/watchdog.h"
#include "support/interruption.h"

enum {
    LEAST_BUDGET = 5000,
    BUDGET_LENGTHS = 10,
    MOVING_MS = 300,
};

static pid_t children[SEARCH_JOBS_MAX];
static struct watchdog_vigil vigils[SEARCH_JOBS_MAX];
static struct timespec began;
static volatile bool interrupted;

static void on_interrupt(int signal)
{
    interrupted = true;
}

static void on_child(int signal) {}

const volatile bool *search_interruption(void)
{
    interruption_handle(on_interrupt, 0);
    return &interrupted;
}

static double seconds_since_begin(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - began.tv_sec) + (double)(now.tv_nsec - began.tv_nsec) / 1e9;
}

static bool start(unsigned i, void (*function)(struct job *))
{
    accounts_hand_out(i);
    fflush(NULL);
    vigils[i] = (struct watchdog_vigil){.used_ns = 0};
    children[i] = fork();
    if (children[i] == 0) {
        function(&campaign->jobs[i]);
    }
    if (children[i] < 0) {
        perror("ukeyfuzz: cannot start a child");
        return false;
    }
    return true;
}

/* Ends all children. What they were doing is not a result. */
static void end_children(void)
{
    for (unsigned i = 0; i < campaign_options->jobs; i++) {
        if (children[i] > 0) {
            kill(children[i], SIGKILL);
            while (waitpid(children[i], NULL, 0) < 0 && errno == EINTR) {
            }
            children[i] = 0;
            accounts_take_in(i);
        }
    }
}

/* Processor time of the child that has used most. */
static double busiest_seconds(void)
{
    double most = 0;

    for (unsigned i = 0; i < campaign_options->jobs; i++) {
        struct timespec used;
        clockid_t clock;

        if (children[i] > 0 && !clock_getcpuclockid(children[i], &clock) &&
            !clock_gettime(clock, &used)) {
            double seconds = (double)used.tv_sec + (double)used.tv_nsec / 1e9;

            most = seconds > most ? seconds : most;
        }
    }
    return most;
}

static double moved_at;

/* Whether executions have been ending. One that has not for a while may be about to be called a
 * hang: then the search waits for the watchdog, as long as that may take on a busy machine. */
static bool is_moving(double now)
{
    static uint64_t n_ended = UINT64_MAX;
    static double busy_at;

    if (n_ended != accounts_n_executions()) {
        n_ended = accounts_n_executions();
        moved_at = now;
        busy_at = busiest_seconds();
    }
    return now - moved_at < MOVING_MS / 1e3 ||
           busiest_seconds() - busy_at > 2 * watchdog_patience_ms() / 1e3 ||
           now - moved_at > 1.5 * watchdog_limit_ms(HANG_WAITS) / 1e3;
}

static bool is_over(void)
{
    double now = seconds_since_begin();
    bool moving = is_moving(now);

    return interrupted ||
           (campaign_options->seconds > 0 && now >= campaign_options->seconds && moving);
}

static void show_progress(bool last)
{
    static double shown;
    double now = seconds_since_begin();
    bool on_terminal = isatty(STDERR_FILENO);

    if (campaign_options->quiet || (last && !on_terminal) ||
        (!last && now - shown < (on_terminal ? 1 : 10))) {
        return;
    }
    shown = now;
    if (last) {
        fputs("\r\033[K", stderr);
    } else {
        fprintf(stderr, "%s%12lu schedules %10.0f/s%s", on_terminal ? "\r\033[K" : "",
                (unsigned long)accounts_n_executions(), (double)accounts_n_executions() / now,
                on_terminal ? "" : "\n");
    }
}

/* Whether a child has ended, or had to be ended as it is deaf. */
static bool has_ended(unsigned i, int *status)
{
    if (children[i] <= 0) {
        return false;
    }
    if (waitpid(children[i], status, WNOHANG) != children[i]) {
        if (!watchdog_is_deaf(children[i], &vigils[i])) {
            return false;
        }
        subject_end_deaf(children[i], &vigils[i].last, &campaign->jobs[i].result);
        *status = 0;
    }
    children[i] = 0;
    return true;
}

/* Waits until a child has ended, and says which; -1 if it is over. */
static int wait_for_one(int *status)
{
    const struct timespec tick = {.tv_nsec = 100 * 1000 * 1000};
    sigset_t chld, before;

    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, &before);
    while (!is_over()) {
        for (unsigned i = 0; i < campaign_options->jobs; i++) {
            if (has_ended(i, status)) {
                sigprocmask(SIG_SETMASK, &before, NULL);
                return (int)i;
            }
        }
        show_progress(false);
        sigtimedwait(&chld, NULL, &tick);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return -1;
}

static void set_budget(void)
{
    uint32_t length = campaign_plan.profile.length;
    uint64_t budget = (uint64_t)length * BUDGET_LENGTHS + LEAST_BUDGET;

    campaign_plan.settings.stack_points = campaign_plan.profile.stacks_are_shared;
    campaign_plan.settings.step_budget = campaign_options->budget       ? campaign_options->budget
                                         : budget < SEARCH_FIRST_BUDGET ? (uint32_t)budget
                                                                        : SEARCH_FIRST_BUDGET;
}

static const char *strategy_name(const struct progress *progress)
{
    const char *name = portfolio_name(progress->member);

    return name ? name : progress->index ? "profile" : "default";
}

/* Takes in what a job's child has said, which has ended. Whether it found a failure. */
static bool has_found(struct search_outcome *outcome, unsigned i, int status)
{
    struct subject_result *result = &campaign->jobs[i].result;
    const struct progress *progress = accounts_of(i);

    subject_died(status, result);
    accounts_take_in(i);
    if (!campaign_is_failure(result, progress)) {
        if (campaign_is_end(result, progress)) { /* Another one than is wanted. */
            accounts_set_next(i, progress->next + campaign_options->jobs);
        }
        return false;
    }
    outcome->found_after = progress->index + 1;
    outcome->strategy = strategy_name(progress);
    outcome->result = result;
    outcome->settings =
        progress->fails_by_lesser ? progress->lesser_settings : campaign_plan.settings;
    return true;
}

static bool has_more(unsigned i)
{
    return !campaign_options->runs || accounts_of(i)->next < campaign_options->runs;
}

static enum search_end profile_all(struct search_outcome *outcome)
{
    campaign_plan.settings = (struct subject_settings){
        .stack_points = true,
        .step_budget = campaign_options->budget ? campaign_options->budget : SEARCH_FIRST_BUDGET,
        .races = campaign_options->races,
        .time_any = campaign_options->time_any,
        .spurious_wakes = campaign_options->spurious_wakes,
        .rules_first = campaign_options->rules_first,
        .rules_off = campaign_options->rules_off,
    };
    for (uint64_t index = 0; index < CAMPAIGN_PROFILES; index++) {
        int status;

        accounts_set_next(0, index);
        if (!has_more(0)) {
            break;
        }
        if (!start(0, campaign_profile)) {
            return SEARCH_IMPOSSIBLE;
        }
        if (wait_for_one(&status) < 0) {
            return SEARCH_OVER;
        }
        accounts_take_profile(0);
        outcome->n_points += campaign->jobs[0].result.outcome.n_points;
        if (has_found(outcome, 0, status)) {
            return SEARCH_FOUND;
        }
    }
    set_budget();
    return SEARCH_OVER;
}

static enum search_end search_all(struct search_outcome *outcome)
{
    unsigned n_running = 0;
    int i, status;

    for (unsigned j = 0; j < campaign_options->jobs; j++) {
        accounts_set_next(j, CAMPAIGN_PROFILES + j);
        if (has_more(j)) {
            if (!start(j, campaign_search)) {
                return SEARCH_IMPOSSIBLE;
            }
            n_running++;
        }
    }
    while (n_running > 0 && (i = wait_for_one(&status)) >= 0) {
        if (has_found(outcome, (unsigned)i, status)) {
            return SEARCH_FOUND;
        }
        if (!has_more((unsigned)i)) {
            n_running--;
        } else if (!start((unsigned)i, campaign_search)) {
            return SEARCH_IMPOSSIBLE;
        }
    }
    return SEARCH_OVER;
}

/* Nothing worse has turned up: something lesser that was noted is what was found. */
static enum search_end look_at_lesser(struct search_outcome *outcome)
{
    const struct timespec look = {.tv_nsec = 10 * 1000 * 1000};

    for (unsigned i = 0; i < campaign_options->jobs; i++) {
        int status = 0;

        if (!accounts_of(i)->has_lesser) {
            continue;
        }
        if (!start(i, campaign_lesser)) {
            return SEARCH_IMPOSSIBLE;
        }
        while (!has_ended(i, &status)) {
            nanosleep(&look, NULL);
        }
        if (has_found(outcome, i, status)) {
            return SEARCH_FOUND;
        }
    }
    return SEARCH_OVER;
}

enum search_end search(const struct search_options *options, struct search_outcome *outcome)
{
    const struct sigaction child = {.sa_handler = on_child};
    enum search_end end;

    campaign_options = options;
    campaign = subject_share(sizeof *campaign);
    memset(outcome, 0, sizeof *outcome);
    clock_gettime(CLOCK_MONOTONIC, &began);
    sigaction(SIGCHLD, &child, NULL);
    (void)search_interruption();

    end = profile_all(outcome);
    if (end == SEARCH_OVER && !is_over()) {
        end = search_all(outcome);
    }
    end_children();
    if (end == SEARCH_OVER) {
        end = look_at_lesser(outcome);
    }
    if (end == SEARCH_FOUND) {
        subject_is_sound(outcome->result); /* Other children were still at work. */
    }
    show_progress(true);
    outcome->n_executions = accounts_n_executions();
    outcome->n_points += accounts_n_points();
    outcome->seconds = seconds_since_begin();
    outcome->stood_still =
        outcome->seconds - moved_at < MOVING_MS / 1e3 ? 0 : outcome->seconds - moved_at;
    return end == SEARCH_OVER && interrupted ? SEARCH_INTERRUPTED : end;
}
