/*
 * ukeyfuzz triage: which of many crash files show the same bug.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isolation/candidates.h"
#include "isolation/child.h"
#include "support/printable.h"
#include "tool/input/build_choice.h"
#include "tool/input/folder.h"
#include "tool/input/locate.h"
#include "tool/input/recorded.h"
#include "tool/program_call.h"
#include "tool/sequence/sequence.h"
#include "tool/tool.h"
#include "tool/triage/artefacts.h"

/* Programs that schedules may be executed in, NULL at the end. */
static const char **programs;

/* What became of a file: TOOL_CLEAN, TOOL_VIOLATED with its signature, TOOL_NOT_SHOWN, or
 * TOOL_UNUSABLE after an error. */
static int signature_here(const char *path, struct signature *signature)
{
    static struct located located;
    static struct candidate_result result;
    const struct locate_options how = {.no_search = true};
    struct comparison comparison;

    if (!sequence_locate_any(path, &how, &located) || !recorded_learn(&located.scenario, &result)) {
        return TOOL_UNUSABLE;
    }
    *signature = result.signature;
    recorded_compare(&comparison, &located.made, result.signature.text);
    if (comparison.recorded == RECORDED_NOT_SHOWN) {
        recorded_note_not_shown(path, &comparison);
    } else {
        recorded_note(path, &comparison);
    }
    if (located.astray && !result.violated) {
        locate_note(path, &located);
    }
    return result.violated ? TOOL_VIOLATED : locate_exit_code(&located, &comparison, false);
}

/* Asks the tool of another build. */
static int signature_there(const char *build, const char *path, struct signature *signature)
{
    const char *const argv[] = {"ukeyfuzz", "triage", "--signature", path, NULL};
    int out[2], status;
    ssize_t n, size = 0;
    pid_t pid;

    if (pipe(out)) {
        return tool_error("%s: %s", path, strerror(errno));
    }
    pid = child_fork();
    if (pid == 0) {
        dup2(out[1], STDOUT_FILENO);
        _exit(build_become_tool(build, path, argv));
    }
    close(out[1]);
    while ((n = read(out[0], signature->text + size, sizeof signature->text - (size_t)size - 1)) >
           0) {
        size += n;
    }
    close(out[0]);
    signature->text[size] = '\0';
    signature->text[strcspn(signature->text, "\n")] = '\0';
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status)) {
        return tool_error("%s: cannot run the tool of the %s build", path, build);
    }
    return WEXITSTATUS(status);
}

static int take_signature(const char *path, struct signature *signature)
{
    const char *build = build_of_file(path);

    return strcmp(build, UKEYFUZZ_BUILD) ? signature_there(build, path, signature)
                                         : signature_here(path, signature);
}

static void add(struct artefacts *all, const char *path, size_t size, bool known)
{
    struct artefact *a = &all->list[all->n];
    int code;

    *a = (struct artefact){.size = size, .known = known};
    code = !tool_is_raw() && program_is_schedule(path) ? artefact_take_schedule(a, path, programs)
                                                       : take_signature(path, &a->signature);
    switch (code) {
    case TOOL_CLEAN:
        all->n_clean++;
        break;
    case TOOL_NOT_SHOWN:
        all->n_not_shown++;
        break;
    case TOOL_VIOLATED:
        a->path = strdup(path);
        all->n += a->path != NULL;
        all->n_not_executed += a->head && !a->program;
        return;
    default:
        if (all->n_unusable < ARTEFACTS_NAMED) {
            all->unusable[all->n_unusable] = strdup(path);
        }
        all->n_unusable++;
        break;
    }
    free(a->head);
}

struct adding {
    struct artefacts *all;
    bool known;
};

static bool add_file(void *adding_, const char *path, size_t size)
{
    const struct adding *adding = adding_;

    if (adding->all->n < ARTEFACTS_MAX) {
        add(adding->all, path, size, adding->known);
    } else {
        adding->all->n_unusable++; /* There is no room for it. */
    }
    return true;
}

static bool add_folder(struct artefacts *all, const char *folder, bool known)
{
    struct adding adding = {all, known};

    if (!folder_for_each(folder, add_file, &adding, program_is_schedule, &all->n_skipped)) {
        tool_error("%s: %s", folder,
                   errno == ENOTDIR ? "this is no folder; for one file: triage --signature FILE"
                                    : strerror(errno));
        return false;
    }
    return true;
}

/* All that was there was skipped. */
static bool has_only_others(const struct artefacts *all)
{
    return !all->n && !all->n_clean && !all->n_not_shown && !all->n_unusable && all->n_skipped;
}

static int triage(const char *folder, const char *known, bool json)
{
    struct artefacts all = {.list = calloc(ARTEFACTS_MAX + 1, sizeof *all.list)};
    size_t n_groups;

    if (!all.list) {
        return tool_error("triage: not enough memory");
    }
    if ((known && !add_folder(&all, known, true)) || !add_folder(&all, folder, false)) {
        free(all.list);
        return TOOL_UNUSABLE;
    }
    candidates_end();
    artefacts_group(&all);
    n_groups = json ? artefacts_print_json(&all) : artefacts_print(&all);
    for (size_t i = 0; i < all.n_unusable && i < ARTEFACTS_NAMED; i++) {
        free(all.unusable[i]);
    }
    for (size_t i = 0; i < all.n; i++) {
        free(all.list[i].path);
        free(all.list[i].head);
    }
    free(all.list);
    if (has_only_others(&all)) {
        return tool_error("%s: no file of it is a scenario; its folders are not looked into",
                          folder);
    }
    return all.n_unusable    ? TOOL_UNUSABLE
           : n_groups        ? TOOL_VIOLATED
           : all.n_not_shown ? TOOL_NOT_SHOWN
                             : TOOL_CLEAN;
}

static int print_signature(const char *path)
{
    struct signature signature = {.text = ""};
    int code = take_signature(path, &signature);

    candidates_end();
    if (code == TOOL_VIOLATED) {
        printf("%s\n", printable(signature.text));
    }
    return code;
}

static const char *known;
static bool json, signature;

/* Takes the programs out of the operands. Returns what is left; NULL after an error. */
static const char *take_operands(const struct options_given *given)
{
    const char *path = NULL;
    size_t n = 0;

    programs = calloc(given->n_operands + 1, sizeof *programs);
    for (unsigned i = 0; programs && i < given->n_operands; i++) {
        if (!signature && program_is_one(given->operands[i])) {
            programs[n++] = given->operands[i];
        } else if (path) {
            tool_error("triage: one folder at a time, with programs that ukeyfuzz cc has built; "
                       "%s is none",
                       given->operands[i]);
            return NULL;
        } else {
            path = given->operands[i];
        }
    }
    if (!path) {
        tool_error("triage: no folder; expected ukeyfuzz triage FOLDER [PROGRAM]...");
    }
    return path;
}

static int run(const struct options_given *given)
{
    const char *path = take_operands(given);
    int code = !path       ? TOOL_UNUSABLE
               : signature ? print_signature(path)
                           : triage(path, known, json);

    free(programs);
    return code;
}

static const struct option_row rows[] = {
    {"--known", .argument = "FOLDER", .text = &known,
     .help = "a group that a file of this folder belongs to as well is known, all others are new"},
    {"--json", .flag = &json,
     .help =
         "{\"clean\": files that violate nothing, \"not_shown\": those that did where they were "
         "made, \"unusable\": those that cannot be used, \"skipped\": those that are no "
         "scenarios, \"groups\": [{\"signature\", "
         "\"known\", \"files\": [{\"size\", \"file\"}]}]}; of schedules also \"program\", and of "
         "their "
         "files \"preemptions\" and \"executed\""},
    TOOL_RAW,
    {"--signature", .flag = &signature, .excludes = "--known --json",
     .help = "print a single file's signature"},
    {.name = NULL},
};

const struct command triage_command = {
    .name = "triage",
    .line =
        {
            .program = "ukeyfuzz triage",
            .summary = "Group a folder of crash files by the bug that they show.",
            .usage = "FOLDER [PROGRAM]... | --signature FILE",
            .operand = "file or folder",
            .least = 1,
            .rows = rows,
            .about =
                "Executes each file of FOLDER in the build that it belongs to, and groups those "
                "that violate the same invariant in the same way "
                "(harness/scenario/signature.h). The smallest file leads its group, the "
                "smallest group leader comes first; the others are duplicates.\n\n"
                "Schedules of programs that ukeyfuzz cc has built may be among the files. They are "
                "grouped by the failure that they say, the one with the fewest preemptions first. "
                "They are executed if their program is given: what a file names is never executed "
                "because of that alone.",
            .exit_codes = "0 if all are clean, 1 if there is a group, 2 if a file cannot be used "
                          "(the others are grouped nevertheless; what is evidently no scenario is "
                          "skipped, and said), 4 if files show nothing here but "
                          "did where they were made.",
        },
    .run = run,
};
