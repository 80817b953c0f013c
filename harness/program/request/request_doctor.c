/*
 * `doctor`: what in a program is not under control, before anybody relies on it.
 */
#include <stdio.h>
#include <string.h>

#include "program/world/execute.h"
#include "program/imports.h"
#include "program/request/request.h"
#include "program/explore/schedule.h"
#include "program/timeline/timeline.h"
#include "program/timeline/trace.h"
#include "runtime/strategy.h"
#include "support/options.h"
#include "support/printable.h"

/* Where the default schedule calls what ends it, if it does. */
static unsigned tell_control(const char *program)
{
    const struct subject_settings settings = {.stack_points = true, .step_budget = 2000000};
    const struct trace *t;
    char where[256];

    program_prepare(1, (char *[]){(char *)program, NULL});
    t = trace_make(&settings, NULL, 0, false);
    if (!t || strcmp(t->result.outcome.invariant, "CONTROL") != 0) {
        return 0;
    }
    timeline_place(where, sizeof where);
    printf("  %s%s\n", printable(t->result.outcome.message), where);
    return 1;
}

/* The same schedule twice must do the same. */
static unsigned tell_difference(void)
{
    const struct subject_settings settings = {.stack_points = true, .step_budget = 2000000};
    const struct trace *t = trace_make(&settings, NULL, 0, false);
    uint64_t hash = t ? t->result.outcome.log_hash : 0;

    t = trace_make(&settings, NULL, 0, false);
    if (!t || t->result.outcome.log_hash == hash) {
        return 0;
    }
    printf("  the same schedule does something else the second time, so failures may not replay\n");
    return 1;
}

int request_doctor(const char *program, int argc, char **argv)
{
    static const struct command_line line = {.program = "ukeyfuzz doctor"};
    struct options_given given;
    struct options_error error;
    unsigned n = 0;

    if (options_read(&line, argc, argv, &given, &error) != OPTIONS_RUN) {
        return request_error("%s", error.text);
    }
    printf("%s: what is not under control\n", printable(program));
    for (const struct import_known *known = imports_known; known->name; known++) {
        if (imports(known->name)) {
            printf("  %-20s %s\n", known->name, known->what);
            n++;
        }
    }
    n += tell_control(program);
    n += tell_difference();
    if (!n) {
        printf("  nothing that is known\n");
    }
    return REQUEST_CLEAN;
}
