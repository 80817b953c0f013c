#include "fuzz_options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario/scenario.h"
#include "scenario/text.h"
#include "support/printable.h"

enum { MAX_ARGUMENTS = 1024 };

/* Part of AFL++'s driver, and of nothing else. */
void __afl_manual_init(void) __attribute__((weak));

/* Adds `option` unless the user has given one that begins with the same `name`. */
static void add_option(int *argc, char ***argv, const char *name, const char *option)
{
    static char *arguments[MAX_ARGUMENTS + 1];
    int n = *argc;

    for (int i = 1; i < n; i++) {
        if (!strncmp((*argv)[i], name, strlen(name))) {
            return;
        }
    }
    if (n >= MAX_ARGUMENTS) {
        return;
    }
    if (*argv != arguments) {
        memcpy(arguments, *argv, (size_t)n * sizeof *arguments);
        *argv = arguments;
    }
    arguments[n] = (char *)(uintptr_t)option;
    arguments[n + 1] = NULL;
    *argc = n + 1;
}

void fuzz_options_add_common(int *argc, char ***argv, const char *target)
{
    static char prefix[64];

    if (__afl_manual_init) {
        return;
    }
    snprintf(prefix, sizeof prefix, "-artifact_prefix=%s-%s", UKEYFUZZ_BUILD, target);
    add_option(argc, argv, "-artifact_prefix=", prefix);
    add_option(argc, argv, "-handle_xfsz=", "-handle_xfsz=0");
}

static bool is_text(const char *file)
{
    char begins[32];
    int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    ssize_t n = -1;

    if (fd >= 0 && !fstat(fd, &status) && S_ISREG(status.st_mode)) {
        n = read(fd, begins, sizeof begins);
    }
    if (fd >= 0) {
        close(fd);
    }
    return n > 0 && scenario_is_text(begins, (size_t)n);
}

/* Any bytes are a scenario in binary form, so that the text form of one would be executed as another. */
static void refuse_texts(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' && is_text(argv[i])) {
            fprintf(stderr,
                    "%s: %s: a scenario in its text form; expected the binary form: "
                    "ukeyfuzz compile -o OUT FILE\n",
                    program_invocation_short_name, printable(argv[i]));
            exit(2);
        }
    }
}

void fuzz_options_add(int *argc, char ***argv, const char *target)
{
    static char max_len[32];

    if (__afl_manual_init) {
        return;
    }
    refuse_texts(*argc, *argv);
    snprintf(max_len, sizeof max_len, "-max_len=%d", SCENARIO_MAX_SIZE);
    add_option(argc, argv, "-max_len=", max_len);
    add_option(argc, argv, "-len_control=", "-len_control=0");
    fuzz_options_add_common(argc, argv, target);
}
