/*
 * `ukeyfuzz replay --gdb` and `--in-process`: the same execution where a debugger sees it.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "execution/execute.h"
#include "isolation/death.h"
#include "replay.h"
#include "runtime/debugger.h"
#include "scenario/actors.h"
#include "support/printable.h"
#include "tool.h"

enum { PATH_SIZE = 4096 };

/* What is loaded into gdb, in this order: in the source, and where it is installed. */
static const char *const scripts[] = {"harness/runtime/gdb/runtime.py", "targets/gdb/ukeyfuzz.py"};
enum { N_SCRIPTS = sizeof scripts / sizeof scripts[0] };
static const char installed[] = "../share/ukeyfuzz/gdb";

/* gdb/ukeyfuzz.py has a breakpoint here: a sanitizer has reported, and the stack is still there. */
__attribute__((noinline)) static void died_in_process(void)
{
    __asm__ volatile("");
}

/* Learns what happens, and makes `*recorded` what does the same by a list of preemptions. */
static bool record(const char *file, const struct replay_options *options, struct located *located,
                   struct scenario *recorded, struct worker_run *run)
{
    const struct locate_options how = {.shows = options->shows, .no_search = options->no_search};
    uint64_t hash[1];
    size_t n_hashes;

    return locate(file, &how, located) &&
           tool_started(worker_execute(&located->scenario, 1, hash, &n_hashes, run, -1, true)) &&
           replay_recorded(&located->scenario, run, file, recorded);
}

static bool parse_count(const char *text, uint64_t *count)
{
    char *end;

    *count = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && *count <= UINT32_MAX;
}

/* Understands the value of --at. */
static bool parse_where(const char *where, const struct scenario *recorded,
                        struct runtime_debugger *debugger)
{
    const char *colon = strchr(where, ':');
    char name[32];
    uint64_t number;

    *debugger = (struct runtime_debugger){.event = RUNTIME_DEBUGGER_NO_EVENT};
    if (!strcmp(where, "start")) {
        debugger->actor = ACTOR_MAIN;
        debugger->point = 1;
        return true;
    }
    if (!colon || (size_t)(colon - where) >= sizeof name || !parse_count(colon + 1, &number)) {
        tool_error("replay: --at wants start, preemption:N, event:N or ACTOR:POINT, not '%s'",
                   where);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(colon - where), where);
    if (!strcmp(name, "event")) {
        debugger->event = number;
        return true;
    }
    if (!strcmp(name, "preemption")) {
        if (number < 1 || number > recorded->n_preemptions) {
            tool_error("replay: there is no preemption %" PRIu64 "; there are %u", number,
                       (unsigned)recorded->n_preemptions);
            return false;
        }
        debugger->actor = recorded->preemptions[number - 1].actor;
        debugger->point = recorded->preemptions[number - 1].point;
        return true;
    }
    debugger->actor = actor_slot_of(recorded, name);
    debugger->point = (uint32_t)number;
    if (debugger->actor == RUNTIME_MAX_ACTORS) {
        tool_error("replay: the scenario has no actor called '%s'", name);
        return false;
    }
    if (number == 0) {
        tool_error("replay: points count from 1");
        return false;
    }
    return true;
}

static char verdict_of_hang[2048];

/* There is no debugger that has stopped here, or it goes on. */
static void on_interrupt(int number)
{
    size_t n = strlen(verdict_of_hang);

    _exit(write(STDOUT_FILENO, verdict_of_hang, n) == (ssize_t)n ? TOOL_VIOLATED : TOOL_UNUSABLE);
}

/* What is known to hang is interrupted in it: the debugger stops there, as by Ctrl-C. Processor
 * time stands still while somebody looks at something. */
static bool interrupt_later(const struct runtime_hang *hang)
{
    const struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_ONSTACK};
    enum { SPINNING_S = 1, WAITING_S = 5 };
    const bool waits = hang->kind == HANG_WAITS;
    const struct itimerspec once = {.it_value.tv_sec = waits ? WAITING_S : SPINNING_S};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGINT};
    timer_t timer;

    return !sigaction(SIGINT, &action, NULL) &&
           !timer_create(waits ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &event, &timer) &&
           !timer_settime(timer, 0, &once, NULL);
}

int replay_in_process(const char *file, const struct replay_options *options)
{
    static struct located located;
    static struct scenario recorded;
    static struct worker_run run;
    static const struct provenance made; /* What was recorded does what it does. */
    struct comparison comparison;
    static struct scenario_result result;
    const struct scenario_options how = {.debugged = true, .follow_objects = true};

    if (!record(file, options, &located, &recorded, &run) ||
        (options->at && !parse_where(options->at, &recorded, &runtime_debugger))) {
        return TOOL_UNUSABLE;
    }
    fflush(stdout);
    snprintf(verdict_of_hang, sizeof verdict_of_hang, "%s: violated HANG\n  %s\n", printable(file),
             run.message);
    if (run.died && !strcmp(run.invariant, "HANG") && !interrupt_later(&run.hang)) {
        return tool_error("replay: there is no timer to stop the hang: %s", strerror(errno));
    }
    death_watch(died_in_process, NULL); /* And nobody is watched: a debugger takes its time. */
    scenario_execute(&recorded, &how, &result);
    run.violated = result.outcome.violated;
    run.died = false;
    memcpy(run.invariant, result.outcome.invariant, sizeof run.invariant);
    memcpy(run.message, result.outcome.message, sizeof run.message);
    run.violation = result.outcome.violation;
    run.hash = result.outcome.log_hash;
    run.n_points = result.outcome.n_points;
    run.n_switches = result.outcome.n_switches;
    run.missed.n = 0; /* What was recorded takes place. */
    recorded_compare(&comparison, &made, "");
    replay_print(file, options, &located, &run, &comparison, true, "");
    if (options->log) {
        printf("  event log\n");
        for (size_t i = 0; i < event_log_length(); i++) {
            event_print(stdout, i, event_log_at(i));
        }
    }
    return run.violated ? TOOL_VIOLATED : TOOL_CLEAN;
}

/* Where the `i`-th script is. */
static bool find_script(unsigned i, const char *self, char path[PATH_SIZE])
{
    const char *folder_end = strrchr(self, '/');
    int length = snprintf(path, PATH_SIZE, "%.*s/%s/%s", (int)(folder_end - self), self, installed,
                          strrchr(scripts[i], '/') + 1);

    if (length < PATH_SIZE && !access(path, R_OK)) {
        return true;
    }
    length = snprintf(path, PATH_SIZE, "%s/%s", UKEYFUZZ_SOURCE_DIR, scripts[i]);
    if (length < PATH_SIZE && !access(path, R_OK)) {
        return true;
    }
    tool_error("replay: %s is neither in the source nor installed", scripts[i]);
    return false;
}

int replay_gdb(const char *file, const struct replay_options *options)
{
    static struct located located;
    static struct scenario recorded;
    static struct worker_run run;
    static char self[PATH_SIZE], paths[N_SCRIPTS][PATH_SIZE];
    struct runtime_debugger unused;
    const char *argv[24];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    int n = 0;

    if (length <= 0) {
        return tool_error("replay: where this program is cannot be read: %s", strerror(errno));
    }
    if (!record(file, options, &located, &recorded, &run) ||
        (options->at && !parse_where(options->at, &recorded, &unused))) {
        return TOOL_UNUSABLE;
    }
    if (!options->at && !run.violated) {
        return tool_error("%s: violates nothing in the %s build; say with --at where to stop", file,
                          UKEYFUZZ_BUILD);
    }
    argv[n++] = "gdb";
    argv[n++] = "-q";
    for (unsigned i = 0; i < N_SCRIPTS; i++) {
        if (!find_script(i, self, paths[i])) {
            return TOOL_UNUSABLE;
        }
        argv[n++] = "-x";
        argv[n++] = paths[i];
    }
    argv[n++] = "-ex";
    argv[n++] = "ukeyfuzz-begin";
    argv[n++] = "--args";
    argv[n++] = self;
    argv[n++] = "replay";
    argv[n++] = "--in-process";
    argv[n++] = "--build";
    argv[n++] = UKEYFUZZ_BUILD;
    if (options->at) {
        argv[n++] = "--at";
        argv[n++] = options->at;
    }
    argv[n++] = "--no-log";
    argv[n++] = "--";
    argv[n++] = file;
    argv[n] = NULL;
    fflush(stdout);
    execvp("gdb", (char *const *)(uintptr_t)argv);
    return tool_error("replay: cannot run gdb: %s", strerror(errno));
}
