/*
 * How `ukeyfuzz minimize` says what it has reached.
 */
#include "tool/minimize_print.h"

#include <stdio.h>

#include "support/printable.h"
#include "tool.h"

void minimize_print_progress(const struct search *search)
{
    fprintf(stderr, "%s%u execution%s: %u operation%s, %u preemption%s, %u actor%s, %u flow%s%s",
            search->terminal ? "\r" : "", COUNTED(search->n_executions),
            COUNTED(search->size.operations), COUNTED(search->size.preemptions),
            COUNTED(search->size.actors), COUNTED(search->size.flows),
            search->terminal ? "\033[K" : "\n");
    fflush(stderr);
}

void minimize_print_size(const char *what, const struct scenario_size *size)
{
    printf("  %-6s  %u operation%s (faults: %u), %u preemption%s, %u actor%s, %u flow%s\n", what,
           COUNTED(size->operations), size->faults, COUNTED(size->preemptions),
           COUNTED(size->actors), COUNTED(size->flows));
}

static void write_size(struct json *json, const char *name, const struct scenario_size *size)
{
    json_object(json, name);
    json_whole(json, "operations", size->operations);
    json_whole(json, "faults", size->faults);
    json_whole(json, "preemptions", size->preemptions);
    json_whole(json, "actors", size->actors);
    json_whole(json, "flows", size->flows);
    json_end(json);
}

static void print_json(const char *file, const struct minimize_options *options,
                       const struct search *search, const struct scenario_size *before,
                       const char *end)
{
    struct json json = json_begin(stdout);

    json_object(&json, NULL);
    json_string(&json, "file", file);
    json_string(&json, "out", options->out);
    json_string(&json, "build", UKEYFUZZ_BUILD);
    json_string(&json, "end", end);
    json_string(&json, "signature", search->wanted.text);
    json_whole(&json, "executions", search->n_executions);
    write_size(&json, "before", before);
    write_size(&json, "after", &search->size);
    json_end(&json);
    json_finish(&json);
}

void minimize_print_result(const char *file, const struct minimize_options *options,
                           const struct search *search, const struct scenario_size *before,
                           enum shrink_end end)
{
    static const char *const ends[] = {"minimal", "interrupted", "out of executions", "not shown"};

    if (options->json) {
        print_json(file, options, search, before, ends[end]);
        return;
    }
    printf("%s: %s%s%s\n", printable(options->out), tool_colour(stdout, COLOUR_BOLD), ends[end],
           tool_colour(stdout, COLOUR_NONE));
    printf("  %s\n", printable(search->wanted.text));
    minimize_print_size("before", before);
    minimize_print_size("after", &search->size);
    printf("  %u execution%s in the %s build\n", COUNTED(search->n_executions), UKEYFUZZ_BUILD);
}
