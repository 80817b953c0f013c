/*
 * `seek`: whether a failure is in this build of the program, which may be another one than the
 * schedule was made with. Asked by `bisect`.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "program/explore/finding.h"
#include "program/request/request.h"
#include "support/options.h"
#include "support/printable.h"

/* So many executions, always the same ones, are enough to find what minimizing has left of a schedule
 * once more. */
enum { SEEK_RUNS = 10000 };

static const char *signature;

static const struct option_row rows[] = {
    {"--signature", .argument = "TEXT", .text = &signature, .help = "of the failure"},
    {.name = NULL},
};

static int tell(const char *file, const char *what, const char *how)
{
    printf("%s: ", printable(file));
    printf("%s%s%s\n", what, how ? printable(signature) : "", how ? how : "");
    return how ? REQUEST_FAILED : REQUEST_CLEAN;
}

/* Looks for the failure by other schedules than the file's. `*n` gets how many. */
static enum search_end look(const struct schedule *s, uint64_t *n)
{
    struct search_outcome outcome;
    enum search_end end = search(
        &(struct search_options){
            .seed = 1,
            .runs = SEEK_RUNS,
            .strategy = PORTFOLIO_ALL,
            .jobs = 1,
            .races = s->settings.races,
            .time_any = s->settings.time_any,
            .spurious_wakes = s->settings.spurious_wakes,
            .quiet = true,
            .signature = signature,
        },
        &outcome);

    *n = outcome.n_executions;
    return end;
}

int request_seek(const char *program, int argc, char **argv)
{
    static const struct command_line line = {
        .program = "ukeyfuzz seek", .operand = "FILE", .least = 1, .most = 1, .rows = rows};
    struct options_given given;
    struct options_error error;
    struct schedule *s;
    const char *file;
    char how[96];
    uint64_t n;

    if (options_read(&line, argc, argv, &given, &error) != OPTIONS_RUN) {
        return request_error("%s", error.text);
    }
    file = given.operands[0];
    s = request_schedule(program, file);
    if (!s) {
        return REQUEST_UNUSABLE;
    }
    failure_ignore_lines();
    if (signature) {
        snprintf(s->signature, sizeof s->signature, "%s", signature);
    }
    signature = s->signature;
    if (finding_record(s)) {
        return tell(file, "shows ", "");
    }
    switch (look(s, &n)) {
    case SEARCH_FOUND:
        snprintf(how, sizeof how, " (by another schedule, found after %" PRIu64 ")", n);
        return tell(file, "shows ", how);
    case SEARCH_OVER:
        return tell(file, "clean: neither its preemptions nor other schedules show it", NULL);
    case SEARCH_INTERRUPTED:
        return REQUEST_INTERRUPTED;
    default:
        return REQUEST_UNUSABLE;
    }
}
