/*
 * ukeyfuzz reach: what many scenarios reach, and what they do not.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "execution/execute.h"
#include "isolation/child.h"
#include "isolation/death.h"
#include "reach_print.h"
#include "report/claims.h"
#include "runtime/runtime.h"
#include "tool.h"
#include "tool/input/folder.h"

struct files {
    size_t n, room;
    char **names;
};

/* What the child has done so far, whatever becomes of it. */
struct shared {
    struct reach reach;
    size_t n_begun; /* Files. */
    bool ending;    /* All are done. */
    bool done;      /* The child has done what it was to do. */
    uint64_t n_executed, n_points;
    uint64_t excuses[ORACLE_N_EXCUSES];
    bool unusable;
    struct reach_violation violations[REACH_MAX_VIOLATIONS];
    size_t n_violations;
    struct runtime_hang hang;
};

static bool add_file(struct files *files, const char *name)
{
    if (files->n == files->room) {
        size_t room = files->room ? 2 * files->room : 256;
        char **names = realloc(files->names, room * sizeof *names);

        if (!names) {
            return false;
        }
        files->names = names;
        files->room = room;
    }
    files->names[files->n] = strdup(name);
    return files->names[files->n++] != NULL;
}

static bool take_file(void *files, const char *path, size_t size)
{
    return add_file(files, path);
}

static bool add(struct files *files, const char *name)
{
    struct stat status;
    size_t n_skipped;
    bool added;

    if (stat(name, &status)) {
        tool_error("%s: %s", name, strerror(errno));
        return false;
    }
    added = S_ISDIR(status.st_mode) ? folder_for_each(name, take_file, files, NULL, &n_skipped)
                                    : add_file(files, name);
    if (!added) {
        tool_error("%s: %s", name, strerror(errno));
    }
    return added;
}

static void note_violation(struct shared *shared, const char *file, const char *invariant,
                           const char *message)
{
    struct reach_violation *violation = &shared->violations[shared->n_violations];

    if (shared->n_violations < REACH_MAX_VIOLATIONS) {
        snprintf(violation->file, sizeof violation->file, "%s", file);
        snprintf(violation->invariant, sizeof violation->invariant, "%s", invariant);
        snprintf(violation->message, sizeof violation->message, "%s", message);
    }
    shared->n_violations++;
}

static void execute(struct shared *shared, const char *file)
{
    static struct scenario s;
    static struct scenario_result result;
    const struct scenario_options options = {.on_event = reach_on_event};

    if (!tool_read_scenario(file, &s, NULL)) {
        shared->unusable = true;
        return;
    }
    reach_begin(&shared->reach);
    death_expect_hang();
    scenario_execute(&s, &options, &result);
    watchdog_end();
    shared->n_executed++;
    shared->n_points += result.outcome.n_points;
    for (unsigned i = 0; i < ORACLE_N_EXCUSES; i++) {
        shared->excuses[i] += result.reached.excuses[i];
    }
    if (result.outcome.violated) {
        note_violation(shared, file, result.outcome.invariant, result.outcome.message);
    }
}

static void on_death(void)
{
    /* What has been reached is in shared memory. */
}

/* Executes what is left of the files in a child, or one of them, which ends as any process does:
 * what is measured at a process's end (the coverage of its source, say) is measured of it. Returns
 * its status. */
static int execute_in_child(struct shared *shared, const struct files *files, bool one)
{
    pid_t pid;

    memset(&shared->hang, 0, sizeof shared->hang);
    shared->done = false;
    pid = child_fork();
    if (pid == 0) {
        size_t i = shared->n_begun, end = one && i < files->n ? i + 1 : files->n;

        death_watch(on_death, &shared->hang);
        while (i < end) {
            shared->n_begun = i + 1;
            execute(shared, files->names[i++]);
        }
        shared->done = true;
        shared->ending = end == files->n;
        exit(0);
    }
    if (pid < 0) {
        tool_error("cannot start a worker: %s", strerror(errno));
        exit(TOOL_UNUSABLE);
    }
    return child_wait(pid);
}

/* A file's name, which stays as it is: who prints it makes it harmless. */
static bool claims_name(char *name, size_t size)
{
    bool ends = memchr(name, '\0', size) != NULL;

    if (!ends) {
        name[0] = '\0';
    }
    return ends;
}

/* Whether a child that found `before` can have left this behind. */
static bool is_sound(struct shared *shared, const struct shared *before, size_t n_files)
{
    size_t n = shared->n_begun - before->n_begun;
    bool sound = claims_flag(&shared->ending);

    sound &= claims_flag(&shared->done);
    sound &= claims_flag(&shared->unusable);
    sound &= claims_hang(&shared->hang);
    sound &= shared->n_begun >= before->n_begun && shared->n_begun <= n_files;
    sound &= n > 0 || shared->done || n_files == before->n_begun;
    sound &= shared->n_executed - before->n_executed <= n;
    sound &= shared->n_violations - before->n_violations <= n;
    for (size_t i = 0; i < REACH_MAX_VIOLATIONS; i++) {
        struct reach_violation *v = &shared->violations[i];

        sound &= claims_name(v->file, sizeof v->file);
        sound &= claims_text(v->invariant, sizeof v->invariant);
        sound &= claims_text(v->message, sizeof v->message);
    }
    return sound;
}

static void note_death(struct shared *shared, const char *file, int status)
{
    char tag[16], message[1024];
    struct violation v;

    death_name(status, &shared->hang, "", &v, message, sizeof message);
    violation_tag(&v, tag, sizeof tag);
    note_violation(shared, file, tag, message);
}

static void note_overwritten(struct shared *shared, const char *file)
{
    char tag[16], message[1024];
    struct violation v;

    claims_broken(&v, message, sizeof message);
    violation_tag(&v, tag, sizeof tag);
    note_violation(shared, file, tag, message);
}

/* A child that dies of a file is replaced, and its successor goes on with the next one. Once one has
 * written over what it was to say, each file has a child of its own: so it is known which did. */
static void execute_all(struct shared *shared, const struct files *files)
{
    static struct shared before;
    bool one = false;

    while (!shared->ending) {
        int status;

        before = *shared;
        status = execute_in_child(shared, files, one);
        if (!is_sound(shared, &before, files->n)) {
            *shared = before;
            if (one && shared->n_begun < files->n) {
                note_overwritten(shared, files->names[shared->n_begun++]);
            }
            one = true;
        } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !shared->done) {
            note_death(shared,
                       shared->ending || !shared->n_begun ? "all files"
                                                          : files->names[shared->n_begun - 1],
                       status);
        }
    }
}

static int report(const struct shared *shared, bool json)
{
    const struct reach_report report = {
        .reach = &shared->reach,
        .n_executed = shared->n_executed,
        .n_points = shared->n_points,
        .excuses = shared->excuses,
        .violations = shared->violations,
        .n_violations = shared->n_violations,
    };

    if (shared->unusable && !shared->n_executed && !shared->n_violations) {
        return TOOL_UNUSABLE; /* Nothing is known of what is reached. */
    }
    if (json) {
        reach_print_json(&report);
    } else {
        reach_print_text(&report);
    }
    if (shared->unusable) {
        return TOOL_UNUSABLE;
    }
    return shared->n_violations || reach_n_impossible(&shared->reach) ? TOOL_VIOLATED : TOOL_CLEAN;
}

static bool json;

static int run(const struct options_given *given)
{
    struct files files = {0};
    struct shared *shared;
    int code;

    for (unsigned i = 0; i < given->n_operands; i++) {
        if (!add(&files, given->operands[i])) {
            return TOOL_UNUSABLE;
        }
    }
    shared = child_share(sizeof *shared);
    if (!shared) {
        return tool_error("cannot share memory with a worker: %s", strerror(errno));
    }
    execute_all(shared, &files);
    code = report(shared, json);
    child_unshare(shared, sizeof *shared);
    for (size_t k = 0; k < files.n; k++) {
        free(files.names[k]);
    }
    free(files.names);
    return code;
}

static const struct option_row rows[] = {
    {"--json", .flag = &json,
     .help = "{\"executed\", \"points\", \"violations\": [{\"file\", \"invariant\", \"message\"}], "
             "\"states\", \"possible\", \"reached\": numbers, \"triples\": [{\"actor\", "
             "\"operation\", \"state\", \"count\", \"possible\"}]}: those that are possible, and "
             "those that were reached although they are not"},
    TOOL_RAW,
    {.name = NULL},
};

const struct command reach_command = {
    .name = "reach",
    .line =
        {
            .program = "ukeyfuzz reach",
            .summary = "Say what many scenarios reach, and what none of them does.",
            .usage = "FILE|FOLDER...",
            .operand = "file or folder",
            .least = 1,
            .rows = rows,
            .about = "Executes the files, and those of the folders, one after the other in this "
                     "build, and counts who did what to a flow in which state: the kind of actor, "
                     "the operation, and the state of the ukey that stands for the flow. Says what "
                     "is possible and was not reached.",
            .exit_codes =
                "0, 1 if a file violates an invariant or something impossible was reached, "
                "2 if a file cannot be used (the others are executed nevertheless; what is "
                "evidently no "
                "scenario in a folder is skipped, and said).",
        },
    .run = run,
};
