/* Violations as data: the rule and what it is about, whatever the message says. */
#include <string.h>

#include "runtime/strategy.h"
#include "runtime/test/expect.h"

static void test_about(void)
{
    struct violation v;
    uint64_t number = 7;

    violation_init(&v, "ONCE/credited-twice");
    CHECK(!violation_about(&v, "slot", &number) && number == 7);
    violation_add(&v, "slot", 0);
    violation_add(&v, "ukey", 5);
    CHECK(violation_about(&v, "slot", &number) && number == 0);
    CHECK(violation_about(&v, "ukey", &number) && number == 5);
    for (unsigned i = 0; i < 2 * VIOLATION_MAX_SUBJECTS; i++) {
        violation_add(&v, "packet", i);
    }
    CHECK(v.n_subjects == VIOLATION_MAX_SUBJECTS);
    CHECK(violation_about(&v, "packet", &number) && number == 0);
}

static void test_tag(void)
{
    struct violation v;
    char tag[16], small[3];

    violation_init(&v, "STALL/not-put");
    violation_tag(&v, tag, sizeof tag);
    violation_tag(&v, small, sizeof small);
    CHECK(!strcmp(tag, "STALL") && !strcmp(small, "ST"));
    violation_init(&v, "LOCK");
    violation_tag(&v, tag, sizeof tag);
    CHECK(!strcmp(tag, "LOCK"));
}

static void violate(void *message)
{
    struct violation v;

    violation_init(&v, "ONCE/gap");
    violation_add(&v, "slot", 12);
    runtime_violation_of(&v, "%s", (const char *)message);
}

/* What an execution that is violated says of it is the same in other words. */
static void test_in_other_words(void)
{
    static char messages[2][32] = {"flow 3 has lost hits", "hits are missing"};
    struct runtime_outcome outcomes[2];

    for (unsigned i = 0; i < 2; i++) {
        struct strategy_replay replay;

        strategy_replay_init(&replay, NULL, 0);
        runtime_execute(
            &(struct runtime_options){.strategy = &replay.strategy, .step_budget = 1000}, violate,
            messages[i], &outcomes[i]);
        CHECK(outcomes[i].violated && !strcmp(outcomes[i].invariant, "ONCE"));
        CHECK(!strcmp(outcomes[i].message, messages[i]));
    }
    CHECK(!memcmp(&outcomes[0].violation, &outcomes[1].violation, sizeof outcomes[0].violation));
    CHECK(!strcmp(outcomes[0].violation.rule, "ONCE/gap"));
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_about),
        CASE(test_tag),
        CASE(test_in_other_words),
    };

    return RUN_CASES(cases);
}
