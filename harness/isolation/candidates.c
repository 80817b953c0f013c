#include "isolation/candidates.h"

#include <errno.h>
#include <signal.h>
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
#include "isolation/patience.h"
#include "runtime/event.h"
#include "runtime/runtime.h"
#include "support/interruption.h"

enum {
    /* An execution that ends in a violation abandons what its actors have allocated. */
    MAX_VIOLATIONS = 400,
    REPORT_MAX = 64 * 1024,
};

/* What both processes see. */
struct exchange {
    struct scenario scenario;
    struct candidate_result result;
    struct shrink_observation seen;
    struct runtime_hang hang;
};

static struct exchange *exchange;
static volatile pid_t child;
static int to_child = -1, from_child = -1, report_fd = -1;
static unsigned n_violations;
static worker_execution *execution; /* NULL: by the interleaving. */

static void observe(void)
{
    struct shrink_observation *seen = &exchange->seen;
    const struct preemption *recorded;
    size_t n = event_log_length();

    seen->n_preemptions = runtime_recorded_preemptions(&recorded);
    memcpy(seen->preemptions, recorded, seen->n_preemptions * sizeof *recorded);
    seen->n_events = 0;
    for (size_t i = 0; i < n && seen->n_events < SHRINK_MAX_EVENTS; i++) {
        const struct event *e = event_log_at(i);

        if (e->kind != EVENT_SWITCH && e->point <= UINT16_MAX) {
            seen->events[seen->n_events++] =
                (struct shrink_event){(uint8_t)e->actor, (uint8_t)e->kind, (uint16_t)e->point};
        }
    }
    seen->recorded = true;
}

static void on_death(void)
{
    static bool dying;

    if (runtime_is_running() && !dying) {
        dying = true;
        observe();
    }
}

static void execute(struct runtime_outcome *outcome)
{
    static struct scenario_result result;
    const struct scenario_options options = {0};

    if (execution) {
        execution(&exchange->scenario, outcome);
    } else {
        scenario_execute(&exchange->scenario, &options, &result);
        *outcome = result.outcome;
    }
}

static _Noreturn void serve(int requests, int replies)
{
    static struct runtime_outcome outcome;
    char byte;

    interruption_handle(SIG_IGN, 0); /* Our parent ends in good order, and we with it. */
    death_watch(on_death, &exchange->hang);
    while (read(requests, &byte, 1) == 1) {
        death_expect_hang();
        execute(&outcome);
        watchdog_end();
        exchange->result.violated = outcome.violated;
        memcpy(exchange->result.invariant, outcome.invariant, sizeof exchange->result.invariant);
        memcpy(exchange->result.message, outcome.message, sizeof exchange->result.message);
        if (outcome.violated) {
            exchange->result.violation = outcome.violation;
        }
        observe();
        if (write(replies, &byte, 1) != 1) {
            break;
        }
    }
    _exit(0);
}

/* Returns 0 or an errno, as start() does. */
static int prepare(void)
{
    if (!exchange) {
        exchange = child_share(sizeof *exchange);
        signal(SIGPIPE, SIG_IGN);
    }
    if (exchange && report_fd < 0) {
        report_fd = memfd_create("report", MFD_CLOEXEC);
    }
    return exchange && report_fd >= 0 ? 0 : errno;
}

static int start(void)
{
    int requests[2], replies[2], error;

    n_violations = 0;
    memset(&exchange->hang, 0, sizeof exchange->hang);
    if (ftruncate(report_fd, 0) || lseek(report_fd, 0, SEEK_SET) || pipe(requests)) {
        return errno;
    }
    if (pipe(replies)) {
        error = errno;
        close(requests[0]);
        close(requests[1]);
        return error;
    }
    child = child_fork();
    error = errno;
    if (child == 0) {
        close(requests[1]);
        close(replies[0]);
        dup2(report_fd, STDERR_FILENO);
        serve(requests[0], replies[1]);
    }
    close(requests[0]);
    close(replies[1]);
    to_child = requests[1];
    from_child = replies[0];
    if (child < 0) {
        candidates_end();
        return error;
    }
    return 0;
}

/* Returns the child's status. */
static int end_child(void)
{
    int status = 0;

    if (to_child >= 0) {
        close(to_child);
        close(from_child);
        to_child = from_child = -1;
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    child = 0;
    return status;
}

void candidates_execute_by(worker_execution *by)
{
    if (by != execution) {
        end_child();
        execution = by;
    }
}

void candidates_end(void)
{
    end_child();
}

void candidates_abandon(void)
{
    if (child > 0) {
        kill(child, SIGKILL);
    }
}

int __sanitizer_symbolize_pc(void *pc, const char *format, char *out, size_t size)
    __attribute__((weak));

/* A sanitizer starts a program that knows the names of functions with its first report, which takes
 * long; started here, it is there for all children. */
static void start_symbolizer(void)
{
    static bool started;
    char name[256];

    if (!started && __sanitizer_symbolize_pc) {
        __sanitizer_symbolize_pc((void *)(uintptr_t)candidates_execute, "%f", name, sizeof name);
    }
    started = true;
}

/* The child has died of the scenario; or it hung, and was killed. */
static void take_death(struct candidate_result *result, bool hung)
{
    static char report[REPORT_MAX];
    int status = end_child();

    status = hung ? DEATH_HANG : status;
    claims_hang(&exchange->hang); /* Nobody else writes there any more. */
    child_read_report(report_fd, report, sizeof report);
    result->violated = result->died = true;
    result->hangs = death_is_hang(status);
    death_name(status, &exchange->hang, report, &result->violation, result->message,
               sizeof result->message);
    violation_tag(&result->violation, result->invariant, sizeof result->invariant);
    signature_of_death(&result->signature, &result->violation, report);
    start_symbolizer();
}

/* Copies what the child has answered. It waits for the next question, so the answer stays as it is,
 * but it may be overwritten. */
static void take_answer(struct candidate_result *result)
{
    bool sound;

    memcpy(result, &exchange->result, sizeof *result);
    sound = claims_flag(&result->violated);
    sound &= claims_text(result->invariant, sizeof result->invariant);
    sound &= claims_text(result->message, sizeof result->message);
    sound &= !result->violated || claims_violation(&result->violation);
    result->died = false;
    if (!sound) {
        end_child();
        result->violated = result->died = true;
        claims_broken(&result->violation, result->message, sizeof result->message);
        violation_tag(&result->violation, result->invariant, sizeof result->invariant);
    }
    if (result->violated) {
        signature_of_violation(&result->signature, &result->violation);
        n_violations++;
    } else {
        memset(result, 0, sizeof *result);
    }
}

/* Copies what was seen of the execution, as much of it as there is. */
static void take_observation(struct shrink_observation *seen)
{
    const struct shrink_observation *from = &exchange->seen;

    memcpy(&seen->recorded, &from->recorded, sizeof seen->recorded);
    seen->n_preemptions = from->n_preemptions;
    seen->n_events = from->n_events;
    if (seen->n_preemptions <= PREEMPTIONS_MAX) {
        memcpy(seen->preemptions, from->preemptions,
               seen->n_preemptions * sizeof *seen->preemptions);
    }
    if (seen->n_events <= SHRINK_MAX_EVENTS) {
        memcpy(seen->events, from->events, seen->n_events * sizeof *seen->events);
    }
    claims_observation(seen);
}

int candidates_execute(const struct scenario *s, struct candidate_result *result,
                       struct shrink_observation *seen)
{
    char byte = 0;
    ssize_t n;
    int error = prepare();
    bool hung;

    if (!error && child <= 0) {
        error = start();
    }
    if (error) {
        return error;
    }
    memset(result, 0, sizeof *result);
    exchange->scenario = *s;
    exchange->seen.recorded = false;
    exchange->seen.n_preemptions = exchange->seen.n_events = 0;
    n = write(to_child, &byte, 1);
    hung = patience_await(child, from_child);
    while (n == 1 && (n = read(from_child, &byte, 1)) < 0 && errno == EINTR) {
        n = 1;
    }
    if (n != 1) {
        take_death(result, hung);
    } else {
        take_answer(result);
    }
    if (seen) {
        take_observation(seen);
    }
    if (n_violations >= MAX_VIOLATIONS) {
        candidates_end();
    }
    return 0;
}
