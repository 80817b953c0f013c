#include "program_call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isolation/child.h"
#include "tool.h"

/* What harness/program/main.c has in it. A digit follows there and none here, so that this tool is no
 * such program. */
static const char mark[] = "ukeyfuzz program, version ";

static bool has_mark(const char *image, size_t size)
{
    const char *end = image + size, *at = image;

    while ((at = memmem(at, (size_t)(end - at), mark, sizeof mark - 1))) {
        at += sizeof mark - 1;
        if (at < end && *at >= '0' && *at <= '9') {
            return true;
        }
    }
    return false;
}

bool program_is_one(const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    const char *image = MAP_FAILED;
    bool found = false;

    if (fd >= 0 && !fstat(fd, &status) && S_ISREG(status.st_mode) && status.st_size > 4) {
        image = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    if (image != MAP_FAILED) {
        found = !memcmp(image, "\177ELF", 4) && has_mark(image, (size_t)status.st_size);
        munmap((void *)image, (size_t)status.st_size);
    }
    if (fd >= 0) {
        close(fd);
    }
    return found;
}

/* Where addresses are the same each time, a program that looks at them does the same each time.
 * Where that is not allowed, nothing is lost for the others. */
static void fix_addresses(void)
{
    int now = personality(0xffffffff);

    if (now != -1) {
        (void)personality((unsigned long)now | ADDR_NO_RANDOMIZE);
    }
}

int program_call(const char *program, const char *command, const char *const *words, size_t n,
                 char *const *arguments, size_t n_arguments)
{
    const char **argv = calloc(n + n_arguments + 5, sizeof *argv);
    size_t at = 0;

    if (!argv) {
        return tool_error("%s", strerror(errno));
    }
    argv[at++] = program;
    argv[at++] = "--ukeyfuzz";
    argv[at++] = command;
    for (size_t i = 0; i < n; i++) {
        argv[at++] = words[i];
    }
    if (n_arguments) {
        argv[at++] = "--";
    }
    for (size_t i = 0; i < n_arguments; i++) {
        argv[at++] = arguments[i];
    }
    fflush(stdout);
    fix_addresses();
    execv(program, (char **)argv);
    return tool_error("%s: %s", program, strerror(errno));
}

int program_ask(const char *program, const char *command, const char *const *words, size_t n,
                bool is_quiet)
{
    pid_t pid = child_fork();
    int status = 0;

    if (pid == 0) {
        if (is_quiet) {
            dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        }
        _exit(program_call(program, command, words, n, NULL, 0));
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Where in a command line the first program stands; 0 if there is none. */
static int find_program(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' && program_is_one(argv[i])) {
            return i;
        }
    }
    return 0;
}

bool program_is_schedule(const char *file)
{
    static const char begins[] = "ukeyfuzz-schedule ";
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char head[sizeof begins - 1];
    bool is =
        fd >= 0 && read(fd, head, sizeof head) == sizeof head && !memcmp(head, begins, sizeof head);

    if (fd >= 0) {
        close(fd);
    }
    return is;
}

static bool has_schedule(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' && program_is_schedule(argv[i])) {
            return true;
        }
    }
    return false;
}

/* A program without a schedule is not run. What is given in its place may be none for a reason. */
static int refuse(int argc, char **argv, int program)
{
    struct stat status;

    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' && i != program && !stat(argv[i], &status) &&
            !S_ISREG(status.st_mode)) {
            return tool_error("%s: not a regular file", argv[i]);
        }
    }
    return tool_error("%s: %s is a program, and no schedule of it is given; expected ukeyfuzz %s "
                      "PROGRAM FILE.uks",
                      argv[0], argv[program], argv[0]);
}

int program_hand_over(int argc, char **argv)
{
    const char **words = calloc((size_t)argc + 1, sizeof *words);
    int at = find_program(argc, argv), code;
    size_t n = 0;

    for (int i = 1; words && i < argc; i++) {
        if (i != at) {
            words[n++] = argv[i];
        }
    }
    if (!at) {
        code = TOOL_CLEAN;
    } else if (has_schedule(argc, argv)) {
        code = program_call(argv[at], argv[0], words, n, NULL, 0);
    } else {
        code = refuse(argc, argv, at);
    }
    free(words);
    return code;
}
