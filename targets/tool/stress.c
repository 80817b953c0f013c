/*
 * ukeyfuzz stress: hands over to ukeyfuzz_stress, the same tool with a cache for real threads,
 * beside this one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static int become(char **argv)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - sizeof "ukeyfuzz_stress");
    char *name;

    if (n <= 0) {
        return tool_error("stress: cannot find my own folder: %s", strerror(errno));
    }
    path[n] = '\0';
    name = strrchr(path, '/') + 1;
    strcpy(name, "ukeyfuzz_stress");
    fflush(stdout);
    execv(path, argv);
    return tool_error("stress: %s: %s; make it with: ninja -C build/%s ukeyfuzz_stress", path,
                      strerror(errno), UKEYFUZZ_BUILD);
}

/* Its options are in stress/options.c. */
const struct command stress_command = {
    .name = "stress",
    .line = {.summary = "Run the cache on real threads under load, and check it."},
    .become = become,
};
