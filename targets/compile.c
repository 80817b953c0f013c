/*
 * ukeyfuzz compile: the binary form of scenarios.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

/* Writes the whole file or none: beside it first, then in its place. */
static bool write_file(const char *file, const uint8_t *data, size_t size)
{
    char fresh[PATH_MAX];
    FILE *stream;
    bool ok;

    snprintf(fresh, sizeof fresh, "%s.new", file);
    stream = fopen(fresh, "wbe");
    if (!stream) {
        tool_error("%s: %s", fresh, strerror(errno));
        return false;
    }
    ok = fwrite(data, 1, size, stream) == size;
    ok = !fclose(stream) && ok;
    if (!ok || rename(fresh, file)) {
        tool_error("%s: %s", file, strerror(errno));
        unlink(fresh);
        return false;
    }
    return true;
}

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
    static uint8_t data[SCENARIO_MAX_SIZE];
    static struct scenario s;
    const char *out = NULL;
    char name[PATH_MAX];
    int i = 1;

    if (i < argc && (!strcmp(argv[i], "-o") || !strcmp(argv[i], "--output"))) {
        if (i + 1 == argc) {
            return tool_error("compile: %s wants a value", argv[i]);
        }
        out = argv[i + 1];
        i += 2;
    }
    if (i < argc && argv[i][0] == '-' && argv[i][1]) {
        return tool_error("compile: unknown option '%s'", argv[i]);
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
        size_t size;

        if (!tool_read_scenario(argv[i], &s)) {
            return TOOL_UNUSABLE;
        }
        size = scenario_encode(&s, data, sizeof data);
        if (size == 0) {
            return tool_error("%s: longer than %d bytes in binary form", argv[i],
                              SCENARIO_MAX_SIZE);
        }
        if (is_directory(out)) {
            name_in_folder(out, argv[i], name, sizeof name);
        } else {
            snprintf(name, sizeof name, "%s", out);
        }
        if (!write_file(name, data, size)) {
            return TOOL_UNUSABLE;
        }
    }
    return TOOL_CLEAN;
}

const struct command compile_command = {
    .name = "compile",
    .summary = "Turn scenarios into their binary form.",
    .help =
        "usage: ukeyfuzz compile -o OUT FILE...\n\n"
        "Writes the binary form of a scenario, what the fuzzer reads, to OUT. If OUT is a folder,\n"
        "the binary form of each FILE goes there, with the suffix .bin. What is wrong in a text\n"
        "is said with its line and column.\n\n"
        "  -o, --output OUT   the file or folder\n\n"
        "Exit code: 0, or 2 if something cannot be used.\n",
    .run = run,
};
