/* Cases whose names are odd. Each appends its name to the file that is the argument. A second argument is the
 * name of one more. */
#include <stdio.h>

#include "run_by_name.h"

static const char *path;

static void write_name(void **name)
{
    FILE *stream = fopen(path, "a");

    assert_non_null(stream);
    fprintf(stream, "%s\n", (const char *)*name);
    assert_int_equal(fclose(stream), 0);
}

#define NAMED(NAME)                                                                       \
    {                                                                                     \
        .name = NAME, .test_func = write_name, .initial_state = (void *)(uintptr_t)(NAME) \
    }

int main(int argc, char **argv)
{
    const char *more = argc > 2 ? argv[2] : "one more";
    const struct CMUnitTest tests[] = {
        NAMED("an_ordinary_one"),
        NAMED("two words"),
        NAMED(" spaces around "),
        NAMED("a;b;;c\\;d"),
        NAMED("["),
        NAMED("a]]b"),
        NAMED("[[x]==]"),
        NAMED("\"quoted\""),
        NAMED("it's"),
        NAMED("*"),
        NAMED("?"),
        NAMED("[a-z]*"),
        NAMED("$HOME ${HOME}"),
        NAMED("$<1:x>"),
        NAMED("back\\slash\\"),
        NAMED("# no comment"),
        NAMED("(1 of 2)"),
        NAMED("-n"),
        NAMED("a=b"),
        NAMED("%s%n"),
        NAMED("größer"),
        NAMED("a\tb"),
        NAMED("`id` | $(id)"),
        NAMED(more),
    };

    path = argv[1];
    assert_true(argc > 1);
    return RUN_BY_NAME(tests);
}
