/*
 * `replay --gdb`: the execution of a schedule in this very process, under gdb, which stops where it
 * fails.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/explore/subject.h"
#include "program/request/request.h"

int request_debug(const char *program, const char *file)
{
    const char *gdb = getenv("UKEYFUZZ_GDB");

    gdb = gdb && *gdb ? gdb : "gdb";
    fflush(stdout);
    /* Where a violation is about to end the execution; a fault stops gdb by itself. */
    execlp(gdb, gdb, "-q", "-ex", "set breakpoint pending on", "-ex", "break end_violated", "-ex",
           "run", "-ex", "up 2", "--args", program, REQUEST_WORD, "step", file, (char *)NULL);
    return request_error("%s: %s; is it installed?", gdb, strerror(errno));
}

int request_step(const char *program, int argc, char **argv)
{
    static struct subject_result result;
    const struct schedule *schedule = argc == 2 ? request_schedule(program, argv[1]) : NULL;

    if (!schedule) {
        return REQUEST_UNUSABLE;
    }
    subject_execute_list(&schedule->settings, schedule->preemptions, schedule->n_preemptions,
                         &result);
    printf("%s%s%s\n", result.outcome.violated ? result.outcome.invariant : "nothing fails",
           result.outcome.violated ? ": " : "", result.outcome.message);
    return result.outcome.violated ? REQUEST_FAILED : REQUEST_CLEAN;
}
