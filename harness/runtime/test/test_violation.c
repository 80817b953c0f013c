/* Violations as data: the rule and what it is about, whatever the message says. */
#include <semaphore.h>
#include <string.h>

#include "runtime/pthread_api.h"
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

/* Whether the clause of the i-th part is that text. */
static bool is_clause(const struct violation *v, const char *message, unsigned i, const char *text)
{
    size_t length;
    const char *clause = violation_clause(v, message, i, &length);

    return length == strlen(text) && !strncmp(clause, text, length);
}

/* The clauses of a message are where the runtime has put them, whatever their words are. */
static void test_clauses(void)
{
    static const char message[] = "no end; at all; a waits; for b; b runs";
    struct violation v;
    size_t length;

    violation_init(&v, "LOCK/deadlock");
    CHECK(violation_intro(&v, message) == strlen(message));
    violation_add_part(&v, 1, "a", "waits")->clause = strlen("a waits; for b; b runs");
    violation_add_part(&v, 2, "b", "runs")->clause = strlen("b runs");
    CHECK(violation_intro(&v, message) == strlen("no end; at all"));
    CHECK(is_clause(&v, message, 0, "a waits; for b") && is_clause(&v, message, 1, "b runs"));
    v.parts[1].clause = 0; /* What did not fit into the message has none. */
    violation_clause(&v, message, 1, &length);
    CHECK(length == 0);
    v.parts[0].clause = UINT16_MAX; /* No part of it. */
    CHECK(violation_intro(&v, message) == strlen(message));
    violation_clause(&v, message, 0, &length);
    CHECK(length == 0);
}

/* Who waits for whom, as the execution itself says it. */
static void wait_for_ever(void *unused)
{
    sem_t semaphore;

    (void)unused;
    runtime_sem_init(&semaphore, 0, 0);
    runtime_sem_wait(&semaphore);
}

static void test_clauses_of_a_deadlock(void)
{
    struct runtime_outcome outcome;
    struct strategy_replay replay;
    size_t length;
    const char *clause;

    strategy_replay_init(&replay, NULL, 0);
    runtime_execute(&(struct runtime_options){.strategy = &replay.strategy, .step_budget = 1000},
                    wait_for_ever, NULL, &outcome);
    CHECK(violation_is(&outcome.violation, "LOCK/deadlock") && outcome.violation.n_parts == 1);
    clause = violation_clause(&outcome.violation, outcome.message, 0, &length);
    CHECK(!strncmp(clause, "main waits for semaphore 1", length) && length > 0 && !clause[length]);
    CHECK(violation_intro(&outcome.violation, outcome.message) ==
          strlen("deadlock: nobody can run"));
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
        CASE(test_about),          CASE(test_tag),
        CASE(test_clauses),        CASE(test_clauses_of_a_deadlock),
        CASE(test_in_other_words),
    };

    return RUN_CASES(cases);
}
