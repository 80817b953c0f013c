#include "record.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "death.h"
#include "scenario/execute.h"
#include "tool.h"

static struct recording *shared;

/* The last that the child does when something has ended it in the midst of the execution. */
static void on_death(void)
{
    if (runtime_is_running() && !shared->died) {
        shared->died = true;
        recording_end(shared);
    }
}

static _Noreturn void child(const struct scenario *s, int report_fd)
{
    static struct scenario_result result;
    const struct scenario_options options = {.on_event = recording_on_event, .aux = shared};

    dup2(report_fd, STDERR_FILENO);
    death_watch(on_death);
    scenario_execute(s, &options, &result);
    shared->outcome = result.outcome;
    recording_end(shared);
    _exit(0);
}

static bool share(void)
{
    if (shared) {
        munmap(shared, sizeof *shared);
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        shared = NULL;
        tool_error("cannot share memory with a worker: %s", strerror(errno));
    }
    return shared;
}

static void take_death(int status, int report_fd)
{
    struct runtime_outcome *outcome = &shared->outcome;
    ssize_t n = pread(report_fd, shared->report, sizeof shared->report - 1, 0);

    shared->report[n > 0 ? n : 0] = '\0';
    shared->died = outcome->violated = true;
    death_name(status, outcome->invariant, sizeof outcome->invariant, outcome->message,
               sizeof outcome->message);
}

const struct recording *record_scenario(const struct scenario *s)
{
    int report_fd = memfd_create("report", MFD_CLOEXEC), status = 0;
    pid_t pid;

    if (report_fd < 0 || !share()) {
        return NULL;
    }
    fflush(stdout);
    fflush(stderr);
    pid = fork();
    if (pid == 0) {
        child(s, report_fd);
    }
    if (pid < 0) {
        tool_error("cannot start a worker: %s", strerror(errno));
        close(report_fd);
        return NULL;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM)) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status)); /* The user wants us to end as well. */
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status)) {
        take_death(status, report_fd);
    }
    close(report_fd);
    return shared;
}
