#include "program_call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

/* What harness/program/main.c has in it. It is put together here, so that this tool is none. */
static const char mark[] = "ukeyfuzz program, version";

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
        found = !memcmp(image, "\177ELF", 4) &&
                memmem(image, (size_t)status.st_size, mark, sizeof mark - 1);
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

void program_hand_over(int argc, char **argv)
{
    const char **words = calloc((size_t)argc + 1, sizeof *words);
    const char *program = NULL;
    size_t n = 0;

    for (int i = 1; words && i < argc; i++) {
        if (!program && argv[i][0] != '-' && program_is_one(argv[i])) {
            program = argv[i];
        } else {
            words[n++] = argv[i];
        }
    }
    if (program) {
        exit(program_call(program, argv[0], words, n, NULL, 0));
    }
    free(words);
}
