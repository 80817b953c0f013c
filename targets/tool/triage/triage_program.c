/*
 * Schedules of programs. A schedule may come from anywhere: the program that it names is only
 * executed if it is one of those on the command line.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/program_call.h"
#include "tool/tool.h"
#include "tool/triage/artefacts.h"

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static const char *choose(const char *const *programs, const char *name)
{
    while (*programs && strcmp(base_of(*programs), name) != 0) {
        programs++;
    }
    return *programs;
}

/* The exit code of `replay`. */
static int execute(const char *program, const char *path)
{
    const char *const words[] = {"--quiet", "--", path};
    int code = program_ask(program, "replay", words, sizeof words / sizeof words[0], true);

    return code < 0 ? tool_error("%s: %s cannot be executed", path, program) : code;
}

int artefact_take_schedule(struct artefact *a, const char *path, const char *const *programs)
{
    char error[HEAD_ERROR];

    a->head = malloc(sizeof *a->head);
    if (!a->head) {
        return tool_error("triage: not enough memory");
    }
    if (!schedule_head_read(path, a->head, error)) {
        return tool_error("%s", error);
    }
    memcpy(a->signature.text, a->head->signature, sizeof a->head->signature);
    a->program = choose(programs, a->head->program);
    return a->program ? execute(a->program, path) : TOOL_VIOLATED;
}
