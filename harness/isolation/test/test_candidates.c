/*
 * Candidates that end their process, and those that come after them: what became of each. In the
 * place of the cache stands one that does what the number of umaps says.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "execution/execute.h"
#include "isolation/candidates.h"
#include "test/check.h"

enum { VIOLATE = 1, ABORT = 2, CRASH = 3, EXIT = 4 };

static void enter(void) {}

static int create(const struct cache_settings *settings, const struct cache_world *world)
{
    switch (settings->n_umaps) {
    case VIOLATE:
        runtime_violation("TEST", "violation number %d", 17);
    case ABORT:
        fprintf(stderr, "/x/file.c:12: assertion three == 4 failed\n");
        abort();
    case CRASH:
        raise(SIGSEGV);
        return 0;
    default:
        exit(7);
    }
}

const struct cache_under_test udpif_under_test = {
    .name = "one that fails", .create = create, .enter = enter};

static const struct ending {
    const char *name;
    uint8_t what;
    bool died;
    const char *invariant;
    const char *signature; /* Its beginning. */
} endings[] = {
    {"violation", VIOLATE, false, "TEST", "TEST by main"},
    {"abort", ABORT, true, "ABORT", "ABORT file.c assertion three == 4 failed"},
    {"crash", CRASH, true, SEGV_TAG, SEGV_TAG " "},
    {"exit", EXIT, true, "CRASH", "CRASH exit 7"},
};
enum { N_ENDINGS = sizeof endings / sizeof endings[0] };

static void execute(const struct ending *ending)
{
    static struct scenario s;
    static struct candidate_result result;
    static struct shrink_observation seen;
    const char *signature = result.signature.text;

    scenario_init(&s);
    s.n_umaps = ending->what;
    CHECK(!candidates_execute(&s, &result, &seen));
    CHECK(result.violated && result.died == ending->died, "%s: %s", ending->name, result.message);
    CHECK_TEXT(result.invariant, ending->invariant);
    CHECK(!strncmp(signature, ending->signature, strlen(ending->signature)), "%s: %s", ending->name,
          signature);
    CHECK((seen.recorded && seen.n_events) || ending->what == CRASH || ending->what == EXIT,
          "%s: nothing was observed", ending->name);
}

static void thrice(const void *ending)
{
    for (unsigned i = 0; i < 3; i++) {
        execute(ending);
    }
    candidates_end();
}

static void in_turn(void)
{
    for (unsigned i = 0; i < 3 * N_ENDINGS; i++) {
        execute(&endings[i % N_ENDINGS]);
    }
}

static void more_than_a_child_may_leave_behind(void)
{
    for (unsigned i = 0; i < 2000; i++) {
        execute(&endings[0]);
    }
}

int main(void)
{
    struct test_case cases[N_ENDINGS + 2] = {
        CASE_WITH(in_turn, NULL, candidates_end),
        CASE_WITH(more_than_a_child_may_leave_behind, NULL, candidates_end),
    };

    for (unsigned i = 0; i < N_ENDINGS; i++) {
        cases[2 + i] = (struct test_case)CASE_OF(endings[i].name, thrice, &endings[i]);
    }
    return RUN_CASES(cases);
}
