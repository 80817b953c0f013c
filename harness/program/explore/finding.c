#include "program/explore/finding.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/output.h"
#include "support/printable.h"
#include "program/request/request.h"
#include "program/explore/endless.h"
#include "program/explore/shrink.h"
#include "program/timeline/anchors.h"
#include "program/timeline/choices.h"
#include "program/timeline/timeline.h"
#include "program/timeline/trace.h"
#include "runtime/event_log.h"
#include "runtime/watchdog/watchdog.h"

/* What takes long is not done to its end. */
enum { SHRINK_SECONDS = 60, REPLAY_SECONDS = 20 };

static struct subject_result *shared_result(void)
{
    static struct subject_result *result;

    if (!result) {
        result = subject_share(sizeof *result);
    }
    return result;
}

unsigned finding_minimize(struct schedule *s)
{
    unsigned n = shrink(&s->settings, s->signature, s->preemptions, &s->n_preemptions,
                        shared_result(), search_interruption(), SHRINK_SECONDS);

    if (finding_record(s)) {
        n += choices_lower(s, search_interruption());
    }
    return n;
}

bool finding_record(struct schedule *s)
{
    struct trace *trace = trace_make(&s->settings, s->preemptions, s->n_preemptions, false);
    bool shown = trace && failure_is(&trace->result, s->signature);

    if (shown) {
        snprintf(s->tag, sizeof s->tag, "%s", trace->result.outcome.invariant);
        snprintf(s->message, sizeof s->message, "%s", trace->result.outcome.message);
        s->n_events = trace->n_events;
        s->hash = trace->result.outcome.log_hash;
        s->n_trail = trace->n_events < SCHEDULE_TRAIL ? (uint32_t)trace->n_events : SCHEDULE_TRAIL;
        for (uint32_t i = 0; i < s->n_trail; i++) {
            s->trail[i] = trace->bits[i];
        }
        anchors_take(s);
    }
    return shown;
}

unsigned finding_replay(const struct schedule *s, unsigned *n)
{
    struct subject_result *result = shared_result();
    time_t end = time(NULL) + REPLAY_SECONDS;
    unsigned shown = 0, i = 0;

    for (; i < *n && !*search_interruption() && time(NULL) < end; i++) {
        bool shows = subject_replay(&s->settings, s->preemptions, s->n_preemptions, false, NULL,
                                    NULL, result) &&
                     failure_is(result, s->signature) && result->outcome.log_hash == s->hash;

        if (!shows && *search_interruption()) {
            break; /* What interrupts may have ended the child. */
        }
        shown += shows;
    }
    *n = i;
    return shown;
}

bool finding_save(const char *file, const struct schedule *s)
{
    struct output output;

    if (!output_begin(&output, file)) {
        request_error("%s: %s", file, strerror(errno));
        return false;
    }
    schedule_write(output.stream, s, timeline_preemption);
    if (!output_end(&output, true)) {
        request_error("%s: %s", file, strerror(errno));
        return false;
    }
    return true;
}

/* "twostage-3f2a.uks", of the program twostage.uk. */
static const char *name_file(const struct schedule *s)
{
    static char name[SCHEDULE_WORD + 16];
    uint64_t hash = s->hash;
    size_t n = strlen(s->program);

    for (const char *c = s->signature; *c; c++) {
        hash = event_log_mix(hash ^ (unsigned char)*c, UINT64_C(0xa0761d6478bd642f));
    }
    n -= n > 3 && !strcmp(s->program + n - 3, ".uk") ? 3 : 0;
    snprintf(name, sizeof name, "%.*s-%04x.uks", (int)n, s->program, (unsigned)(hash & 0xffff));
    return name;
}

/* Starts the program once more, with another environment, to replay the file there. */
static bool replays_in_new_process(const char *program, const char *file)
{
    int status = 0;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);

        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        setenv("UKEYFUZZ_ANOTHER_ENVIRONMENT", "of another size than the first one had", 1);
        execl("/proc/self/exe", program, REQUEST_WORD, "replay", "--quiet", file, (char *)NULL);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == REQUEST_FAILED;
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void fill_in(struct schedule *s, const struct finding_options *o,
                    const struct search_outcome *outcome)
{
    memset(s, 0, sizeof *s);
    snprintf(s->program, sizeof s->program, "%s", base_of(o->arguments[0]));
    schedule_own_build_id(s->build_id);
    for (char **a = o->arguments + 1; *a && s->n_arguments < SCHEDULE_ARGUMENTS; a++) {
        s->arguments[s->n_arguments++] = *a;
    }
    snprintf(s->strategy, sizeof s->strategy, "%s", outcome->strategy);
    s->seed = o->seed;
    s->found_after = outcome->found_after;
    s->settings = outcome->settings;
    snprintf(s->tag, sizeof s->tag, "%s", outcome->result->outcome.invariant);
    snprintf(s->message, sizeof s->message, "%s", outcome->result->outcome.message);
    failure_signature(outcome->result, s->signature);
    if (outcome->result->n_preemptions <= SUBJECT_PREEMPTIONS) {
        s->n_preemptions = outcome->result->n_preemptions;
        memcpy(s->preemptions, outcome->result->preemptions,
               s->n_preemptions * sizeof *s->preemptions);
    }
}

static void print_after(const struct schedule *s, const struct search_outcome *outcome)
{
    printf("FAILED after %" PRIu64 " schedule%s (%s, seed %" PRIu64 ", %.2f s): ",
           outcome->found_after, plural(outcome->found_after), s->strategy, s->seed,
           outcome->seconds);
}

/* What was found is said where a person may still read it if a file, or standard output, cannot be
 * written: the disk may be full. `file` is NULL if there is none. Returns the exit code. */
static int end_lost(const struct schedule *s, const char *file)
{
    fprintf(stderr, "ukeyfuzz: not all could be stored of what was found: ");
    fputs(printable(s->signature), stderr);
    fprintf(stderr, ": ");
    fputs(printable(s->message), stderr);
    if (file) {
        fprintf(stderr, "; saved ");
        fputs(printable(file), stderr);
    }
    fputc('\n', stderr);
    return REQUEST_UNUSABLE;
}

/* What failed, and cannot be told: there is no schedule that shows it. */
static int end_without_schedule(const struct schedule *s, const struct search_outcome *outcome)
{
    const struct subject_result *result = outcome->result;

    print_after(s, outcome);
    printf("%s: %s\n", s->tag, printable(s->message));
    printf("it could not be replayed: %s\n",
           !result->complete ? "the process has not said which schedule that was; did something "
                               "outside end it, or a system call of its own?"
           : result->n_preemptions > SUBJECT_PREEMPTIONS
               ? "it has too many preemptions to be kept"
               : "the program did something else the second time; see ukeyfuzz doctor");
    return fflush(stdout) ? end_lost(s, NULL) : REQUEST_FAILED;
}

static void print_again(const struct finding_options *o, const char *file)
{
    const char *program = printable_path(o->arguments[0]), *schedule = printable_path(file);

    printf("again: ukeyfuzz replay %s %s     why: ukeyfuzz explain %s %s\n", program, schedule,
           program, schedule);
}

/* Choices of values are made by preemptions as well, which are not the program's. */
static void print_length(const struct schedule *s)
{
    size_t n = s->n_preemptions - choices_preemptions(s);
    unsigned n_choices = choices_made();

    printf("%zu preemption%s", n, plural(n));
    if (n_choices) {
        printf(" and %u choice%s", n_choices, plural(n_choices));
    }
    fputs(" (", stdout);
}

/* Whether a schedule shows its failure with so many points as well: who works long is in no
 * livelock. */
static bool lasts(const struct schedule *s, uint32_t budget)
{
    struct subject_settings settings = s->settings;

    settings.step_budget = budget;
    return subject_replay(&settings, s->preemptions, s->n_preemptions, false, NULL, NULL,
                          shared_result()) &&
           failure_is(shared_result(), s->signature);
}

/* Minimizes a schedule that was found with a budget, and recorded, perhaps with a smaller one. */
static void minimize_within(struct schedule *s, uint32_t budget)
{
    static struct schedule found;

    found = *s;
    finding_minimize(s);
    if (s->settings.step_budget != budget && found.n_preemptions && !lasts(s, budget)) {
        *s = found;
        s->settings.step_budget = budget;
        finding_minimize(s);
    }
    (void)finding_record(s);
}

int finding_make(const struct finding_options *o, const struct search_outcome *outcome)
{
    static struct schedule s;
    uint32_t found = outcome->result->n_preemptions;
    const char *file;
    bool hangs = !strcmp(outcome->result->outcome.invariant, "HANG");
    bool is_livelock = violation_is(&outcome->result->outcome.violation, "PROG/livelock");
    /* A livelock lasts until the budget of points is used up, which may take about as long. */
    bool is_endless = hangs || is_livelock;
    unsigned shown, replays = is_endless ? FINDING_REPLAYS_OF_ENDLESS : FINDING_REPLAYS;
    bool again;

    fill_in(&s, o, outcome);
    watchdog_hurry(hangs); /* Each execution lasts until the limit. */
    if (found > SUBJECT_PREEMPTIONS || !outcome->result->complete || !finding_record(&s)) {
        return end_without_schedule(&s, outcome);
    }
    if (is_livelock) {
        endless_shorten(&s);
    }
    if (!o->no_minimize) {
        minimize_within(&s, outcome->settings.step_budget);
    }
    print_after(&s, outcome);
    timeline_verdict(stdout, s.program);
    timeline_print(stdout, 40);
    timeline_sides(stdout);
    file = o->output ? o->output : name_file(&s);
    if (!finding_save(file, &s)) {
        return end_lost(&s, NULL);
    }
    shown = finding_replay(&s, &replays);
    again = replays_in_new_process(o->arguments[0], file);
    print_length(&s);
    printf(o->no_minimize ? "not minimized" : "minimized from %" PRIu32, found);
    printf("); replayed %u of %u%s; saved %s\n", shown, replays,
           again ? " and in a new process" : ", but not in a new process", printable(file));
    print_again(o, file);
    return fflush(stdout) ? end_lost(&s, file) : REQUEST_FAILED;
}
