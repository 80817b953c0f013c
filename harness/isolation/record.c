#include "isolation/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "execution/execute.h"
#include "execution/missed.h"
#include "isolation/child.h"
#include "isolation/claims.h"
#include "isolation/death.h"

static struct recording *shared;
static struct runtime_hang *hang; /* Shared as well. */

/* The last that the child does when something has ended it in the midst of the execution. */
static void on_death(void)
{
    if (runtime_is_running() && !shared->died) {
        shared->died = true;
        if (hang->kind) {
            recording_hang(shared, hang);
        }
        recording_end(shared);
    }
}

static _Noreturn void child(const struct scenario *s, int report_fd)
{
    static struct scenario_result result;
    const struct scenario_options options = {
        .on_event = recording_on_event, .aux = shared, .follow_objects = true};

    dup2(report_fd, STDERR_FILENO);
    death_watch(on_death, hang);
    death_expect_hang();
    scenario_execute(s, &options, &result);
    watchdog_end();
    shared->outcome = result.outcome;
    recording_end(shared);
    child_done();
}

static void take_death(int status, int report_fd)
{
    struct runtime_outcome *outcome = &shared->outcome;

    child_read_report(report_fd, shared->report, sizeof shared->report);
    shared->died = outcome->violated = true;
    if (child_was_done(status)) {
        claims_broken(&outcome->violation, outcome->message, sizeof outcome->message);
    } else {
        death_name(status, hang, shared->report, &outcome->violation, outcome->message,
                   sizeof outcome->message);
    }
    violation_tag(&outcome->violation, outcome->invariant, sizeof outcome->invariant);
}

static void take_missed(const struct scenario *s)
{
    static struct missed missed;

    scenario_find_missed(s, shared->events, shared->n_events, shared->truncated, &missed);
    shared->n_given = missed.n_given;
    shared->n_missed = missed.n;
    for (unsigned i = 0; i < missed.n; i++) {
        shared->missed[i] = s->preemptions[missed.index[i]];
    }
}

/* With the memory and the file that both processes share. */
static bool record(const struct scenario *s, int report_fd)
{
    pid_t pid = child_fork();
    int status;
    bool sound;

    if (pid == 0) {
        child(s, report_fd);
    }
    if (pid < 0) {
        return false;
    }
    status = child_wait(pid);
    sound = claims_recording(shared); /* Nobody else writes there any more. */
    sound &= claims_hang(hang);
    shared->report[0] = '\0';
    if (!child_was_done(status) || !sound) {
        take_death(status, report_fd);
    }
    take_missed(s);
    return true;
}

const struct recording *record_scenario(const struct scenario *s)
{
    int report_fd, error;
    bool recorded;

    if (shared) {
        child_unshare(shared, sizeof *shared);
    }
    hang = hang ? hang : child_share(sizeof *hang);
    shared = child_share(sizeof *shared);
    if (!shared || !hang) {
        return NULL;
    }
    memset(hang, 0, sizeof *hang);
    report_fd = memfd_create("report", MFD_CLOEXEC);
    if (report_fd < 0) {
        return NULL;
    }
    recorded = record(s, report_fd);
    error = errno;
    close(report_fd);
    errno = error;
    return recorded ? shared : NULL;
}
