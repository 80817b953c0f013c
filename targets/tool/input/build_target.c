#include "build_target.h"

#include <stdbool.h>
#include <string.h>

#include "build_choice.h"
#include "scenario/file.h"
#include "scenario/recognise.h"

/* Those whose names end in another's come first. */
static const struct {
    const char *name;
    const char *begins; /* Of a crash file's name, after the build; NULL: nothing. */
    bool ours;
} targets[] = {
    {"fuzz_interleave_fine", NULL, true},  {"fuzz_interleave", NULL, true},
    {"fuzz_sequence", "sequence-", false}, {"fuzz_scenario", "scenario-", false},
    {"fuzz_stress", "stress-", false},     {"peer_threads", "threads-", false},
};
enum { N_TARGETS = sizeof targets / sizeof targets[0] };

/* Whether the name has the target's as a word of its own, or as the end of one
 * ("libFuzzer_ukeyfuzz_fuzz_stress"). */
static bool speaks_of(const char *name, const char *target)
{
    size_t n = strlen(target);

    for (const char *at = strstr(name, target); at; at = strstr(at + 1, target)) {
        if ((at == name || strchr("-._", at[-1])) && (!at[n] || strchr("-.", at[n]))) {
            return true;
        }
    }
    return false;
}

/* The target that ClusterFuzz names, whatever it is: between its own words and the number at the
 * end. NULL if there is none. Valid until the next call. */
static const char *clusterfuzz_target(const char *name)
{
    static const char begins[] = "clusterfuzz-testcase-", minimized[] = "minimized-";
    static char target[64];
    const char *end = strrchr(name, '-');
    size_t n;

    name = strstr(name, begins);
    if (!name) {
        return NULL;
    }
    name += strlen(begins);
    name += strncmp(name, minimized, strlen(minimized)) ? 0 : strlen(minimized);
    n = end > name ? (size_t)(end - name) : 0;
    if (!n || n >= sizeof target) {
        return NULL;
    }
    memcpy(target, name, n);
    target[n] = '\0';
    return target;
}

const char *target_of_name(const char *file)
{
    const char *rest, *build = build_split_name(file, &rest);
    bool fuzzer = scenario_is_fuzzer_name(file);

    for (unsigned i = 0; i < N_TARGETS; i++) {
        const char *begins = targets[i].begins;

        if ((build && begins && !strncmp(rest, begins, strlen(begins))) ||
            (fuzzer && speaks_of(rest, targets[i].name))) {
            return targets[i].name;
        }
    }
    return clusterfuzz_target(rest);
}

const char *target_foreign(const char *file)
{
    static struct provenance made;
    const char *target;

    scenario_read_provenance(&made, file);
    target = made.target[0] ? made.target : target_of_name(file);
    for (unsigned i = 0; target && i < N_TARGETS; i++) {
        if (!strcmp(target, targets[i].name) && targets[i].ours) {
            return NULL;
        }
    }
    return target;
}
