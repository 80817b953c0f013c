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
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/folder.h"
#include "tool/input/locate.h"
#include "tool/input/recorded.h"
#include "tool/sequence/sequence.h"

enum { MAX_ARTEFACTS = 65536, MAX_NAMED = 8 };

/* A file, and what it shows. */
struct artefact {
    char *path;
    size_t size;
    bool known; /* From the folder of known ones. */
    struct signature signature;
};

struct artefacts {
    size_t n, n_clean, n_not_shown;
    size_t n_unusable, n_skipped; /* Skipped: of the last folder. */
    char *unusable[MAX_NAMED];    /* The first of them. */
    struct artefact *list;
};

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
    recorded_note(path, &comparison);
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

    *a = (struct artefact){.size = size, .known = known};
    switch (take_signature(path, &a->signature)) {
    case TOOL_CLEAN:
        all->n_clean++;
        break;
    case TOOL_NOT_SHOWN:
        all->n_not_shown++;
        break;
    case TOOL_VIOLATED:
        a->path = strdup(path);
        all->n += a->path != NULL;
        break;
    default:
        if (all->n_unusable < MAX_NAMED) {
            all->unusable[all->n_unusable] = strdup(path);
        }
        all->n_unusable++;
        break;
    }
}

struct adding {
    struct artefacts *all;
    bool known;
};

static bool add_file(void *adding_, const char *path, size_t size)
{
    const struct adding *adding = adding_;

    if (adding->all->n < MAX_ARTEFACTS) {
        add(adding->all, path, size, adding->known);
    } else {
        adding->all->n_unusable++; /* There is no room for it. */
    }
    return true;
}

static bool add_folder(struct artefacts *all, const char *folder, bool known)
{
    struct adding adding = {all, known};

    if (!folder_for_each(folder, add_file, &adding, &all->n_skipped)) {
        tool_error("%s: %s", folder,
                   errno == ENOTDIR ? "this is no folder; for one file: triage --signature FILE"
                                    : strerror(errno));
        return false;
    }
    return true;
}

/* Of the artefact's signature: whether the folder of known ones has it. */
static bool is_known(const struct artefacts *all, const struct artefact *a)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->list[i].known && signature_same(&all->list[i].signature, &a->signature)) {
            return true;
        }
    }
    return false;
}

/* The smallest first, so that each group is led by its smallest. */
static int compare(const void *a_, const void *b_)
{
    const struct artefact *a = a_, *b = b_;

    return a->size != b->size ? (a->size < b->size ? -1 : 1) : strcmp(a->path, b->path);
}

/* The first that belongs to a group, from `a` on; NULL after the last. */
static const struct artefact *next_of_group(const struct artefacts *all, const struct artefact *a,
                                            const struct artefact *leader)
{
    while (a < all->list + all->n &&
           (a->known || !signature_same(&a->signature, &leader->signature))) {
        a++;
    }
    return a < all->list + all->n ? a : NULL;
}

static void print_group(const struct artefacts *all, const struct artefact *leader)
{
    bool known = is_known(all, leader);

    printf("%s%s%s: %s\n", tool_colour(stdout, known ? COLOUR_NONE : COLOUR_RED),
           known ? "known" : "new", tool_colour(stdout, COLOUR_NONE), leader->signature.text);
    for (const struct artefact *a = leader; (a = next_of_group(all, a, leader)); a++) {
        printf("  %6zu bytes  %s%s\n", a->size, printable(a->path),
               a == leader ? "" : "  (duplicate)");
    }
}

static void write_group(struct json *json, const struct artefacts *all,
                        const struct artefact *leader)
{
    json_object(json, NULL);
    json_string(json, "signature", leader->signature.text);
    json_bool(json, "known", is_known(all, leader));
    json_array(json, "files");
    for (const struct artefact *a = leader; (a = next_of_group(all, a, leader)); a++) {
        json_object(json, NULL);
        json_whole(json, "size", a->size);
        json_string(json, "file", a->path);
        json_end(json);
    }
    json_end(json);
    json_end(json);
}

/* The next file from `i` on that leads a group; NULL after the last. */
static const struct artefact *next_leader(const struct artefacts *all, size_t i)
{
    for (; i < all->n; i++) {
        bool leads = !all->list[i].known;

        for (size_t j = 0; j < i && leads; j++) {
            leads = all->list[j].known ||
                    !signature_same(&all->list[j].signature, &all->list[i].signature);
        }
        if (leads) {
            return &all->list[i];
        }
    }
    return NULL;
}

/* Returns how many groups there are. */
static size_t print_json(const struct artefacts *all)
{
    struct json json = json_begin(stdout);
    size_t n_groups = 0, i = 0;

    json_object(&json, NULL);
    json_whole(&json, "clean", all->n_clean);
    json_whole(&json, "not_shown", all->n_not_shown);
    json_whole(&json, "unusable", all->n_unusable);
    json_whole(&json, "skipped", all->n_skipped);
    json_array(&json, "groups");
    for (const struct artefact *leader; (leader = next_leader(all, i)); n_groups++) {
        write_group(&json, all, leader);
        i = (size_t)(leader - all->list) + 1;
    }
    json_end(&json);
    json_end(&json);
    json_finish(&json);
    return n_groups;
}

static void print_count(const char *what, size_t n)
{
    printf("%s: %zu file%s\n", what, n, plural(n));
}

/* Names the files that could not be used; why was said when they were read. */
static void print_unusable(const struct artefacts *all)
{
    size_t n = all->n_unusable < MAX_NAMED ? all->n_unusable : MAX_NAMED;

    if (all->n_unusable) {
        printf("not used: %zu file%s:", all->n_unusable, plural(all->n_unusable));
        for (size_t i = 0; i < n; i++) {
            printf("%s %s", i ? "," : "", all->unusable[i] ? printable(all->unusable[i]) : "?");
        }
        printf("%s\n", n < all->n_unusable ? ", ..." : "");
    }
}

/* Nothing was there that could be executed, or not. */
static bool is_empty(const struct artefacts *all)
{
    return !all->n && !all->n_clean && !all->n_not_shown && !all->n_unusable && !all->n_skipped;
}

/* All that was there was skipped. */
static bool has_only_others(const struct artefacts *all)
{
    return !all->n && !all->n_clean && !all->n_not_shown && !all->n_unusable && all->n_skipped;
}

/* Returns how many groups there are. */
static size_t print(const struct artefacts *all)
{
    size_t n_groups = 0, i = 0;

    for (const struct artefact *leader; (leader = next_leader(all, i)); n_groups++) {
        print_group(all, leader);
        i = (size_t)(leader - all->list) + 1;
    }
    print_unusable(all);
    if (all->n_not_shown) {
        print_count("not shown here, though they were where they were made", all->n_not_shown);
    }
    if (all->n_clean || is_empty(all)) {
        print_count("clean", all->n_clean);
    }
    return n_groups;
}

static int triage(const char *folder, const char *known, bool json)
{
    struct artefacts all = {.list = calloc(MAX_ARTEFACTS + 1, sizeof *all.list)};
    size_t n_groups;

    if (!all.list) {
        return tool_error("triage: not enough memory");
    }
    if ((known && !add_folder(&all, known, true)) || !add_folder(&all, folder, false)) {
        free(all.list);
        return TOOL_UNUSABLE;
    }
    candidates_end();
    qsort(all.list, all.n, sizeof *all.list, compare);
    n_groups = json ? print_json(&all) : print(&all);
    for (size_t i = 0; i < all.n_unusable && i < MAX_NAMED; i++) {
        free(all.unusable[i]);
    }
    for (size_t i = 0; i < all.n; i++) {
        free(all.list[i].path);
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

static int run(const struct options_given *given)
{
    const char *path = given->operands[0];

    return signature ? print_signature(path) : triage(path, known, json);
}

static const struct option_row rows[] = {
    {"--known", .argument = "FOLDER", .text = &known,
     .help = "a group that a file of this folder belongs to as well is known, all others are new"},
    {"--json", .flag = &json,
     .help =
         "{\"clean\": files that violate nothing, \"not_shown\": those that did where they were "
         "made, \"unusable\": those that cannot be used, \"skipped\": those that are no "
         "scenarios, \"groups\": [{\"signature\", "
         "\"known\", \"files\": [{\"size\", \"file\"}]}]}"},
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
            .usage = "FOLDER | --signature FILE",
            .operand = "file or folder",
            .least = 1,
            .most = 1,
            .rows = rows,
            .about =
                "Executes each file of FOLDER in the build that it belongs to, and groups those "
                "that violate the same invariant in the same way "
                "(harness/scenario/signature.h). The smallest file leads its group, the "
                "smallest group leader comes first; the others are duplicates.",
            .exit_codes = "0 if all are clean, 1 if there is a group, 2 if a file cannot be used "
                          "(the others are grouped nevertheless; what is evidently no scenario is "
                          "skipped, and said), 4 if files show nothing here but "
                          "did where they were made.",
        },
    .run = run,
};
