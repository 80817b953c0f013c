#include "cc_line.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../tool.h"

void words_add(struct words *w, const char *word)
{
    if (w->n + 1 >= w->room) {
        const char **more;

        w->room = w->room ? 2 * w->room : 32;
        more = realloc(w->word, w->room * sizeof *more);
        if (!more) {
            perror("ukeyfuzz");
            exit(2);
        }
        w->word = more;
    }
    w->word[w->n++] = word;
    w->word[w->n] = NULL;
}

void words_append(struct words *w, const struct words *from)
{
    for (size_t i = 0; i < from->n; i++) {
        words_add(w, from->word[i]);
    }
}

static bool begins(const char *word, const char *prefix)
{
    return !strncmp(word, prefix, strlen(prefix));
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list; list++) {
        if (!strcmp(word, *list)) {
            return true;
        }
    }
    return false;
}

/* Options that have their value in the next word. */
static bool takes_next(const char *word)
{
    static const char *const options[] = {"-o",
                                          "-x",
                                          "-I",
                                          "-D",
                                          "-U",
                                          "-include",
                                          "-isystem",
                                          "-iquote",
                                          "-idirafter",
                                          "-imacros",
                                          "-iprefix",
                                          "-iwithprefix",
                                          "-isysroot",
                                          "-L",
                                          "-l",
                                          "-MF",
                                          "-MT",
                                          "-MQ",
                                          "-target",
                                          "--param",
                                          "-Xlinker",
                                          "-Xassembler",
                                          "-Xpreprocessor",
                                          "-Xclang",
                                          "-T",
                                          "-u",
                                          "-e",
                                          "-z",
                                          "-A",
                                          "-aux-info",
                                          "-dumpbase",
                                          "-dumpdir",
                                          "-wrapper",
                                          "-mllvm",
                                          "-arch",
                                          "-B",
                                          "-iwithprefixbefore",
                                          "-specs",
                                          "-G",
                                          "-h",
                                          "-rpath",
                                          "-soname",
                                          NULL};

    return is_one_of(word, options);
}

/* Only for the linker. */
static bool is_for_linking(const char *word)
{
    static const char *const exact[] = {"-L",
                                        "-l",
                                        "-Xlinker",
                                        "-T",
                                        "-u",
                                        "-e",
                                        "-z",
                                        "-rdynamic",
                                        "-pie",
                                        "-no-pie",
                                        "-static-libgcc",
                                        "-static-libstdc++",
                                        "-nostartfiles",
                                        "-nodefaultlibs",
                                        "-nostdlib",
                                        "-rpath",
                                        "-soname",
                                        "-h",
                                        NULL};

    return is_one_of(word, exact) || begins(word, "-Wl,") || begins(word, "-L") ||
           (begins(word, "-l") && word[2]) || begins(word, "-fuse-ld=");
}

/* What would take away what we need, or cannot be had. */
static bool is_dropped(const char *word)
{
    static const char *const words[] = {
        "-s",           "-static",         "-static-pie",        "-Wl,-s",
        "-Wl,-S",       "-Wl,--strip-all", "-Wl,--strip-debug",  "-Wl,-static",
        "-Wl,-Bstatic", "-Wl,-z,defs",     "-Wl,--no-undefined", NULL};

    return is_one_of(word, words) || begins(word, "-flto") || begins(word, "-fwhole-program") ||
           begins(word, "-fno-semantic-interposition");
}

static bool is_for_merging(const char *word)
{
    static const char *const words[] = {"-Wl,--whole-archive",
                                        "-Wl,--no-whole-archive",
                                        "-Wl,--start-group",
                                        "-Wl,--end-group",
                                        "-Wl,-(",
                                        "-Wl,-)",
                                        NULL};

    return is_one_of(word, words);
}

static bool is_something_else(const char *word)
{
    static const char *const words[] = {
        "-E", "-M",        "-MM", "-fsyntax-only", "--version",     "-###",     "--help",
        "-V", "-qversion", "-r",  "-Wl,-r",        "--target-help", "-version", NULL};

    return is_one_of(word, words) || begins(word, "-dump") || begins(word, "-print-") ||
           begins(word, "--print-") || begins(word, "--help=");
}

static bool is_cxx_suffix(const char *suffix)
{
    static const char *const suffixes[] = {".cc", ".cpp", ".cxx", ".C", ".c++",
                                           ".cp", ".CPP", ".ii",  NULL};

    return is_one_of(suffix, suffixes);
}

static bool is_source_suffix(const char *suffix)
{
    static const char *const suffixes[] = {".c", ".i", ".s", ".S", ".sx", NULL};

    return is_one_of(suffix, suffixes) || is_cxx_suffix(suffix);
}

static const char *suffix_of(const char *file)
{
    const char *dot = strrchr(file, '.');

    return dot && !strchr(dot, '/') ? dot : "";
}

/* Whether a file is an object or an archive, which can be merged; else it is a shared library or a
 * script for the linker. */
static bool is_mergeable(const char *file)
{
    unsigned char head[sizeof(Elf64_Ehdr)] = {0};
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, head, sizeof head) : -1;
    const Elf64_Ehdr *elf = (const void *)head;

    if (fd >= 0) {
        close(fd);
    }
    return (n >= 8 && (!memcmp(head, "!<arch>\n", 8) || !memcmp(head, "!<thin>\n", 8))) ||
           (n == sizeof head && !memcmp(head, ELFMAG, SELFMAG) && elf->e_type == ET_REL);
}

static bool exists(const char *folder, const char *library, const char *suffix, char **found)
{
    return asprintf(found, "%s/lib%s%s", folder, library, suffix) > 0 && !access(*found, R_OK);
}

/* The static library that -lNAME means because no shared one is before it, in the folders given by
 * -L and in the system's; NULL if the linker shall look. */
static const char *static_library(const struct words *folders, const char *library)
{
    static const char *const system[] = {"/usr/local/lib", "/usr/lib/x86_64-linux-gnu",
                                         "/usr/lib/aarch64-linux-gnu", "/usr/lib", NULL};
    struct words all = {0};
    char *found = NULL;
    bool known = false;

    words_append(&all, folders);
    for (const char *const *folder = system; *folder; folder++) {
        words_add(&all, *folder);
    }
    for (size_t i = 0; i < all.n && !known; i++) {
        bool shared = exists(all.word[i], library, ".so", &found);

        known = shared || exists(all.word[i], library, ".a", &found);
        found = known && !shared ? found : NULL;
    }
    free(all.word);
    return found;
}

/* Whether a source has functions that SV-COMP gives a meaning by their names. They must stay functions. */
static bool is_verified(const char *file)
{
    static const char *const names[] = {"__VERIFIER_atomic_", "assume_abort_if_not"};
    struct stat status;
    FILE *stream = !stat(file, &status) && S_ISREG(status.st_mode) ? fopen(file, "re") : NULL;
    char *text = NULL;
    size_t size = 0;
    bool found = false;

    while (stream && !found && getline(&text, &size, stream) > 0) {
        found = strstr(text, names[0]) || strstr(text, names[1]);
    }
    if (stream) {
        fclose(stream);
    }
    free(text);
    return found;
}

static void add_file(struct cc_line *line, const char *file, const char *language)
{
    const char *suffix = suffix_of(file);

    if (language || is_source_suffix(suffix) || !strcmp(file, "-")) {
        words_add(&line->source, language ? language : "none");
        words_add(&line->source, file);
        line->verified |= is_verified(file);
        line->cxx |= language ? begins(language, "c++") : is_cxx_suffix(suffix);
    } else if (is_mergeable(file)) {
        words_add(&line->merge, file);
    } else {
        words_add(&line->link, file);
    }
}

static void add_option(struct cc_line *line, const char *option, const char *value,
                       const struct words *folders)
{
    const char *library = option[0] == '-' && option[1] == 'l' ? value ? value : option + 2 : NULL;
    const char *found = library ? static_library(folders, library) : NULL;
    bool for_merging = is_for_merging(option);

    if (is_dropped(option)) {
        return;
    }
    if (begins(option, "-fopenmp")) {
        exit(tool_error(
            "cc: %s cannot be had: OpenMP's threads wait in a library that nobody controls; leave "
            "it out",
            option));
    }
    if (begins(option, "-fsanitize=")) {
        option = cc_line_sanitizers(option, &line->fuzzer);
        if (!option) {
            return;
        }
        /* Without a runtime: what they find is a fault, which ends an execution. */
        words_add(&line->compile, "-fsanitize-undefined-trap-on-error");
    }
    if (found) {
        words_add(&line->merge, found);
        return;
    }
    if (for_merging) {
        words_add(&line->merge, option + strlen("-Wl,"));
    }
    words_add(&line->link, option);
    if (value) {
        words_add(&line->link, value);
    }
    if (!is_for_linking(option)) {
        words_add(&line->compile, option);
        if (value) {
            words_add(&line->compile, value);
        }
    }
}

/* The folders come first, as they are for all libraries wherever they stand. */
static void read_folders(struct words *folders, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (begins(argv[i], "-L")) {
            words_add(folders, argv[i][2] ? argv[i] + 2 : i + 1 < argc ? argv[++i] : ".");
        } else if (takes_next(argv[i])) {
            i++;
        }
    }
}

void cc_line_read(struct cc_line *line, int argc, char **argv)
{
    struct words folders = {0};
    const char *language = NULL;
    bool compiles = false, shared = false, other = false;

    memset(line, 0, sizeof *line);
    read_folders(&folders, argc, argv);
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        const char *value = takes_next(word) && i + 1 < argc ? argv[++i] : NULL;

        if (!strcmp(word, "-o") || (begins(word, "-o") && !value && word[2])) {
            line->output = value ? value : word + 2;
        } else if (begins(word, "-x")) {
            language = value ? value : word + 2;
            language = strcmp(language, "none") ? language : NULL;
        } else if (!strcmp(word, "-c") || !strcmp(word, "-S")) {
            compiles = true;
        } else if (word[0] != '-' || !word[1]) {
            add_file(line, word, language);
        } else {
            shared |= !strcmp(word, "-shared");
            other |= is_something_else(word);
            add_option(line, word, value, &folders);
        }
    }
    free(folders.word);
    line->task = other || (!line->source.n && !line->merge.n) ? CC_OTHER
                 : compiles                                   ? CC_COMPILE
                 : shared                                     ? CC_SHARED
                                                              : CC_PROGRAM;
}
