#include "tool/bisect_checkout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/input/build_choice.h"
#include "scenario/file.h"
#include "support/json.h"
#include "support/temporary.h"
#include "tool.h"

static const char folder[] = "build/bisect";

/* Runs a program of PATH, or by its path, with standard output and error in files. Returns its exit
 * code; -1 if it could not be run, or crashed. */
static int run_program(const char *const *argv, int out_fd, int error_fd)
{
    pid_t pid;
    int status;

    fflush(stdout);
    fflush(stderr);
    pid = fork();
    if (pid == 0) {
        dup2(out_fd, STDOUT_FILENO);
        dup2(error_fd, STDERR_FILENO);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 127 ? WEXITSTATUS(status) : -1;
}

/* Configures and builds the tool of the checkout that is the current folder. */
bool checkout_build(const char *build, char log[CHECKOUT_PATH])
{
    char preset[32], where[sizeof folder + sizeof preset];
    const char *tool = build_split(build, preset, sizeof preset);
    const char *const configure[] = {"cmake", "--preset", preset, "-B", where, NULL};
    const char *const compile[] = {"cmake", "--build", where, "--target", tool, NULL};
    bool built;
    int fd;

    snprintf(where, sizeof where, "%s/%s", folder, preset);
    snprintf(log, CHECKOUT_PATH, "%s.log", where);
    mkdir("build", 0777);
    mkdir(folder, 0777);
    fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) {
        snprintf(log, CHECKOUT_PATH, "%s/%s.log: %s", folder, preset, strerror(errno));
        return false;
    }
    built = run_program(configure, fd, fd) == 0 && run_program(compile, fd, fd) == 0;
    close(fd);
    return built;
}

/* Reads what was written to a file that has no name any more. */
static void take_text(FILE *file, char *text, size_t size)
{
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* Reads what `replay --json` has printed; nothing, if it is not JSON. */
static void read_verdict(const char *text, struct verdict *verdict)
{
    struct json_value *value = json_read(text);

    json_read_string(value, "invariant", verdict->invariant, sizeof verdict->invariant);
    json_read_string(value, "signature", verdict->signature, sizeof verdict->signature);
    verdict->n_given = (unsigned)json_read_whole(value, "given");
    verdict->n_missed = (unsigned)json_read_length(value, "missed");
    verdict->n_elsewhere = (unsigned)json_read_length(value, "elsewhere");
    json_free(value);
}

/* Replays with the checkout's tool. The first member of `argv` becomes the tool's place. */
static bool run_tool(const char *build, const char **argv, struct verdict *verdict)
{
    static char json[CHECKOUT_REPORT];
    char path[CHECKOUT_PATH], preset[32];
    const char *tool = build_split(build, preset, sizeof preset);
    FILE *out = tmpfile(), *error = tmpfile();

    if (!out || !error) {
        return false;
    }
    snprintf(path, sizeof path, "%s/%s/targets/%s", folder, preset, tool);
    argv[0] = path;
    verdict->code = run_program(argv, fileno(out), fileno(error));
    take_text(out, json, sizeof json);
    take_text(error, verdict->report, sizeof verdict->report);
    read_verdict(json, verdict);
    return true;
}

/* A tool from before there were anchors reads the binary form, which has them at its end. */
static bool replay_by_older_tool(const char *build, const char *file, struct verdict *verdict)
{
    char bare[TEMPORARY_PATH];
    const char *argv[] = {NULL, "replay", "--json", "--build", build, "--", bare, NULL};
    static struct scenario s;
    char error[SCENARIO_FILE_ERROR];
    int fd;
    bool ran;

    if (!scenario_read_file(&s, NULL, file, error)) {
        return true; /* The tool has said why. */
    }
    fd = temporary_file("bisect", bare);
    if (fd < 0) {
        return false;
    }
    close(fd);
    ran = scenario_write_file(&s, NULL, bare, NULL, NULL, error) && run_tool(build, argv, verdict);
    unlink(bare);
    verdict->is_older = s.anchors.n > 0;
    return ran;
}

bool checkout_replay(const char *build, const char *file, const struct signature *wanted,
                     struct verdict *verdict)
{
    const char *argv[12] = {NULL, "replay", "--json", "--no-rewrite", "--build", build};
    int n = 6;

    if (wanted) {
        argv[n++] = "--shows";
        argv[n++] = wanted->text;
    }
    argv[n++] = "--";
    argv[n++] = file;
    verdict->is_older = false;
    return run_tool(build, argv, verdict) &&
           (verdict->code != TOOL_UNUSABLE || replay_by_older_tool(build, file, verdict));
}
