#include "run_by_name.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_named(const struct CMUnitTest *test, const char *name)
{
    return !strcmp(test->name, name);
}

static bool fits(const struct CMUnitTest *test, const char *pattern)
{
    return !fnmatch(pattern, test->name, FNM_NOESCAPE);
}

/* Copies the tests of which `is_wanted` says so; returns how many. */
static size_t copy(struct CMUnitTest *to, const struct CMUnitTest *tests, size_t n,
                   bool (*is_wanted)(const struct CMUnitTest *, const char *), const char *name)
{
    size_t n_copied = 0;

    for (size_t i = 0; i < n; i++) {
        if (is_wanted(&tests[i], name)) {
            to[n_copied++] = tests[i];
        }
    }
    return n_copied;
}

/* A name is a line, and only one case has it. */
static bool names_are_good(const struct CMUnitTest *tests, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!tests[i].name[0] || strchr(tests[i].name, '\n')) {
            fprintf(stderr, "case %zu: its name is not one line: \"%s\"\n", i, tests[i].name);
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (is_named(&tests[i], tests[k].name)) {
                fprintf(stderr, "two cases are named \"%s\"; give one another name\n",
                        tests[i].name);
                return false;
            }
        }
    }
    return true;
}

static int list(const char *path, const struct CMUnitTest *tests, size_t n)
{
    FILE *stream = fopen(path, "a");
    bool failed = !stream;

    for (size_t i = 0; stream && i < n; i++) {
        fprintf(stream, "%s\n", tests[i].name);
    }
    failed |= stream && (ferror(stream) | fclose(stream));
    if (failed) {
        fprintf(stderr, "%s: cannot write the names of the cases: %s\n", path, strerror(errno));
    }
    return failed;
}

static int run(const char *pattern, const struct CMUnitTest *tests, size_t n)
{
    struct CMUnitTest *wanted = calloc(n, sizeof *wanted);
    size_t n_wanted = 0;
    int code = 1;

    if (wanted) {
        n_wanted = copy(wanted, tests, n, is_named, pattern);
        n_wanted = n_wanted ? n_wanted : copy(wanted, tests, n, fits, pattern);
    }
    if (n_wanted) {
        code = _cmocka_run_group_tests("cases", wanted, n_wanted, NULL, NULL) != 0;
    } else {
        fprintf(stderr, "no case is named \"%s\"; TEST_LIST=/dev/stdout names all\n", pattern);
    }
    free(wanted);
    return code;
}

int run_by_name(const struct CMUnitTest *tests, size_t n)
{
    static bool called;
    const char *pattern = getenv("TEST_CASE"), *path = getenv("TEST_LIST");

    if (called) {
        fprintf(stderr, "a test program has one list of cases\n");
        return 1;
    }
    called = true;
    if (!names_are_good(tests, n)) {
        return 1;
    }
    return path ? list(path, tests, n) : run(pattern ? pattern : "*", tests, n);
}
