/*
 * -fsanitize=...: what of it a program of `ukeyfuzz cc` can have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cc_line.h"
#include "../tool.h"

static const struct {
    const char *name;
    bool refused;
    const char *why;
} unusable[] = {
    {"address", false, "ukeyfuzz finds uses of freed memory and accesses beyond blocks itself"},
    {"hwaddress", false, "ukeyfuzz finds uses of freed memory and accesses beyond blocks itself"},
    {"thread", false, "ukeyfuzz finds data races itself"},
    {"leak", false, "leaks are not looked for"},
    {"memory", true,
     "its runtime does not go with ours; reads of uninitialised memory are not found"},
    {"safe-stack", true, "threads have stacks of our own"},
    {"shadow-call-stack", true, "threads have stacks of our own"},
    {"dataflow", true, "its runtime does not go with ours"},
    {"cfi", true, "it needs -flto, which is left out"},
};
enum { N_UNUSABLE = sizeof unusable / sizeof unusable[0] };

static int find(const char *name, size_t n)
{
    for (int i = 0; i < N_UNUSABLE; i++) {
        if (strlen(unusable[i].name) == n && !strncmp(unusable[i].name, name, n)) {
            return i;
        }
    }
    return -1;
}

/* libFuzzer's: the feedback for it, and with `fuzzer` alone the engine as well. */
static bool is_fuzzer(const char *name, size_t n)
{
    return (n == strlen("fuzzer") && !strncmp(name, "fuzzer", n)) ||
           (n == strlen("fuzzer-no-link") && !strncmp(name, "fuzzer-no-link", n));
}

const char *cc_line_sanitizers(const char *option, bool *fuzzer)
{
    const char *at = option + strlen("-fsanitize=");
    char *kept = strdup("-fsanitize=");
    bool any = false;

    while (kept && *at) {
        size_t n = strcspn(at, ",");
        int i = find(at, n);

        if (is_fuzzer(at, n)) {
            *fuzzer = true;
        } else if (i < 0) {
            if (asprintf(&kept, "%s%s%.*s", kept, any ? "," : "", (int)n, at) < 0) {
                return NULL;
            }
            any = true;
        } else if (unusable[i].refused) {
            exit(tool_error("cc: -fsanitize=%s cannot be had: %s; leave it out", unusable[i].name,
                            unusable[i].why));
        } else {
            fprintf(stderr, "ukeyfuzz: cc: -fsanitize=%s is left out: %s\n", unusable[i].name,
                    unusable[i].why);
        }
        at += n + (at[n] == ',');
    }
    return any ? kept : NULL;
}
