/*
 * ukeyfuzz explain: why a scenario violates what it violates.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "isolation/record.h"
#include "report/format/html.h"
#include "report/format/json.h"
#include "report/format/perfetto.h"
#include "report/format/text.h"
#include "support/output.h"
#include "support/printable.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/locate.h"
#include "tool/input/recorded.h"
#include "tool/sequence/sequence.h"

enum {
    SCREEN_WIDTH = 80,
    SCREEN_LINES = 24,
    MAX_LINES = 100000,
    LINES_OF_TERMINAL = MAX_LINES + 1,
    COMMAND_SIZE = 4200
};

enum form { FORM_TEXT, FORM_JSON, FORM_HTML, FORM_PERFETTO };

static const char *const option_of_form[] = {"", "--json", "--html", "--perfetto"};

struct explain_options {
    bool all;
    enum form form;
    const char *build;
    uint32_t lines;  /* LINES_OF_TERMINAL: not given. */
    const char *out; /* NULL: standard output. */
};

/* The terminal's size, if it is one and larger than the smallest that we write for. */
static void measure(unsigned *width, size_t *n_lines)
{
    struct winsize size;

    *width = SCREEN_WIDTH;
    *n_lines = SCREEN_LINES - 1; /* The prompt is to be seen as well. */
    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size)) {
        *width = size.ws_col > SCREEN_WIDTH ? size.ws_col : SCREEN_WIDTH;
        *n_lines = size.ws_row > SCREEN_LINES ? size.ws_row - 1u : SCREEN_LINES - 1;
    }
}

static size_t lines_wanted(const struct explain_options *options, size_t fit)
{
    return options->all ? SIZE_MAX : options->lines == LINES_OF_TERMINAL ? fit : options->lines;
}

static void write_text(FILE *stream, const char *file, const struct explain_options *options,
                       const struct timeline *t)
{
    char footer[COMMAND_SIZE];
    struct text_style style = {.file = printable(file),
                               .build = UKEYFUZZ_BUILD,
                               .colour = *tool_colour(stdout, COLOUR_BOLD)};

    measure(&style.width, &style.n_lines);
    style.n_lines = lines_wanted(options, style.n_lines);
    if (!options->all) {
        int n = snprintf(footer, sizeof footer, "(all %zu steps: ukeyfuzz explain --all %s)",
                         t->n_steps, printable_path(file));

        if (n > (int)style.width) { /* On paths of any length the page keeps to its lines. */
            snprintf(footer, sizeof footer, "(all %zu steps: the same with --all)", t->n_steps);
        }
        style.footer = footer;
    }
    report_text(stream, t, &style);
}

static void write_json(FILE *stream, const char *file, const struct timeline *t)
{
    struct json json = json_begin(stream);

    report_json(&json, NULL, t, file, UKEYFUZZ_BUILD);
    json_finish(&json);
}

/* False without memory; the stream keeps its own errors. */
static bool write_form(FILE *stream, const char *file, const struct explain_options *options,
                       const struct timeline *t)
{
    switch (options->form) {
    case FORM_TEXT:
        write_text(stream, file, options, t);
        break;
    case FORM_JSON:
        write_json(stream, file, t);
        break;
    case FORM_HTML:
        return report_html(stream, t, file, UKEYFUZZ_BUILD);
    case FORM_PERFETTO:
        return report_perfetto(stream, t, file);
    }
    return true;
}

/* Writes the explanation to the file that it is wanted in. */
static bool write_file(const char *file, const struct explain_options *options,
                       const struct timeline *t)
{
    struct output out;

    return output_begin(&out, options->out) &&
           output_end(&out, write_form(out.stream, file, options, t));
}

/* Writes the explanation to where it is wanted. */
static bool write_out(const char *file, const struct explain_options *options,
                      const struct timeline *t)
{
    bool written =
        options->out ? write_file(file, options, t) : write_form(stdout, file, options, t);

    if (!written) {
        tool_error("%s: %s", options->out ? options->out : file, strerror(errno));
    }
    return written;
}

/* Says how what is shown differs from what the file says that it showed. Returns the exit code, and the
 * verdict. */
static int note_recorded(const char *file, const struct located *located,
                         const struct recording *recording, const char **verdict)
{
    const struct runtime_outcome *outcome = &recording->outcome;
    struct signature shown = {.text = ""};
    struct comparison comparison;

    if (recording->died && strchr(located->made.signature, ' ')) {
        signature_of_death(&shown, &outcome->violation, recording->report);
    } else if (recording->died) {
        snprintf(shown.text, sizeof shown.text, "%s", outcome->invariant);
    } else if (outcome->violated) {
        signature_of_violation(&shown, &outcome->violation);
    }
    recorded_compare(&comparison, &located->made, shown.text);
    recorded_note(file, &comparison);
    locate_note(file, located);
    *verdict = locate_verdict(located, &comparison, outcome->violated);
    return locate_exit_code(located, &comparison, outcome->violated);
}

/* What fuzz_sequence has found is told as text alone. */
static int explain_sequence(const char *file, const struct explain_options *options)
{
    enum { AROUND = 8 }; /* Lines that are no steps. */
    struct output out;
    unsigned width;
    size_t fit;
    int code;

    if (options->form != FORM_TEXT) {
        return tool_error(
            "%s: is for fuzz_sequence, which has no interleaving to draw; expected no %s "
            "(its verdict as JSON: ukeyfuzz replay --json)",
            file, option_of_form[options->form]);
    }
    measure(&width, &fit);
    fit = lines_wanted(options, fit - AROUND);
    fit = fit ? fit : SIZE_MAX;
    if (!options->out) {
        return sequence_explain(stdout, file, fit);
    }
    if (!output_begin(&out, options->out)) {
        return tool_error("%s: %s", options->out, strerror(errno));
    }
    code = sequence_explain(out.stream, file, fit);
    return output_end(&out, code != TOOL_UNUSABLE) || code == TOOL_UNUSABLE
               ? code
               : tool_error("%s: %s", options->out, strerror(errno));
}

static int explain_here(const char *file, const struct explain_options *options)
{
    static struct located located;
    static struct missed missed;
    const struct locate_options how = {0};
    const struct scenario *s = &located.scenario;
    const struct recording *recording;
    struct source_map *map;
    struct timeline t;
    int code;

    if (!locate(file, &how, &located)) {
        return TOOL_UNUSABLE;
    }
    recording = record_scenario(s);
    if (!recording && !tool_started(errno)) {
        return TOOL_UNUSABLE;
    }
    scenario_find_missed(s, recording->events, recording->n_events, recording->truncated, &missed);
    tool_note_missed(file, s, &missed);
    map = source_map_make(recording);
    if (!timeline_make(&t, recording, map)) {
        source_map_free(map);
        return tool_error("%s: not enough memory", file);
    }
    code = note_recorded(file, &located, recording, &t.silence);
    if (!write_out(file, options, &t)) {
        code = TOOL_UNUSABLE;
    }
    timeline_free(&t);
    source_map_free(map);
    return code;
}

static struct explain_options options = {.lines = LINES_OF_TERMINAL};
static bool json, html;
static const char *perfetto;

static int run(const struct options_given *given)
{
    const char *file = given->operands[0];
    const char *build = options.build ? options.build : build_of_file(file);

    if (strcmp(build, UKEYFUZZ_BUILD)) {
        const char **argv = tool_repeat(&explain_command, given, build, given->operands, 1);

        return argv ? build_become_tool(build, file, argv) : TOOL_UNUSABLE;
    }
    options.form = perfetto ? FORM_PERFETTO : html ? FORM_HTML : json ? FORM_JSON : FORM_TEXT;
    options.out = perfetto ? perfetto : options.out;
    return sequence_is(file) ? explain_sequence(file, &options) : explain_here(file, &options);
}

static const struct option_row rows[] = {
    {"--all", .flag = &options.all, .excludes = "--lines", .help = "show every step"},
    {"--lines", .argument = "N", .whole32 = &options.lines, .most = MAX_LINES,
     .help = "use at most N lines (default: the terminal's, at least 23; 0: as many as tell "
             "something)"},
    {"--json", .flag = &json, .excludes = "--html --perfetto",
     .help =
         "print everything that is known as JSON, which harness/report/format/json.h documents"},
    {"--html", .flag = &html, .excludes = "--perfetto",
     .help = "print one self-contained page, to scroll and to step through in a browser"},
    {"--perfetto", .argument = "OUT", .text = &perfetto, .excludes = "--output",
     .help = "write a trace for ui.perfetto.dev to OUT, and nothing else"},
    {"--output", .letter = 'o', .argument = "OUT", .text = &options.out,
     .help = "write to OUT instead of standard output"},
    TOOL_BUILD(&options.build, "explain it in this build"),
    TOOL_RAW,
    {.name = NULL},
};

const struct command explain_command = {
    .name = "explain",
    .of_programs = true,
    .line =
        {
            .program = "ukeyfuzz explain",
            .summary = "Tell what went wrong in a scenario, in which order, and where.",
            .usage = "FILE",
            .operand = "file",
            .least = 1,
            .most = 1,
            .rows = rows,
            .about =
                "Executes the scenario, in either form, in the build that it belongs to, and tells "
                "on one screen which invariant was violated and how it came to that: a line per "
                "step, a lane per actor. Beside a step stand the flow's ukey (number and state "
                "after it), its instance in the datapath, the packets that hit it and those "
                "credited (hit:cr), and the line of the cache's source.\n\n"
                "  *  a decisive step     !  the end     :  steps are folded before this one\n\n"
                "Rows that would say the same are one, with how often: \"(12 times)\". With --all "
                "each step has its own.\n\n"
                "Of what fuzz_sequence has found the operations are told, one after the other, up "
                "to the one after which the cache and the simple model differ.\n",
            .notes =
                "Lines are as wide as the terminal, at least 80 columns. NO_COLOR and TERM=dumb "
                "are respected.",
            .exit_codes =
                "0 if the scenario is clean, 1 if it violates an invariant, 2 if the file "
                "cannot be used, 4 if it does not show here what it says that it showed "
                "where it was made.",
        },
    .run = run,
};
