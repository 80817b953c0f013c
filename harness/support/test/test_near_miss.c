/*
 * What may have been meant by a word, and what was not.
 */
#include <string.h>

#include "scenario/test/expect.h"
#include "support/near_miss.h"

static const char *const known[] = {"replay", "explain", "minimize", "show",
                                    "random", "pct",     "pos"};

/* The word of `known` that is near to `word` is `expected`, "" if none is. */
static void expect_near(const char *word, const char *expected)
{
    struct near_miss near = {.word = word};

    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++) {
        near_miss_try(&near, known[i], strlen(known[i]));
    }
    EXPECT(!strcmp(near.best, expected), "'%s' is near to '%s', not '%s'", word, near.best,
           expected);
}

int main(void)
{
    char long_word[200];
    struct near_miss near = {.word = long_word};

    expect_near("repaly", "replay"); /* Two letters have changed places. */
    expect_near("relay", "replay");  /* One is missing, */
    expect_near("shoow", "show");    /* one is added, */
    expect_near("rendom", "random"); /* one is wrong. */
    expect_near("MINIMISE", "minimize");
    expect_near("min", "minimize");
    expect_near("explain-all", "explain");
    expect_near("pst", "pct"); /* The first of those that are equally near. */
    expect_near("frobnicate", "");
    expect_near("ab", "");
    expect_near("x", "");
    expect_near("", "");

    /* Words of any length are safe, and near to nothing. */
    memset(long_word, 'a', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    near_miss_try(&near, long_word, sizeof long_word - 1);
    EXPECT(!near.best[0], "'%s'", near.best);
    near.word = "aaa";
    near_miss_try(&near, long_word, sizeof long_word - 1);
    EXPECT(!near.best[0], "'%s'", near.best);
    EXPECT(!strcmp(near_miss_text(&near).text, ""), "'%s'", near_miss_text(&near).text);
    near_miss_try(&near, "aab", 3);
    EXPECT(!strcmp(near_miss_text(&near).text, "; did you mean 'aab'?"), "'%s'",
           near_miss_text(&near).text);
    return 0;
}
