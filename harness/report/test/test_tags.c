/* The table of tags: it is complete and fits on a screen. The arguments are the source's folder and
 * the files in which violations are found. */
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/tags.h"
#include "runtime/test/expect.h"

/* Each tag that a file gives to runtime_violation() or the like is in the table. */
static unsigned check_file(const char *name)
{
    FILE *stream = fopen(name, "r");
    char line[512], tag[16];
    unsigned n = 0;

    CHECK(stream);
    while (fgets(line, sizeof line, stream)) {
        const char *call = strstr(line, "violation(\"");

        if (call && sscanf(call, "violation(\"%15[A-Z]\"", tag) == 1) {
            if (!tag_find(tag)) {
                fprintf(stderr, "%s: tag %s is not in tags.c\n", name, tag);
            }
            CHECK(tag_find(tag));
            n++;
        }
    }
    fclose(stream);
    return n;
}

static int n_arguments;
static char **arguments;

static void test_all_in_use(void)
{
    static const char *const deaths[] = {"ASAN", "RACE",    "ABORT", "CRASH",
                                         "HANG", "HARNESS", "SAME"};
    unsigned n = 0;

    for (int i = 2; i < n_arguments; i++) {
        n += check_file(arguments[i]);
    }
    CHECK(n > 50);
    for (unsigned i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        CHECK(tag_find(deaths[i]));
    }
}

/* What the text names is there. */
static void check_cited(const char *source, const char *text)
{
    for (const char *at = text; *at; at += strcspn(at, " \n"), at += *at != '\0') {
        size_t n = strcspn(at, " \n,;");
        glob_t found;
        char path[512];

        if (strncmp(at, "harness/", 8) && strncmp(at, "targets/", 8) && strncmp(at, "src/", 4)) {
            continue;
        }
        n -= at[n - 1] == '.';
        snprintf(path, sizeof path, "%s/%.*s", source, (int)n, at);
        CHECK(!glob(path, 0, NULL, &found));
        globfree(&found);
    }
}

static void test_form(const void *source)
{
    size_t n;
    const struct tag *tags = tags_all(&n);

    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(tags[i].line);

        CHECK(tag_find(tags[i].name) == &tags[i]); /* No two have the same name. */
        CHECK(length > 0 && length <= 72 && tags[i].line[length - 1] != '.');
        for (const char *line = tags[i].text; *line; line = strchr(line, '\n') + 1) {
            CHECK(strchr(line, '\n') && strcspn(line, "\n") <= 78);
        }
        check_cited(source, tags[i].text);
    }
}

static void test_find(void)
{
    CHECK(tag_find("once") == tag_find("ONCE"));
    CHECK(!tag_find("") && !tag_find("ONC") && !tag_find("ONCES"));
}

int main(int argc, char **argv)
{
    const struct test_case cases[] = {
        CASE(test_all_in_use),
        CASE_OF("test_form", test_form, argv[1]),
        CASE(test_find),
    };

    CHECK(argc > 2);
    n_arguments = argc;
    arguments = argv;
    return RUN_CASES(cases);
}
