/* What a cache says of a broken rule tells the known from the new: in the signature, and for people. */
#include "cache/remark.h"

#include <string.h>

#include "test/check.h"

static struct violation v;
static char message[64];

static void say(const char *known, const char *text)
{
    struct cache_remark remark = {.known = known, .text = text};

    violation_init(&v, "ONCE/gap");
    strcpy(message, "a gap");
    remark_add(&remark, &v, message, sizeof message);
}

static void without_a_remark_nothing_changes(void)
{
    say(NULL, NULL);
    CHECK(v.n_traits == 0);
    CHECK(!strcmp(message, "a gap"));
}

static void what_is_known_is_a_trait(void)
{
    say("B70", "a base of another layer");
    CHECK(v.n_traits == 1 && !strcmp(v.traits[0].name, "known") &&
          !strcmp(v.traits[0].word, "B70"));
    CHECK(!strcmp(message, "a gap; known: B70, a base of another layer"));
}

static void what_is_not_promised_is_for_people_alone(void)
{
    say(NULL, "never promised");
    CHECK(v.n_traits == 0);
    CHECK(!strcmp(message, "a gap; never promised"));
}

static void a_long_remark_is_cut_off(void)
{
    say("B70",
        "a base of one layer that is used for another, and more words than there is room for");
    CHECK(strlen(message) == sizeof message - 1);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(without_a_remark_nothing_changes),
        CASE(what_is_known_is_a_trait),
        CASE(what_is_not_promised_is_for_people_alone),
        CASE(a_long_remark_is_cut_off),
    };

    return RUN_CASES(cases);
}
