/*
 * Schedules of programs. A schedule may come from anywhere: the program that it names is only
 * executed if it is one of those on the command line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isolation/child.h"
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

static void replay(const char *program, const char *path)
{
    int null = open("/dev/null", O_WRONLY);
    char *const words[] = {(char *)program,
                           (char *)"--ukeyfuzz",
                           (char *)"replay",
                           (char *)"--quiet",
                           (char *)"--",
                           (char *)path,
                           NULL};

    dup2(null, STDOUT_FILENO);
    program_fix_addresses();
    execv(program, words);
    tool_error("%s: %s", program, strerror(errno));
    _exit(TOOL_UNUSABLE);
}

/* The exit code of `replay`, which is the tool's own. */
static int execute(const char *program, const char *path)
{
    int status = 0;
    pid_t pid = child_fork();

    if (pid == 0) {
        replay(program, path);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (pid < 0 || !WIFEXITED(status)) {
        return tool_error("%s: %s cannot be executed", path, program);
    }
    return WEXITSTATUS(status);
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
