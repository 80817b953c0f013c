#include "isolation/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isolation/death.h"
#include "isolation/patience.h"
#include "support/interruption.h"
#include "support/printable.h"

enum { EXIT_DONE = 67 }; /* Beside those of death.h. */

void *child_share(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

void child_unshare(void *memory, size_t size)
{
    munmap(memory, size);
}

pid_t child_fork(void)
{
    pid_t parent = getpid(), pid;

    fflush(stdout);
    fflush(stderr);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(1);
        }
    }
    return pid;
}

int child_wait(pid_t pid)
{
    int status = 0;
    bool hangs = patience_await(pid, -1);

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status) && interruption_is(WTERMSIG(status))) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    return hangs ? DEATH_HANG : status;
}

_Noreturn void child_done(void)
{
    _exit(EXIT_DONE);
}

bool child_was_done(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE;
}

void child_read_report(int fd, char *report, size_t size)
{
    ssize_t n = pread(fd, report, size - 1, 0);

    report[n > 0 ? n : 0] = '\0';
    for (ssize_t i = 0; i < n; i++) {
        report[i] = report[i] ? report[i] : '?';
    }
    printable_make(report, "\n\t");
}
