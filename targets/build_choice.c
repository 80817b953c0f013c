#include "build_choice.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static const char *const builds[] = {"plain", "asan", "tsan", "coverage", "gcc-asan", "gcc"};
enum { N_BUILDS = sizeof builds / sizeof builds[0] };

bool build_is_known(const char *name)
{
    for (unsigned i = 0; i < N_BUILDS; i++) {
        if (!strcmp(builds[i], name)) {
            return true;
        }
    }
    return false;
}

const char *build_of_file(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *base = slash ? slash + 1 : file;

    for (unsigned i = 0; i < N_BUILDS; i++) {
        size_t n = strlen(builds[i]);

        if (!strncmp(base, builds[i], n) && base[n] == '-') {
            return builds[i];
        }
    }
    return UKEYFUZZ_BUILD;
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

bool build_find_tool(const char *build, const char *file, char *path, size_t size)
{
    char own[4096];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);

    if (n > 0) {
        own[n] = '\0';
        up(own, 3); /* build/plain/targets/ukeyfuzz */
        if ((size_t)snprintf(path, size, "%s/%s/targets/ukeyfuzz", own, build) < size &&
            !access(path, X_OK)) {
            return true;
        }
    }
    tool_error("%s: belongs to the %s build, which is not there; make it with: "
               "cmake --preset %s && ninja -C build/%s ukeyfuzz",
               file, build, build, build);
    return false;
}
