/*
 * Signatures: what is the same bug, and what is not.
 */
#include <string.h>

#include "expect.h"
#include "scenario/signature.h"

static void expect_text(const struct signature *signature, const char *expected)
{
    CHECK(!strcmp(signature->text, expected), "expected '%s', got '%s'", expected, signature->text);
}

static void expect_violation(const struct violation *v, const char *expected)
{
    struct signature signature;

    signature_of_violation(&signature, v);
    expect_text(&signature, expected);
}

/* A rule, who broke it, and what else tells it from others; no numbers. */
static void test_violations(void)
{
    struct violation v;

    violation_init(&v, "STATE/no-such-step");
    expect_violation(&v, "STATE/no-such-step");
    violation_add(&v, "slot", 3);
    violation_add(&v, "ukey", 2);
    violation_add_actor(&v, "by", 4, "revalidator-0");
    violation_add_trait(&v, "from", "DELETED");
    violation_add_trait(&v, "to", "EVICTED");
    expect_violation(&v, "STATE/no-such-step by revalidator from DELETED to EVICTED");
    violation_init(&v, "PROG");
    expect_violation(&v, "PROG");
    violation_init(&v, "HANG");
    violation_add_trait(&v, "", "f2");
    expect_violation(&v, "HANG f2");
}

static void add_wait(struct violation *v, const char *who, const char *does, const char *kind,
                     uint64_t number)
{
    struct violation_part *part = violation_add_part(v, number & 3, who, does);

    violation_set_subject(&part->object, kind, number);
}

/* Neither how many do the same matters, nor in which order they stand; what they do does. */
static void test_parts(void)
{
    struct violation v;
    struct violation_part *part;

    violation_init(&v, "LOCK/deadlock");
    add_wait(&v, "main", "waits at", "barrier", 1);
    add_wait(&v, "handler-0", "waits on", "condition", 3);
    add_wait(&v, "handler-1", "waits on", "condition", 4);
    expect_violation(&v, "LOCK/deadlock; handler waits on condition; main waits at barrier");
    violation_init(&v, "LOCK/deadlock");
    add_wait(&v, "handler-7", "waits on", "condition", 2);
    add_wait(&v, "main", "waits at", "barrier", 9);
    expect_violation(&v, "LOCK/deadlock; handler waits on condition; main waits at barrier");
    add_wait(&v, "handler-8", "waits for", "mutex", 2);
    part = &v.parts[v.n_parts - 1];
    violation_held_by(part, "main");
    violation_held_by(part, "handler-1");
    violation_held_by(part, "handler-2");
    expect_violation(&v, "LOCK/deadlock; handler waits for mutex held by main,handler; handler "
                         "waits on condition; main waits at barrier");
    violation_init(&v, "LOCK/order");
    add_wait(&v, "handler-0", "took", "lock", 2);
    violation_set_subject(&v.parts[0].holding, "lock", 3);
    expect_violation(&v, "LOCK/order; handler took lock holding lock");
}

/* More than there is room for is cut. */
static void test_long(void)
{
    char word[sizeof((struct violation_trait *)NULL)->word + 9];
    struct signature signature;
    struct violation v;

    memset(word, 'x', sizeof word);
    word[sizeof word - 1] = '\0';
    violation_init(&v, "BIJ/long");
    for (unsigned i = 0; i < 2 * VIOLATION_MAX_TRAITS; i++) {
        violation_add_trait(&v, word, word);
    }
    for (unsigned i = 0; i < 2 * VIOLATION_MAX_PARTS; i++) {
        violation_held_by(violation_add_part(&v, 1, word, word), word);
    }
    CHECK(v.n_traits == VIOLATION_MAX_TRAITS && v.n_parts == VIOLATION_MAX_PARTS, "%u %u",
          v.n_traits, v.n_parts);
    signature_of_violation(&signature, &v);
    CHECK(strlen(signature.text) == SIGNATURE_MAX - 1, "%zu characters", strlen(signature.text));
}

/* Of a death the report says more, unless it is known where it was. */
static void test_deaths(void)
{
    static const char report[] =
        "==17==ERROR: AddressSanitizer: heap-use-after-free on address 0x61 at pc 0x55 bp 0x7f\n"
        "WRITE of size 4 at 0x6120 thread T0\n"
        "    #0 0x55e in ukey_transition /elsewhere/src/ukey.c:120:5\n";
    struct signature signature;
    struct violation v;

    violation_init(&v, "ASAN");
    signature_of_death(&signature, &v, report);
    expect_text(&signature, "ASAN heap-use-after-free WRITE in ukey_transition");
    violation_init(&v, "HARNESS");
    violation_add_trait(&v, "dies in", "mistaken");
    signature_of_death(&signature, &v, report);
    expect_text(&signature, "HARNESS dies in mistaken");
    violation_init(&v, "CRASH");
    violation_add(&v, "signal", 11);
    signature_of_death(&signature, &v, "nothing that is known");
    expect_text(&signature, "CRASH signal 11");
}

static void expect_match(bool expected, const char *wanted, const char *seen)
{
    CHECK(signature_matches(wanted, seen) == expected, "'%s' and '%s'", wanted, seen);
}

static void test_matches(void)
{
    static const char seen[] = "STATE/no-such-step by main from DELETED to EVICTED";

    expect_match(true, seen, seen);
    expect_match(true, "STATE", seen);
    expect_match(true, "STATE/no-such-step", seen);
    expect_match(false, "STATE/no-such", seen);
    expect_match(false, "STA", seen);
    expect_match(false, "STATE/no-such-step by main", seen);
    expect_match(false, "STATE/no-such-step by main from DELETED to VISIBLE", seen);
    expect_match(true, "LOCK/deadlock", "LOCK/deadlock; main waits at barrier");
    expect_match(true, "ASAN", "ASAN SEGV in f");
    expect_match(false, "ASAN SEGV in g", "ASAN SEGV in f");
    expect_match(false, "", seen);
    /* From when a violation's signature was a sentence: as good as its tag. */
    expect_match(true, "STATE main takes ukey of flow from DELETED to EVICTED: no such", seen);
    expect_match(false, "ONCE main credits packets", seen);
    expect_match(false, "HARNESS spins in f", "HARNESS/no-such-slot by main");
    expect_match(true, "CRASH the process ended with signal 11 (Segmentation fault)",
                 "CRASH signal 11");
    expect_match(false, "CRASH stack-overflow in f", "CRASH signal 11");
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_violations), CASE(test_parts),   CASE(test_long),
        CASE(test_deaths),     CASE(test_matches),
    };

    return RUN_CASES(cases);
}
