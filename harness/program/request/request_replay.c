/*
 * `replay` and `minimize`: what goes on from a schedule file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/options.h"
#include "support/printable.h"
#include "program/world/execute.h"
#include "program/explore/finding.h"
#include "program/explore/search.h"
#include "program/request/request.h"
#include "program/timeline/anchors.h"
#include "program/timeline/timeline.h"

/* The program has been changed since, or built otherwise: the preemptions are moved to where they belong
 * here, if that shows the failure and their points do not. */
static void find_places(const char *file, struct schedule *schedule)
{
    static struct schedule moved;
    const struct trace *t;

    failure_ignore_lines();
    if (!strncmp(schedule->signature, "PROG/livelock", strlen("PROG/livelock")) &&
        schedule->settings.step_budget < SEARCH_FIRST_BUDGET) {
        /* What was enough there may be little here: who works long is in no livelock. */
        schedule->settings.step_budget = SEARCH_FIRST_BUDGET;
    }
    t = trace_make(&schedule->settings, schedule->preemptions, schedule->n_preemptions, false);
    if (t && !failure_is(&t->result, schedule->signature) && anchors_follow(schedule, &moved)) {
        *schedule = moved;
        request_error("%s: was made with another build of %s; its preemptions have been moved to "
                      "where they belong here",
                      file, schedule->program);
    } else {
        request_error("%s: was made with another build of %s, so it may do something else here",
                      file, schedule->program);
    }
}

struct schedule *request_schedule(const char *program, const char *file)
{
    static struct schedule schedule;
    static char *arguments[SCHEDULE_ARGUMENTS + 2];
    char error[SCHEDULE_ERROR], id[SCHEDULE_BUILD_ID + 1];

    if (!schedule_read(file, &schedule, error)) {
        request_error("%s", error);
        return NULL;
    }
    schedule_own_build_id(id);
    arguments[0] = (char *)program;
    memcpy(arguments + 1, schedule.arguments, schedule.n_arguments * sizeof *arguments);
    program_prepare((int)schedule.n_arguments + 1, arguments);
    if (strcmp(id[0] ? id : "none", schedule.build_id) != 0) {
        find_places(file, &schedule);
    }
    return &schedule;
}

/* Says at which event an execution went another way than the one that the file has. */
static void tell_divergence(const struct schedule *schedule, const struct trace *t)
{
    char text[192];

    for (uint32_t i = 0; i < schedule->n_trail; i++) {
        if (i >= t->n_events || t->bits[i] != schedule->trail[i]) {
            if (i < trace_n_steps(t) && t->n_events == trace_n_steps(t)) {
                timeline_look_up();
                timeline_step(t, i, text, sizeof text);
                printf("it went another way at event %u of %llu: here %s %s\n", i,
                       (unsigned long long)schedule->n_events,
                       t->names[trace_step(t, i)->event.actor % RUNTIME_MAX_ACTORS],
                       printable(text));
            } else {
                printf("it went another way at event %u of %llu\n", i,
                       (unsigned long long)schedule->n_events);
            }
            return;
        }
    }
}

static bool quiet, with_gdb;
static const char *output;

static const struct option_row replay_rows[] = {
    {"--quiet", .letter = 'q', .flag = &quiet, .help = "say only what is not as expected"},
    {"--gdb", .flag = &with_gdb, .help = "in gdb, which stops where it fails"},
    {.name = NULL},
};
static const struct option_row minimize_rows[] = {
    {"--quiet", .letter = 'q', .flag = &quiet, .help = "say only what is not as expected"},
    {"--output", .letter = 'o', .argument = "FILE", .text = &output, .help = "where to write it"},
    {.name = NULL},
};

/* The file of a command that has one. NULL after an error. */
static const char *read_line(const char *command, const struct option_row *rows, int argc,
                             char **argv)
{
    const struct command_line line = {
        .program = command, .operand = "FILE", .least = 1, .most = 1, .rows = rows};
    static struct options_given given;
    struct options_error error;

    if (options_read(&line, argc, argv, &given, &error) != OPTIONS_RUN) {
        request_error("%s", error.text);
        return NULL;
    }
    return given.operands[0];
}

int request_replay(const char *program, int argc, char **argv)
{
    const char *file = read_line("ukeyfuzz replay", replay_rows, argc, argv);
    struct schedule *schedule = file ? request_schedule(program, file) : NULL;
    const struct trace *t;

    if (schedule && with_gdb) {
        return request_debug(program, file);
    }
    t = schedule ? trace_make(&schedule->settings, schedule->preemptions, schedule->n_preemptions,
                              !quiet)
                 : NULL;
    if (!t) {
        return REQUEST_UNUSABLE;
    }
    if (failure_is(&t->result, schedule->signature)) {
        if (!quiet) {
            printf("%s: FAILED as it says, with %s events\n", printable(file),
                   t->result.outcome.log_hash == schedule->hash ? "the same" : "other");
            timeline_verdict(stdout, file);
            timeline_print(stdout, 40);
            timeline_sides(stdout);
        }
        return REQUEST_FAILED;
    }
    printf("%s: does not show its failure: %s%s\n", printable(file),
           t->result.outcome.violated ? "another one: " : "nothing fails",
           t->result.outcome.violated ? printable(t->result.outcome.message) : "");
    tell_divergence(schedule, t);
    return REQUEST_NOT_SHOWN;
}

int request_minimize(const char *program, int argc, char **argv)
{
    const char *file = read_line("ukeyfuzz minimize", minimize_rows, argc, argv);
    struct schedule *schedule = file ? request_schedule(program, file) : NULL;
    size_t before;
    unsigned tries;
    bool interrupted;

    if (!schedule) {
        return REQUEST_UNUSABLE;
    }
    if (!finding_record(schedule)) {
        request_error("%s: does not show its failure here, so it cannot be minimized", file);
        return REQUEST_NOT_SHOWN;
    }
    before = schedule->n_preemptions;
    tries = finding_minimize(schedule);
    interrupted = *search_interruption();
    (void)finding_record(schedule);
    output = output ? output : file;
    if (!finding_save(output, schedule)) {
        return REQUEST_UNUSABLE;
    }
    if (!quiet) {
        printf("%s: %zu preemption%s (%zu before), in %u execution%s%s\n", printable(output),
               COUNTED(schedule->n_preemptions), before, COUNTED(tries),
               interrupted ? ", interrupted" : "");
    }
    return interrupted ? REQUEST_FAILED : REQUEST_CLEAN; /* Perhaps not as small as it can be. */
}
