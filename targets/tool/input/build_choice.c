#include "build_choice.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build_target.h"
#include "isolation/child.h"
#include "scenario/file.h"
#include "tool/tool.h"

#define BUILD_MEMBER(NAME) NAME,
static const char *const builds[] = {BUILDS(BUILD_MEMBER)};
enum { N_BUILDS = sizeof builds / sizeof builds[0] };

static const char fine[] = "-fine";

bool build_is_known(const char *name)
{
    for (unsigned i = 0; i < N_BUILDS; i++) {
        if (!strcmp(builds[i], name)) {
            return true;
        }
    }
    return false;
}

/* The build that begins the name, which a dash follows; NULL if there is none. */
static const char *build_at(const char *name)
{
    for (unsigned i = 0; i < N_BUILDS; i++) {
        size_t n = strlen(builds[i]);

        if (!strncmp(name, builds[i], n) && name[n] == '-') {
            return builds[i];
        }
    }
    return NULL;
}

const char *build_split_name(const char *file, const char **rest)
{
    const char *slash = strrchr(file, '/');
    const char *base = slash ? slash + 1 : file;

    *rest = base;
    /* "Copy of plain-crash-...", as file managers call it. */
    for (const char *word = base, *space; word; word = space ? space + 1 : NULL) {
        const char *build = build_at(word);

        if (build) {
            *rest = word + strlen(build) + 1;
            return build;
        }
        space = strchr(word, ' ');
    }
    return NULL;
}

/* The build beside ours that has the points, or the sanitizer, that a file from elsewhere needs. */
static const char *related_build(bool is_fine, const char *sanitizer)
{
    static char name[32];
    const char *own = strstr(UKEYFUZZ_BUILD, fine);
    int length = (int)(own ? (size_t)(own - UKEYFUZZ_BUILD) : strlen(UKEYFUZZ_BUILD));

    if (sanitizer) {
        snprintf(name, sizeof name, "%s%s", sanitizer, is_fine ? fine : "");
    } else {
        snprintf(name, sizeof name, "%.*s%s", length, UKEYFUZZ_BUILD, is_fine ? fine : "");
    }
    /* Not every preset has both. */
    return build_is_known(name) ? name : is_fine ? "plain-fine" : UKEYFUZZ_BUILD;
}

/* The sanitizer's build without which a file's bug is not seen; NULL: any does. */
static const char *sanitizer_of(const struct provenance *made)
{
    static const struct {
        const char *tag, *build;
    } needs[] = {{"ASAN", "asan"}, {"RACE", "tsan"}};

    for (unsigned i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        size_t n = strlen(needs[i].tag);

        if (!strncmp(made->signature, needs[i].tag, n) &&
            (!made->signature[n] || made->signature[n] == ' ') &&
            !strstr(UKEYFUZZ_BUILD, needs[i].build)) {
            return needs[i].build;
        }
    }
    return NULL;
}

const char *build_of_file(const char *file)
{
    static struct provenance made;
    const char *rest, *build = build_split_name(file, &rest), *target, *sanitizer;
    bool is_fine = strstr(UKEYFUZZ_BUILD, fine);

    if (build) {
        return build;
    }
    scenario_read_provenance(&made, file);
    target = made.target[0] ? made.target : target_of_name(file);
    sanitizer = sanitizer_of(&made);
    if (target) {
        is_fine = !strcmp(target, "fuzz_interleave_fine");
    }
    return related_build(is_fine, sanitizer);
}

/* The length of the name of the preset that makes `build`. */
static int preset_length(const char *build)
{
    const char *suffix = strstr(build, fine);

    return (int)(suffix ? (size_t)(suffix - build) : strlen(build));
}

const char *build_split(const char *build, char *preset, size_t size)
{
    snprintf(preset, size, "%.*s", preset_length(build), build);
    return strstr(build, fine) ? "ukeyfuzz_fine" : "ukeyfuzz";
}

/* Takes `n` components off the end of a path. */
static void up(char *path, int n)
{
    while (n-- > 0) {
        char *slash = strrchr(path, '/');

        if (slash) {
            *slash = '\0';
        }
    }
}

/* Whether this program was installed: none of the folders above it is that of a build. */
static bool is_installed(const char *own)
{
    char path[4096 + sizeof "/CMakeCache.txt"];

    for (int levels = 2; levels <= 3; levels++) {
        snprintf(path, sizeof path, "%s", own);
        up(path, levels);
        strcat(path, "/CMakeCache.txt");
        if (!access(path, F_OK)) {
            return false;
        }
    }
    return true;
}

static int no_tool(const char *file, const char *build, int preset, const char *tool,
                   bool installed)
{
    if (installed) {
        return tool_error("%s: belongs to the %s build, and this is the %s build, installed alone; "
                          "get the source of ukeyfuzz, make the other there (cmake --preset %.*s "
                          "&& ninja -C build/%.*s %s), and use build/%.*s/targets/%s",
                          file, build, UKEYFUZZ_BUILD, preset, build, preset, build, tool, preset,
                          build, tool);
    }
    return tool_error("%s: belongs to the %s build, which is not there; make it with: "
                      "cmake --preset %.*s && ninja -C build/%.*s %s",
                      file, build, preset, build, preset, build, tool);
}

/* Writes the tool's path. False, after an error, if it is not there. */
static bool find_tool(const char *build, const char *file, char *path, size_t size)
{
    char own[4096];
    const char *tool = strstr(build, fine) ? "ukeyfuzz_fine" : "ukeyfuzz";
    int preset = preset_length(build), length = -1;
    bool same_preset =
        preset == preset_length(UKEYFUZZ_BUILD) && !strncmp(build, UKEYFUZZ_BUILD, (size_t)preset);
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    bool installed = false;

    if (n > 0) {
        own[n] = '\0';
        installed = is_installed(own);
        /* build/plain/targets/ukeyfuzz; a planted bug's two tools are beside each other as well. */
        up(own, same_preset ? 1 : 3);
        length = same_preset ? snprintf(path, size, "%s/%s", own, tool)
                             : snprintf(path, size, "%s/%.*s/targets/%s", own, preset, build, tool);
    }
    if (length > 0 && (size_t)length < size && !access(path, X_OK)) {
        return true;
    }
    no_tool(file, build, preset, tool, installed);
    return false;
}

int build_become_tool(const char *build, const char *file, const char *const *argv)
{
    char path[4096];

    if (!find_tool(build, file, path, sizeof path)) {
        return TOOL_UNUSABLE;
    }
    execv(path, (char *const *)(uintptr_t)argv);
    return tool_error("%s: cannot run %s: %s", file, path, strerror(errno));
}

int build_run_tool(const char *build, const char *file, const char *const *argv)
{
    pid_t pid;
    int status;

    pid = child_fork();
    if (pid == 0) {
        _exit(build_become_tool(build, file, argv));
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status)) {
        return tool_error("%s: cannot run the tool of the %s build", file, build);
    }
    return WEXITSTATUS(status);
}
