#include <string.h>

#include "report/source/source.h"

/* What follows the last folder of that name on the path; NULL if there is none. */
static const char *behind_folder(const char *file, const char *folder)
{
    size_t n = strlen(folder);
    const char *found = NULL;

    for (const char *at = file; (at = strstr(at, folder)); at++) {
        if ((at == file || at[-1] == '/') && at[n] == '/') {
            found = at + n;
        }
    }
    return found;
}

static bool is_between(const char *behind_harness)
{
    static const char *const folders[] = {"/runtime/", "/threads/", "/liburcu/", "/cache/",
                                          "/ovs/"};

    for (unsigned i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (!strncmp(behind_harness, folders[i], strlen(folders[i]))) {
            return true;
        }
    }
    return false;
}

/* Open vSwitch's own file, or an edited copy of it. */
static const char *behind_upcall(const char *file)
{
    const char *ofproto = behind_folder(file, "ofproto");

    return ofproto ? ofproto : behind_folder(file, "ovs/copies");
}

enum source_part source_part_of(const char *file)
{
    const char *src = behind_folder(file, "src"), *harness = behind_folder(file, "harness"),
               *targets = behind_folder(file, "targets");
    const char *ours = harness > targets ? harness : targets;

    if (behind_upcall(file) > ours) {
        return SOURCE_UNDER_TEST;
    }
    if (!src && !ours) {
        return SOURCE_ELSEWHERE;
    }
    if (src > ours || strstr(ours, "/test/")) {
        return SOURCE_UNDER_TEST;
    }
    return ours == harness && is_between(harness) ? SOURCE_BETWEEN : SOURCE_HARNESS;
}

bool source_is_under_test(const char *file)
{
    return source_part_of(file) == SOURCE_UNDER_TEST;
}
