#include "tool/bisect_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary.h"
#include "tool.h"
#include "tool/program_call.h"

/* What is given: the schedule, and the program that is to be built. */
struct given {
    const char *file, *program;
};

static struct given sort_operands(const struct options_given *line)
{
    struct given given = {NULL, NULL};

    for (unsigned i = 0; i < line->n_operands; i++) {
        if (!given.file && program_is_schedule(line->operands[i])) {
            given.file = line->operands[i];
        } else {
            given.program = line->operands[i];
        }
    }
    return given;
}

bool bisect_is_of_program(const struct options_given *line)
{
    return sort_operands(line).file;
}

/* Waits for a child. Its exit code; -1 if it has none. */
static int wait_for(pid_t pid)
{
    int status = 0;

    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Runs the user's command by the shell. False after an error; the file that it names is kept. */
static bool build(const char *command)
{
    char log[TEMPORARY_PATH];
    int fd = temporary_file("bisect", log), code;
    pid_t pid;

    if (fd < 0) {
        tool_error("bisect: cannot make a file in $TMPDIR: %s", strerror(errno));
        return false;
    }
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(fd);
    code = wait_for(pid);
    if (code) {
        tool_error(
            "bisect: this checkout cannot be built: '%s' ends with %d; what it says is in %s",
            command, code, log);
        return false;
    }
    unlink(log);
    return true;
}

static int seek(const struct given *given, const char *signature)
{
    const char *words[4];
    size_t n = 0;

    if (signature && *signature) {
        words[n++] = "--signature";
        words[n++] = signature;
    }
    words[n++] = "--";
    words[n++] = given->file;
    return program_ask(given->program, "seek", words, n, false);
}

int bisect_program(const struct options_given *line, const char *command, const char *signature)
{
    struct given given = sort_operands(line);
    int code;

    if (!given.program) {
        tool_error("bisect: %s is a schedule: expected ukeyfuzz bisect --build='COMMAND' PROGRAM "
                   "FILE.uks",
                   given.file);
        return BISECT_SKIP;
    }
    if (command && !build(command)) {
        return BISECT_SKIP;
    }
    if (!program_is_one(given.program)) {
        tool_error("bisect: %s: %s", given.program,
                   access(given.program, R_OK)
                       ? strerror(errno)
                       : "was not built by ukeyfuzz cc; build it with --build='make "
                         "CC=\"ukeyfuzz cc\"'");
        return BISECT_SKIP;
    }
    code = seek(&given, signature);
    /* git ends a bisection at what a shell says of a signal, as after Ctrl-C. */
    return code == TOOL_CLEAN || code == TOOL_VIOLATED || code > 127 ? code : BISECT_SKIP;
}
