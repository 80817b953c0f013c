/*
 * ukeyfuzz explain: why a scenario violates what it violates.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "isolation/record.h"
#include "report/html.h"
#include "report/json.h"
#include "report/perfetto.h"
#include "report/text.h"
#include "support/output.h"
#include "support/printable.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/locate.h"
#include "tool/input/recorded.h"

enum { SCREEN_WIDTH = 80, SCREEN_LINES = 24, MAX_LINES = 100000, COMMAND_SIZE = 4200 };

enum form { FORM_TEXT, FORM_JSON, FORM_HTML, FORM_PERFETTO };

struct explain_options {
    bool all;
    enum form form;
    const char *build, *lines;
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

static void write_text(FILE *stream, const char *file, const struct explain_options *options,
                       const struct timeline *t)
{
    char rest[COMMAND_SIZE];
    struct text_style style = {.file = printable(file),
                               .build = UKEYFUZZ_BUILD,
                               .colour = *tool_colour(stdout, COLOUR_BOLD)};

    measure(&style.width, &style.n_lines);
    if (options->lines) {
        style.n_lines = strtoul(options->lines, NULL, 10);
    }
    if (options->all) {
        style.n_lines = SIZE_MAX;
    } else {
        int n = snprintf(rest, sizeof rest, "(all %zu steps: ukeyfuzz explain --all %s)",
                         t->n_steps, printable(file));

        if (n > (int)style.width) { /* On paths of any length the page keeps to its lines. */
            snprintf(rest, sizeof rest, "(all %zu steps: the same with --all)", t->n_steps);
        }
        style.rest = rest;
    }
    report_text(stream, t, &style);
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
        report_json(stream, t, file, UKEYFUZZ_BUILD);
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

/* Says how what is shown differs from what the file says that it showed. Returns the exit code. */
static int note_recorded(const char *file, const struct located *located,
                         const struct recording *recording)
{
    const struct runtime_outcome *outcome = &recording->outcome;
    struct signature shown = {.text = ""};
    struct comparison comparison;

    if (recording->died && strchr(located->made.signature, ' ')) {
        signature_of_death(&shown, outcome->invariant, recording->report, outcome->message);
    } else if (recording->died) {
        snprintf(shown.text, sizeof shown.text, "%s", outcome->invariant);
    } else if (outcome->violated) {
        signature_of_violation(&shown, outcome->invariant, outcome->message);
    }
    recorded_compare(&comparison, &located->made, shown.text);
    recorded_note(file, &comparison);
    locate_note(file, located);
    return locate_exit_code(located, &comparison, outcome->violated);
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
    code = note_recorded(file, &located, recording);
    if (!write_out(file, options, &t)) {
        code = TOOL_UNUSABLE;
    }
    timeline_free(&t);
    source_map_free(map);
    return code;
}

/* The same command for one file, in the build that it belongs to. */
static int explain_there(const char *build, const char *file, const struct explain_options *options)
{
    const char *argv[16];
    int n = 0;

    argv[n++] = "ukeyfuzz";
    argv[n++] = "explain";
    argv[n++] = "--build";
    argv[n++] = build;
    if (options->all) {
        argv[n++] = "--all";
    }
    if (options->form == FORM_JSON || options->form == FORM_HTML) {
        argv[n++] = options->form == FORM_JSON ? "--json" : "--html";
    }
    if (options->out) {
        argv[n++] = options->form == FORM_PERFETTO ? "--perfetto" : "-o";
        argv[n++] = options->out;
    }
    if (options->lines) {
        argv[n++] = "--lines";
        argv[n++] = options->lines;
    }
    argv[n++] = "--";
    argv[n++] = file;
    argv[n] = NULL;
    return build_run_tool(build, file, argv);
}

/* Stores the value of option argv[*i], which is the next argument. False after an error. */
static bool take_value(char **argv, int *i, const char **value)
{
    *value = argv[*i + 1];
    if (!*value) {
        tool_error("explain: %s wants a value", argv[*i]);
        return false;
    }
    ++*i;
    return true;
}

static bool is_number(const char *text)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    return *text >= '0' && *text <= '9' && !*end && n <= MAX_LINES;
}

static bool take_option(char **argv, int *i, struct explain_options *options)
{
    const char *option = argv[*i];

    if (!strcmp(option, "--all")) {
        options->all = true;
    } else if (tool_take_raw(option)) {
        return true;
    } else if (!strcmp(option, "--json")) {
        options->form = FORM_JSON;
    } else if (!strcmp(option, "--html")) {
        options->form = FORM_HTML;
    } else if (!strcmp(option, "--perfetto")) {
        options->form = FORM_PERFETTO;
        return take_value(argv, i, &options->out);
    } else if (!strcmp(option, "-o")) {
        return take_value(argv, i, &options->out);
    } else if (!strcmp(option, "--lines")) {
        if (!take_value(argv, i, &options->lines)) {
            return false;
        }
        if (!is_number(options->lines)) {
            tool_error("explain: '%s' is not a number from 0 to %d", options->lines, MAX_LINES);
            return false;
        }
    } else if (!strcmp(option, "--build")) {
        if (!take_value(argv, i, &options->build)) {
            return false;
        }
        if (!build_is_known(options->build)) {
            tool_unknown_build("explain", options->build);
            return false;
        }
    } else {
        tool_unknown_option(&explain_command, option);
        return false;
    }
    return true;
}

static int run(int argc, char **argv)
{
    struct explain_options options = {0};
    const char *build;
    int i;

    for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (!strcmp(argv[i], "--")) {
            i++;
            break;
        }
        if (!take_option(argv, &i, &options)) {
            return TOOL_UNUSABLE;
        }
    }
    if (i + 1 != argc) {
        return tool_error("explain: %s; try ukeyfuzz explain --help",
                          i == argc ? "no file" : "one file at a time");
    }
    build = options.build ? options.build : build_of_file(argv[i]);
    return strcmp(build, UKEYFUZZ_BUILD) ? explain_there(build, argv[i], &options)
                                         : explain_here(argv[i], &options);
}

const struct command explain_command = {
    .name = "explain",
    .summary = "Tell what went wrong in a scenario, in which order, and where.",
    .help =
        "usage: ukeyfuzz explain [OPTION]... FILE\n\n"
        "Executes the scenario, in either form, in the build that it belongs to, and tells on one\n"
        "screen which invariant was violated and how it came to that: a line per step, a lane per\n"
        "actor. Beside a step stand the flow's ukey (number and state after it), its instance in\n"
        "the datapath, the packets that hit it and those credited (hit:cr), and the line of the\n"
        "cache's source.\n\n"
        "  *  a decisive step     !  the end     :  steps are folded before this one\n\n"
        "  --all           show every step\n"
        "  --lines N       use at most N lines (default: the terminal's, at least 23; 0: as many\n"
        "                  as tell something)\n"
        "  --json          print everything that is known as JSON, which harness/report/json.h\n"
        "                  documents\n"
        "  --html          print one self-contained page, to scroll and to step through in a\n"
        "                  browser\n"
        "  --perfetto OUT  write a trace for ui.perfetto.dev to OUT, and nothing else\n"
        "  -o OUT          write to OUT instead of standard output\n"
        "  --build NAME    explain it in this build\n"
        "  --raw           take the file's bytes for a scenario, whatever they look like\n\n"
        "Lines are as wide as the terminal, at least 80 columns. NO_COLOR and TERM=dumb\n"
        "are respected.\n\n"
        "Exit code: 0 if the scenario is clean, 1 if it violates an invariant, 2 if the file\n"
        "cannot be used, 4 if it does not show here what it says that it showed where it was "
        "made.\n",
    .run = run,
};
