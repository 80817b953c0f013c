/*
 * ukeyfuzz compile: the binary form of scenarios.
 */
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "tool.h"

static bool is_directory(const char *file)
{
    struct stat status;

    return !stat(file, &status) && S_ISDIR(status.st_mode);
}

/* The output of `file` in the folder: its name, with .bin for its last suffix. */
static void name_in_folder(const char *folder, const char *file, char *name, size_t size)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    const char *dot = strrchr(base, '.');

    snprintf(name, size, "%s/%.*s.bin", folder, dot ? (int)(dot - base) : (int)strlen(base), base);
}

static int run(int argc, char **argv)
{
    static struct scenario s;
    struct provenance provenance;
    const char *out = NULL;
    char name[PATH_MAX];
    int i;

    for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (!strcmp(argv[i], "--")) {
            i++;
            break;
        } else if (tool_take_raw(argv[i])) {
            continue;
        } else if (strcmp(argv[i], "-o") && strcmp(argv[i], "--output")) {
            return tool_unknown_option(&compile_command, argv[i]);
        } else if (i + 1 == argc) {
            return tool_error("compile: %s wants a value", argv[i]);
        }
        out = argv[++i];
    }
    if (i == argc) {
        return tool_error("compile: no file; try ukeyfuzz compile --help");
    }
    if (!out) {
        return tool_error("compile: -o is missing: a file, or for several scenarios a folder");
    }
    if (argc - i > 1 && !is_directory(out)) {
        return tool_error("compile: %s: several scenarios want a folder that exists", out);
    }
    for (; i < argc; i++) {
        if (!tool_read_scenario(argv[i], &s, &provenance)) {
            return TOOL_UNUSABLE;
        }
        if (is_directory(out)) {
            name_in_folder(out, argv[i], name, sizeof name);
        } else {
            snprintf(name, sizeof name, "%s", out);
        }
        if (!tool_write_scenario(name, &s, &provenance)) {
            return TOOL_UNUSABLE;
        }
    }
    return TOOL_CLEAN;
}

const struct command compile_command = {
    .name = "compile",
    .summary = "Turn scenarios into their binary form.",
    .help =
        "usage: ukeyfuzz compile [--raw] -o OUT FILE...\n\n"
        "Writes the binary form of a scenario, what the fuzzer reads, to OUT (text form, if its "
        "name\n"
        "ends in .scenario). If OUT is a folder,\n"
        "the binary form of each FILE goes there, with the suffix .bin. What is wrong in a text\n"
        "is said with its line and column.\n\n"
        "  -o, --output OUT   the file or folder\n"
        "  --raw              take each file's bytes for a scenario in binary form, whatever they\n"
        "                     look like\n\n"
        "Exit code: 0, or 2 if something cannot be used.\n",
    .run = run,
};
