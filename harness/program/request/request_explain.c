/*
 * `explain`: all that is known of a schedule's execution, for people or for programs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "program/request/request.h"
#include "program/timeline/report.h"
#include "program/timeline/timeline.h"
#include "report/format/html.h"
#include "report/format/json.h"
#include "report/format/perfetto.h"
#include "support/options.h"
#include "support/output.h"

static uint64_t n_lines = 100;
static bool all, as_json;
static const char *html, *perfetto, *output;

static const struct option_row rows[] = {
    {"--lines", .argument = "N", .whole = &n_lines, .least = 1, .most = 1e9,
     .help = "at most N steps (100)"},
    {"--all", .flag = &all, .help = "every step", .excludes = "--lines"},
    {"--json", .flag = &as_json, .excludes = "--html --perfetto",
     .help = "one object on one line, for programs"},
    {"--html", .argument = "[OUT]", .text = &html, .excludes = "--perfetto",
     .help = "one self-contained page, to scroll and to step through in a browser"},
    {"--perfetto", .argument = "OUT", .text = &perfetto, .excludes = "--output",
     .help = "write a trace for ui.perfetto.dev to OUT"},
    {"--output", .letter = 'o', .argument = "OUT", .text = &output,
     .help = "write to OUT instead of standard output"},
    {.name = NULL},
};

static bool write_text(FILE *stream, const char *file)
{
    timeline_verdict(stream, file);
    timeline_print(stream, all ? SIZE_MAX : n_lines);
    timeline_sides(stream);
    return true;
}

static void write_json(FILE *stream, const char *file, const struct timeline *timeline)
{
    struct json json = json_begin(stream);

    report_json(&json, NULL, timeline, file, "program");
    json_finish(&json);
}

static bool write_report(FILE *stream, const char *file, const struct timeline *timeline)
{
    if (html) {
        return report_html(stream, timeline, file, "program");
    }
    if (perfetto) {
        return report_perfetto(stream, timeline, file);
    }
    write_json(stream, file, timeline);
    return true;
}

/* False without memory; the stream keeps its own errors. */
static bool write_form(FILE *stream, const char *file, const struct schedule *schedule)
{
    struct timeline timeline;
    bool written;

    if (!as_json && !html && !perfetto) {
        return write_text(stream, file);
    }
    if (!report_timeline_make(&timeline, schedule)) {
        errno = ENOMEM;
        return false;
    }
    written = write_report(stream, file, &timeline);
    report_timeline_free(&timeline);
    return written;
}

static bool write_out(const char *to, const char *file, const struct schedule *schedule)
{
    struct output out;

    if (!to) {
        return write_form(stdout, file, schedule);
    }
    return output_begin(&out, to) && output_end(&out, write_form(out.stream, file, schedule));
}

/* Where it is to be written, if not to standard output: "--html OUT" has one word more than "--html". */
static const char *find_out(const struct options_given *given)
{
    return perfetto                 ? perfetto
           : html && *html          ? html
           : given->n_operands == 2 ? given->operands[1]
                                    : output;
}

int request_explain(const char *program, int argc, char **argv)
{
    static const struct command_line line = {
        .program = "ukeyfuzz explain", .operand = "FILE", .least = 1, .most = 2, .rows = rows};
    struct options_given given;
    struct options_error error;
    const struct schedule *schedule;
    const struct trace *t;
    static struct schedule other;
    const char *file, *to;
    char text[SCHEDULE_ERROR];

    if (options_read(&line, argc, argv, &given, &error) != OPTIONS_RUN) {
        return request_error("%s", error.text);
    }
    file = given.operands[0];
    to = find_out(&given);
    if (given.n_operands == 2 && html && schedule_read(to, &other, text)) {
        return request_error("explain: %s is a schedule as well, and would be overwritten", to);
    }
    if (given.n_operands == 2 && (!html || *html || output)) {
        return request_error("explain: one file at a time; %s is one too many", given.operands[1]);
    }
    schedule = request_schedule(program, file);
    t = schedule
            ? trace_make(&schedule->settings, schedule->preemptions, schedule->n_preemptions, false)
            : NULL;
    if (!t) {
        return REQUEST_UNUSABLE;
    }
    timeline_look_up();
    if (!write_out(to, file, schedule)) {
        return request_error("%s: %s", to ? to : file, strerror(errno));
    }
    if (failure_is(&t->result, schedule->signature)) {
        return REQUEST_FAILED;
    }
    request_error("%s: does not show its failure: %s", file, schedule->signature);
    return REQUEST_NOT_SHOWN;
}
