#include "isolation/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "execution/execute.h"
#include "isolation/child.h"
#include "isolation/claims.h"
#include "isolation/death.h"
#include "runtime/event.h"

/* What the child tells its parent. */
struct shared {
    size_t n_done; /* Executions that ended, or died. */
    struct worker_run run;
    uint64_t hashes[];
};

static struct shared *shared;
static const struct scenario *executed; /* By the child, */
static worker_execution *execution;     /* so. */
static FILE *log_stream;

static void write_log(void)
{
    size_t n = event_log_length();

    if (!log_stream) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        event_print(log_stream, i, event_log_at(i));
    }
    if (event_log_truncated()) {
        fputs("(the log is full; later events are not kept)\n", log_stream);
    }
    fflush(log_stream);
}

static void keep_preemptions(struct worker_run *run)
{
    const struct preemption *recorded;

    run->n_preemptions = runtime_recorded_preemptions(&recorded);
    memcpy(run->preemptions, recorded, run->n_preemptions * sizeof *recorded);
    scenario_find_missed(executed, event_log_at(0), event_log_length(), event_log_truncated(),
                         &run->missed);
}

/* The last that the child does when something has ended it in the midst of an execution. */
static void on_death(void)
{
    static bool dying;
    const struct runtime_hang *hang = &shared->run.hang;

    if (!runtime_is_running() || dying) {
        return;
    }
    dying = true;
    shared->run.died = true;
    shared->run.n_points = 0;
    shared->run.hash =
        hang->kind ? event_log_hash_before(hang->actor, hang->points) : event_log_hash();
    shared->hashes[shared->n_done++] = shared->run.hash;
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        shared->run.n_points += actor_points(i);
    }
    keep_preemptions(&shared->run);
    write_log();
}

static void interleaved(const struct scenario *s, struct runtime_outcome *outcome)
{
    static struct scenario_result result;
    const struct scenario_options options = {0};

    scenario_execute(s, &options, &result);
    *outcome = result.outcome;
}

static void execute_once(const struct scenario *s)
{
    static struct runtime_outcome outcome;
    struct worker_run *run = &shared->run;

    death_expect_hang();
    execution(s, &outcome);
    watchdog_end();
    run->violated = outcome.violated;
    memcpy(run->invariant, outcome.invariant, sizeof run->invariant);
    memcpy(run->message, outcome.message, sizeof run->message);
    run->violation = outcome.violation;
    run->hash = outcome.log_hash;
    run->n_points = outcome.n_points;
    run->n_switches = outcome.n_switches;
    keep_preemptions(run);
    shared->hashes[shared->n_done++] = run->hash;
}

static _Noreturn void child(const struct scenario *s, size_t n, int log_fd, int report_fd)
{
    static char buffer[1 << 16];

    if (log_fd >= 0) {
        log_stream = fdopen(log_fd, "w");
        setvbuf(log_stream, buffer, _IOFBF, sizeof buffer);
    }
    dup2(report_fd, STDERR_FILENO);
    executed = s;
    death_watch(on_death, &shared->run.hang);
    for (size_t i = 0; i < n; i++) {
        execute_once(s);
    }
    write_log();
    child_done();
}

/* Copies what the child has left behind. False if something has written over it. */
static bool take_run(const struct scenario *s, size_t n, struct worker_run *run, uint64_t *hashes,
                     size_t *n_hashes)
{
    bool sound = shared->n_done <= n;

    memcpy(run, &shared->run, sizeof *run);
    *n_hashes = sound ? shared->n_done : 0;
    memcpy(hashes, shared->hashes, *n_hashes * sizeof *hashes);
    sound &= claims_hang(&run->hang);
    sound &= claims_flag(&run->violated);
    sound &= claims_flag(&run->died);
    sound &= claims_text(run->invariant, sizeof run->invariant);
    sound &= claims_text(run->message, sizeof run->message);
    sound &= claims_violation(&run->violation);
    sound &= claims_preemptions(run->preemptions, &run->n_preemptions, PREEMPTIONS_MAX);
    sound &= claims_missed(&run->missed, s);
    return sound;
}

/* What the child died of. */
static void take_death(int status, int report_fd, struct worker_run *run)
{
    static char report[64 * 1024];

    child_read_report(report_fd, report, sizeof report);
    if (child_was_done(status)) {
        claims_broken(&run->violation, run->message, sizeof run->message);
    } else {
        death_name(status, &run->hang, report, &run->violation, run->message, sizeof run->message);
    }
    violation_tag(&run->violation, run->invariant, sizeof run->invariant);
}

/* Says what the child has said on standard error. */
static void pass_on(int report_fd)
{
    char buffer[4096];
    ssize_t n;

    fflush(stderr);
    lseek(report_fd, 0, SEEK_SET);
    while ((n = read(report_fd, buffer, sizeof buffer)) > 0 &&
           write(STDERR_FILENO, buffer, (size_t)n) == n) {
    }
}

/* With the memory and the file that both processes share. */
static int execute(const struct scenario *s, size_t n, uint64_t *hashes, size_t *n_hashes,
                   struct worker_run *last, int log_fd, int report_fd)
{
    pid_t pid = child_fork();
    int status;
    bool sound;

    if (pid == 0) {
        child(s, n, log_fd, report_fd);
    }
    if (pid < 0) {
        return errno;
    }
    status = child_wait(pid);
    sound = take_run(s, n, last, hashes, n_hashes);
    if (!child_was_done(status) || !sound || *n_hashes < n) {
        last->violated = last->died = true;
        take_death(status, report_fd, last);
    }
    return 0;
}

int worker_execute_by(worker_execution *by, const struct scenario *s, size_t n, uint64_t *hashes,
                      size_t *n_hashes, struct worker_run *last, int log_fd, bool quiet)
{
    size_t size = sizeof *shared + (n + 1) * sizeof *hashes;
    int report_fd = memfd_create("report", MFD_CLOEXEC), error;

    execution = by;
    shared = report_fd >= 0 ? child_share(size) : NULL;
    if (shared) {
        error = execute(s, n, hashes, n_hashes, last, log_fd, report_fd);
        child_unshare(shared, size);
    } else {
        error = errno;
    }
    if (report_fd >= 0) {
        if (!error && !quiet) {
            pass_on(report_fd);
        }
        close(report_fd);
    }
    return error;
}

int worker_execute(const struct scenario *s, size_t n, uint64_t *hashes, size_t *n_hashes,
                   struct worker_run *last, int log_fd, bool quiet)
{
    return worker_execute_by(interleaved, s, n, hashes, n_hashes, last, log_fd, quiet);
}

bool worker_recorded(const struct scenario *s, const struct worker_run *run,
                     struct scenario *recorded)
{
    *recorded = *s;
    recorded->n_bytes = 0;
    return run->n_preemptions < PREEMPTIONS_MAX &&
           scenario_take_preemptions(recorded, run->preemptions, run->n_preemptions);
}
