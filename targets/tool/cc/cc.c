/*
 * `ukeyfuzz cc` and `ukeyfuzz c++`: compilers for programs that `ukeyfuzz run` explores.
 */
#include "cc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../tool.h"
#include "support/options_page.h"

int cc_run(const struct words *command)
{
    int status;
    pid_t pid;

    if (getenv("UKEYFUZZ_CC_VERBOSE")) {
        for (size_t i = 0; i < command->n; i++) {
            fprintf(stderr, "%s%c", command->word[i], i + 1 < command->n ? ' ' : '\n');
        }
    }
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        execvp(command->word[0], (char **)command->word);
        tool_error("cannot run %s: %s", command->word[0], strerror(errno));
        _exit(TOOL_UNUSABLE);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            pid = -1;
        }
    }
    if (pid < 0) {
        return tool_error("cannot run %s: %s", command->word[0], strerror(errno));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

const char *cc_installed(const char *file)
{
    static const char *const folders[] = {"../lib/ukeyfuzz", "../harness/program",
                                          "../../harness/program"};
    char self[4096], *found;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    self[n > 0 ? n : 0] = '\0';
    if (strrchr(self, '/')) {
        *strrchr(self, '/') = '\0';
    }
    for (unsigned i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (asprintf(&found, "%s/%s/%s", self, folders[i], file) > 0 && !access(found, R_OK)) {
            return found;
        }
    }
    tool_error("%s is not there: expected in %s/../lib/ukeyfuzz; is the installation whole?", file,
               self);
    return NULL;
}

void cc_add_instrumentation(struct words *command, const struct cc_compiler *compiler,
                            const struct cc_line *line)
{
    static const char *const common[] = {"-g", "-fno-omit-frame-pointer", "-fno-lto",
                                         "-fsanitize=thread", NULL};
    static const char *const clang[] = {"-femulated-tls", "-mllvm",
                                        "-tsan-instrument-read-before-write=1",
                                        "-Qunused-arguments", NULL};

    words_add(command, "-isystem");
    words_add(command, compiler->headers);
    for (const char *const *o = common; *o; o++) {
        words_add(command, *o);
    }
    for (const char *const *o = clang; *o && !compiler->is_gcc; o++) {
        words_add(command, *o);
    }
    if (line->verified) {
        words_add(command, "-fno-inline");
    } else if (!compiler->is_gcc) {
        words_add(command, "-mllvm");
        words_add(command, "-tsan-instrument-func-entry-exit=0");
    }
    if (line->fuzzer) {
        words_add(command, "-fsanitize=fuzzer-no-link");
        words_add(command, "-fno-sanitize-coverage=stack-depth"); /* It is a thread's variable. */
    }
}

/* The compiler as it is, with its words. */
static int pass_on(const struct cc_compiler *compiler, bool cxx, int argc, char **argv)
{
    struct words command = {0};

    words_add(&command, cxx ? compiler->cxx : compiler->c);
    for (int i = 0; i < argc; i++) {
        words_add(&command, argv[i]);
    }
    return cc_run(&command);
}

/* The same with what we add to what it compiles, and without what cannot be had. */
static int pass_on_instrumented(const struct cc_compiler *compiler, bool cxx, int argc, char **argv,
                                const struct cc_line *line)
{
    struct words command = {0};

    words_add(&command, cxx ? compiler->cxx : compiler->c);
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "-fsanitize=", strlen("-fsanitize=")) != 0) {
            words_add(&command, argv[i]);
        }
    }
    for (size_t i = 0; i < line->compile.n; i++) {
        if (!strncmp(line->compile.word[i], "-fsanitize", strlen("-fsanitize"))) {
            words_add(&command, line->compile.word[i]);
        }
    }
    cc_add_instrumentation(&command, compiler, line);
    return cc_run(&command);
}

static const char *from_environment(const char *variable, const char *otherwise)
{
    const char *value = getenv(variable);

    return value && *value ? value : otherwise;
}

static void choose_compiler(struct cc_compiler *compiler, bool gcc)
{
    const char *base;

    compiler->c = from_environment("UKEYFUZZ_CC", gcc ? "gcc" : "clang");
    compiler->cxx = from_environment("UKEYFUZZ_CXX", gcc ? "g++" : "clang++");
    base = strrchr(compiler->c, '/') ? strrchr(compiler->c, '/') + 1 : compiler->c;
    compiler->is_gcc = strstr(base, "gcc") || !strcmp(base, "cc");
}

/* What the tool says of itself. */
static int explain(const struct command_line *line, char **argv)
{
    struct options_given given;
    struct options_error error;
    enum options_wish wish = options_read(line, 2, argv, &given, &error);

    if (options_print(stdout, line, wish)) {
        return TOOL_CLEAN;
    }
    return tool_error("%s", error.text);
}

/* Whether gcc is wanted; the word, which no compiler knows, is taken out. */
static bool take_gcc(char **argv)
{
    char **to = argv;
    bool found = false;

    for (char **word = argv; *word; word++) {
        if (strcmp(*word, "--gcc")) {
            *to++ = *word;
        } else {
            found = true;
        }
    }
    *to = NULL;
    return found;
}

static int compile(char **argv, bool cxx)
{
    struct cc_compiler compiler;
    struct cc_line line;
    bool gcc = take_gcc(++argv);
    int argc = 0;

    if (argv[0] && !argv[1] &&
        (!strcmp(argv[0], "-h") || !strncmp(argv[0], "--help", strlen("--help")))) {
        return explain(cxx ? &cxx_command.line : &cc_command.line, argv - 1);
    }
    while (argv[argc]) {
        argc++;
    }
    choose_compiler(&compiler, gcc);
    compiler.headers = cc_installed("include");
    if (!compiler.headers) {
        return TOOL_UNUSABLE;
    }
    argv = cc_line_expand(&argc, argv);
    cc_line_read(&line, argc, argv);
    line.cxx |= cxx;
    if (line.fuzzer && compiler.is_gcc) {
        return tool_error("cc: -fsanitize=fuzzer needs clang; leave out --gcc, or set UKEYFUZZ_CC");
    }
    switch (line.task) {
    case CC_OTHER:
        return pass_on(&compiler, cxx, argc, argv);
    case CC_COMPILE:
        return pass_on_instrumented(&compiler, cxx, argc, argv, &line);
    default:
        return cc_link(&line, &compiler);
    }
}

static int run_cc(char **argv)
{
    return compile(argv, false);
}

static int run_cxx(char **argv)
{
    return compile(argv, true);
}

/* The compilers have options of their own, so `--help` is theirs, but for these words alone. */
#define ABOUT                                                                                 \
    "The options are those of clang, or of gcc. It can be the compiler of somebody else's "   \
    "build:\n\n"                                                                              \
    "  ukeyfuzz cc -o queue.uk queue.c\n"                                                     \
    "  make CC='ukeyfuzz cc' CXX='ukeyfuzz c++'\n\n"                                          \
    "The program that it makes does what it always did. Started by itself it runs under one " \
    "schedule, always the same. Sources need no change.\n\n"                                  \
    "UKEYFUZZ_CC and UKEYFUZZ_CXX are other compilers to use. UKEYFUZZ_CC_VERBOSE shows the " \
    "commands that are run."
#define EXIT_CODES "that of the compiler; 2 if it cannot be run."

static bool is_gcc_wanted;
static const struct option_row rows[] = {
    {"--gcc", .flag = &is_gcc_wanted,
     .help = "gcc and g++ instead of clang and clang++. Then a pointer to a "
             "thread-local variable leads each thread to its own"},
    {.name = NULL},
};

const struct command cc_command = {
    .name = "cc",
    .line = {.program = "ukeyfuzz cc",
             .summary = "Compile and link a program that run explores.",
             .usage = "[--gcc] [COMPILER'S OPTION]... FILE...",
             .operand = "FILE",
             .rows = rows,
             .about = ABOUT,
             .exit_codes = EXIT_CODES},
    .become = run_cc,
};

const struct command cxx_command = {
    .name = "c++",
    .line = {.program = "ukeyfuzz c++",
             .summary = "The same for C++.",
             .usage = "[--gcc] [COMPILER'S OPTION]... FILE...",
             .operand = "FILE",
             .rows = rows,
             .about = ABOUT,
             .exit_codes = EXIT_CODES},
    .become = run_cxx,
};
