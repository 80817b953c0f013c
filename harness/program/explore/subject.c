#include "program/explore/subject.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "program/world/ends.h"
#include "program/world/execute.h"
#include "program/world/fault.h"
#include "program/points/points.h"
#include "report/claims.h"
#include "runtime/watchdog/kernel_signal.h"
#include "runtime/watchdog/watchdog.h"

/* Between two looks at a child that is waited for. */
enum { LOOK_MS = 250 };

/* What the child is executing now. */
static struct subject_result *result_now;

void (*subject_at_end)(const struct runtime_hang *hang);

void *subject_share(size_t size)
{
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED) {
        perror("ukeyfuzz: no memory to share with a child");
        exit(2);
    }
    return memory;
}

/* They are recorded where the parent sees them. */
static void keep_preemptions(struct subject_result *result)
{
    const struct preemption *list;

    result->n_preemptions = (uint32_t)runtime_recorded_preemptions(&list);
}

static int compare(const void *a_, const void *b_)
{
    const struct preemption *a = a_, *b = b_;

    return a->actor != b->actor   ? (a->actor > b->actor) - (a->actor < b->actor)
           : a->point != b->point ? (a->point > b->point) - (a->point < b->point)
                                  : (a > b) - (a < b);
}

struct hang_words {
    const char *rule, *text;
};

static struct hang_words hang_words(enum hang_kind kind)
{
    switch (kind) {
    case HANG_SPINS:
        return (struct hang_words){"HANG/spins", "runs in a loop in which it passes no point"};
    case HANG_WAITS:
        return (struct hang_words){"HANG/waits", "waits in a system call that nobody answers"};
    case HANG_OVERFLOWS:
        return (struct hang_words){
            "HANG/stack-overflow",
            "has used up its stack: it calls itself without end, or has too much on it"};
    default:
        return (struct hang_words){"HANG/no-end", "comes to no end"};
    }
}

static void set_rule(struct runtime_outcome *outcome, const char *rule)
{
    violation_init(&outcome->violation, rule);
    violation_tag(&outcome->violation, outcome->invariant, sizeof outcome->invariant);
    outcome->violated = true;
    outcome->late = false; /* As an execution before it may have been. */
}

void subject_hangs(const struct runtime_hang *hang, struct runtime_outcome *outcome)
{
    struct hang_words words = hang_words(hang->kind);

    set_rule(outcome, words.rule);
    snprintf(outcome->message, sizeof outcome->message, "%s %s", hang->name, words.text);
}

/* On a signal's stack, with the program in the midst of something. */
static void on_hang(const struct runtime_hang *hang)
{
    struct subject_result *result = result_now;

    keep_preemptions(result);
    if (subject_at_end) {
        subject_at_end(hang);
    }
    subject_hangs(hang, &result->outcome);
    result->complete = true;
    kernel_exit(0);
}

void subject_watch(void)
{
    watchdog_begin(on_hang);
}

void subject_execute(const struct subject_settings *settings, struct strategy *strategy,
                     void (*on_event)(void *aux, const struct event *), void *aux,
                     struct subject_result *result)
{
    const struct program_options options = {.strategy = strategy,
                                            .step_budget = settings->step_budget,
                                            .on_event = on_event,
                                            .aux = aux,
                                            .rules_off = settings->rules_off,
                                            .rules_late = ((1U << RUNTIME_RULES) - 1) &
                                                          ~settings->rules_first,
                                            .time_any = settings->time_any,
                                            .spurious_wakes = settings->spurious_wakes,
                                            .follow_objects = on_event != NULL};

    result->complete = false;
    result_now = result;
    points_on_stacks(settings->stack_points);
    points_look_for_races(settings->races != RACES_UNSEEN);
    race_set_mode(settings->races);
    subject_watch();
    program_execute(&options, &result->outcome);
    watchdog_end();
    if (subject_at_end) {
        subject_at_end(NULL);
    }
    result->exit_code = ends_exit_code();
    if (result->outcome.violated) {
        keep_preemptions(result);
    }
    result->complete = true;
}

static void redirect(int fd, int flags)
{
    int null = open("/dev/null", flags | O_CLOEXEC);

    if (null >= 0) {
        dup2(null, fd);
        close(null);
    }
}

void subject_become_child(bool loud, struct subject_result *result)
{
    const struct rlimit none = {0, 0};

    result_now = result;
    runtime_record_to(result->preemptions, SUBJECT_PREEMPTIONS);
    kernel_unblock_signals(); /* Who forks may be a signal's handler. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &none);
    redirect(STDIN_FILENO, O_RDONLY);
    if (!loud) {
        redirect(STDOUT_FILENO, O_WRONLY);
        redirect(STDERR_FILENO, O_WRONLY);
    }
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    faults_are_violations();
    calls_are_explored(true);
}

void subject_overwritten(struct subject_result *result)
{
    struct runtime_outcome *outcome = &result->outcome;

    memset(result, 0, offsetof(struct subject_result, preemptions));
    outcome->violated = true;
    claims_broken(&outcome->violation, outcome->message, sizeof outcome->message);
    violation_tag(&outcome->violation, outcome->invariant, sizeof outcome->invariant);
}

bool subject_is_sound(struct subject_result *result)
{
    size_t n =
        result->n_preemptions < SUBJECT_PREEMPTIONS ? result->n_preemptions : SUBJECT_PREEMPTIONS;
    bool sound = claims_flag(&result->complete);

    sound &= claims_outcome(&result->outcome);
    sound &= claims_preemptions(result->preemptions, &n, SUBJECT_PREEMPTIONS);
    if (!sound) {
        subject_overwritten(result);
    }
    return sound;
}

void subject_died(int status, struct subject_result *result)
{
    struct runtime_outcome *outcome = &result->outcome;

    if (!subject_is_sound(result) || result->complete) {
        return;
    }
    set_rule(outcome, "CRASH/process");
    if (WIFSIGNALED(status)) {
        violation_add_trait(&outcome->violation, "signal", signal_word(WTERMSIG(status)));
        snprintf(outcome->message, sizeof outcome->message, "the process ended with signal %d (%s)",
                 WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else {
        char code[12];

        snprintf(code, sizeof code, "%d", WEXITSTATUS(status));
        violation_add_trait(&outcome->violation, "exit code", code);
        snprintf(outcome->message, sizeof outcome->message, "the process ended with exit code %s",
                 code);
    }
}

void subject_end_deaf(pid_t pid, const struct watchdog_glance *glance,
                      struct subject_result *result)
{
    struct runtime_outcome *outcome = &result->outcome;

    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
    set_rule(outcome, "HANG/spins");
    snprintf(outcome->message, sizeof outcome->message,
             "%s runs in a loop in which it passes no point, and has blocked all signals",
             glance->name);
    result->n_preemptions = glance->preemptions;
    result->complete = true;
}

void subject_wait(pid_t pid, struct subject_result *result)
{
    int end = pidfd_open(pid, 0), status = 0;
    struct pollfd has_ended = {.fd = end, .events = POLLIN};
    struct watchdog_vigil vigil = {.used_ns = 0};

    while (end >= 0 && poll(&has_ended, 1, LOOK_MS) <= 0) {
        if (watchdog_is_deaf(pid, &vigil)) {
            close(end);
            subject_end_deaf(pid, &vigil.last, result);
            return;
        }
    }
    close(end);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    subject_died(status, result);
}

/* A strategy that follows a list. */
static struct strategy *follow(const struct preemption *list, size_t n)
{
    static struct strategy_replay replay;
    static struct preemption sorted[SUBJECT_PREEMPTIONS];

    memcpy(sorted, list, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare);
    strategy_replay_init_sorted(&replay, sorted, n);
    return &replay.strategy;
}

void subject_execute_list(const struct subject_settings *settings, const struct preemption *list,
                          size_t n, struct subject_result *result)
{
    subject_execute(settings, follow(list, n), NULL, NULL, result);
}

bool subject_replay(const struct subject_settings *settings, const struct preemption *list,
                    size_t n, bool loud, void (*on_event)(void *aux, const struct event *),
                    void *aux, struct subject_result *shared)
{
    pid_t pid;

    memset(shared, 0, offsetof(struct subject_result, preemptions));
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        subject_become_child(loud, shared);
        subject_execute(settings, follow(list, n), on_event, aux, shared);
        fflush(NULL);
        _exit(0);
    }
    if (pid < 0) {
        perror("ukeyfuzz: cannot start a child");
        return false;
    }
    subject_wait(pid, shared);
    return true;
}
