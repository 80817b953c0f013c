/*
 * ukeyfuzz compile: the binary form of scenarios.
 */
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "tool.h"
#include "tool/sequence/sequence.h"

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

static const char *out;
static bool no_provenance;

static int run(const struct options_given *given)
{
    static struct scenario s;
    struct provenance provenance;
    char name[PATH_MAX];

    if (!out) {
        return tool_error("compile: -o is missing: a file, or for several scenarios a folder");
    }
    if (given->n_operands > 1 && !is_directory(out)) {
        return tool_error("compile: %s: several scenarios want a folder that exists", out);
    }
    for (unsigned i = 0; i < given->n_operands; i++) {
        const char *file = given->operands[i];

        if (!sequence_read_any(file, &s, &provenance)) {
            return TOOL_UNUSABLE;
        }
        if (no_provenance) {
            provenance = (struct provenance){0};
        }
        if (is_directory(out)) {
            name_in_folder(out, file, name, sizeof name);
        } else {
            snprintf(name, sizeof name, "%s", out);
        }
        if (!tool_write_scenario(name, &s, &provenance)) {
            return TOOL_UNUSABLE;
        }
    }
    return TOOL_CLEAN;
}

static const struct option_row rows[] = {
    {"--output", .letter = 'o', .argument = "OUT", .text = &out, .help = "the file or folder"},
    {"--no-provenance", .flag = &no_provenance,
     .help = "leave out where a file comes from and what it showed there: units of a fuzzer's "
             "corpus have nothing but the scenario"},
    TOOL_RAW,
    {.name = NULL},
};

const struct command compile_command = {
    .name = "compile",
    .line =
        {
            .program = "ukeyfuzz compile",
            .summary = "Turn scenarios into their binary form.",
            .usage = "-o OUT FILE...",
            .operand = "file",
            .least = 1,
            .rows = rows,
            .about = "Writes the binary form of a scenario, what the fuzzer reads, to OUT (text "
                     "form, if its name ends in .scenario). If OUT is a folder, the binary form of "
                     "each FILE goes there, with the suffix .bin. What is wrong in a text is said "
                     "with its line and column.",
            .exit_codes = "0, or 2 if something cannot be used.",
        },
    .run = run,
};
