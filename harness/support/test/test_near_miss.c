/* What may have been meant by a word, and what was not. */
#include <string.h>

#include "test/check.h"
#include "support/near_miss.h"

static const char *const known[] = {"replay", "explain", "minimize", "show",
                                    "random", "pct",     "pos"};

/* A word, and the known one that is near to it. */
static const struct {
    const char *word, *near;
} cases[] = {
    {"repaly", "replay"}, /* Two letters have changed places. */
    {"relay", "replay"},  /* One is missing, */
    {"shoow", "show"},    /* one is added, */
    {"rendom", "random"}, /* one is wrong. */
    {"MINIMISE", "minimize"},
    {"min", "minimize"},
    {"explain-all", "explain"},
    {"pst", "pct"}, /* The first of those that are equally near. */
    {"frobnicate", ""},
    {"ab", ""},
    {"x", ""},
    {"", ""},
};

static void the_nearest_word_is_found(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct near_miss near = {.word = cases[i].word};

        for (size_t j = 0; j < sizeof known / sizeof known[0]; j++) {
            near_miss_try(&near, known[j], strlen(known[j]));
        }
        CHECK_TEXT(near.best, cases[i].near);
    }
}

static void long_words_are_safe_and_near_to_nothing(void)
{
    char long_word[200];
    struct near_miss near = {.word = long_word};

    memset(long_word, 'a', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    near_miss_try(&near, long_word, sizeof long_word - 1);
    CHECK_TEXT(near.best, "");
    near.word = "aaa";
    near_miss_try(&near, long_word, sizeof long_word - 1);
    CHECK_TEXT(near.best, "");
}

static void the_text_asks(void)
{
    struct near_miss near = {.word = "aaa"};

    CHECK_TEXT(near_miss_text(&near).text, "");
    near_miss_try(&near, "aab", 3);
    CHECK_TEXT(near_miss_text(&near).text, "; did you mean 'aab'?");
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(the_nearest_word_is_found),
        CASE(long_words_are_safe_and_near_to_nothing),
        CASE(the_text_asks),
    };

    return RUN_CASES(tests);
}
