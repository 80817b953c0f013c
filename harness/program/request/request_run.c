/*
 * `run`: searches, and makes the most of what it finds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/world/execute.h"
#include "program/explore/finding.h"
#include "program/request/request.h"
#include "program/run_options.h"
#include "program/explore/search.h"
#include "support/printable.h"

/* What stands behind "--" is the program's own. */
static char **take_arguments(const char *program, int *argc, char **argv)
{
    int end = 0, n;
    char **arguments;

    while (end < *argc && strcmp(argv[end], "--") != 0) {
        end++;
    }
    n = end < *argc ? *argc - end - 1 : 0;
    arguments = calloc((size_t)n + 2, sizeof *arguments);
    if (!arguments) {
        perror("ukeyfuzz");
        exit(REQUEST_UNUSABLE);
    }
    arguments[0] = (char *)program;
    memcpy(arguments + 1, argv + *argc - n, (size_t)n * sizeof *arguments);
    *argc = end;
    return arguments;
}

static enum race_mode race_mode(void)
{
    return !strcmp(run_options.races, "first")   ? RACES_FAIL
           : !strcmp(run_options.races, "never") ? RACES_UNSEEN
                                                 : RACES_NOTED;
}

/* The rules whose option says `when`. */
static uint32_t rules_that_fail(const char *when)
{
    const char *const said[RUNTIME_RULES] = {
        [RULE_LOCK_ORDER] = run_options.lock_order,
        [RULE_HELD_AT_END] = run_options.held_at_end,
        [RULE_JOINS_DETACHED] = run_options.joins_detached,
    };
    uint32_t rules = 0;

    for (unsigned i = 0; i < RUNTIME_RULES; i++) {
        rules |= (uint32_t)!strcmp(said[i], when) << i;
    }
    return rules;
}

static int end_without_finding(const char *program, enum search_end end,
                               const struct search_outcome *outcome)
{
    if (end == SEARCH_IMPOSSIBLE) {
        return REQUEST_UNUSABLE;
    }
    if (end == SEARCH_OVER && (outcome->n_executions == 0 || outcome->stood_still > 0)) {
        return request_error("%s: nothing found in %" PRIu64
                             " schedule%s, but for the last %.1f s of "
                             "%.1f no other has ended: give it more time with --seconds",
                             printable(program), COUNTED(outcome->n_executions),
                             outcome->stood_still, outcome->seconds);
    }
    printf("%s: nothing found in %" PRIu64 " schedule%s (seed %" PRIu64 ", %.2f s, %.0f/s)%s\n",
           printable(program), COUNTED(outcome->n_executions), run_options.seed, outcome->seconds,
           (double)outcome->n_executions / outcome->seconds,
           end == SEARCH_INTERRUPTED ? ", interrupted" : "");
    return end == SEARCH_INTERRUPTED ? REQUEST_INTERRUPTED : REQUEST_CLEAN;
}

int request_run(const char *program, int argc, char **argv)
{
    static const struct command_line line = {.program = "ukeyfuzz run", .rows = run_option_rows};
    char **arguments = take_arguments(program, &argc, argv);
    int n_arguments = 0;
    struct options_given given;
    struct options_error error;
    struct search_outcome outcome;
    enum search_end end;

    if (options_read(&line, argc, argv, &given, &error) != OPTIONS_RUN) {
        return request_error("%s", error.text);
    }
    while (arguments[n_arguments]) {
        n_arguments++;
    }
    program_prepare(n_arguments, arguments);
    end = search(
        &(struct search_options){
            .seed = run_options.seed,
            .runs = run_options.runs,
            .seconds = run_options.seconds > 0 || run_options.runs ? run_options.seconds : 60,
            .strategy = (unsigned)portfolio_member(run_options.strategy),
            .jobs = run_options.jobs,
            .budget = run_options.points,
            .races = race_mode(),
            .time_any = !strcmp(run_options.time, "any"),
            .spurious_wakes = run_options.spurious,
            .rules_first = rules_that_fail("first"),
            .rules_off = rules_that_fail("never"),
            .any_exit = run_options.any_exit,
            .quiet = run_options.quiet,
        },
        &outcome);
    if (end != SEARCH_FOUND) {
        return end_without_finding(program, end, &outcome);
    }
    return finding_make(&(struct finding_options){.arguments = arguments,
                                                  .seed = run_options.seed,
                                                  .output = run_options.output,
                                                  .no_minimize = run_options.no_minimize},
                        &outcome);
}
