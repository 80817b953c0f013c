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

static struct scenario s;
static struct candidate_result result;
static struct shrink_observation seen;

static void expect(unsigned what, bool died, const char *invariant, const char *signature)
{
    scenario_init(&s);
    s.n_umaps = (uint8_t)what;
    if (candidates_execute(&s, &result, &seen) || !result.violated || result.died != died ||
        strcmp(result.invariant, invariant) ||
        strncmp(result.signature.text, signature, strlen(signature))) {
        fprintf(stderr, "%u: violated %d, died %d, %s, %s: '%s'; expected %s, '%s'\n", what,
                result.violated, result.died, result.invariant, result.message,
                result.signature.text, invariant, signature);
        exit(1);
    }
}

int main(void)
{
    for (unsigned round = 0; round < 3; round++) {
        expect(VIOLATE, false, "TEST", "TEST by main");
        if (!seen.recorded || seen.n_events == 0) {
            fprintf(stderr, "nothing was observed\n");
            return 1;
        }
        expect(ABORT, true, "ABORT", "ABORT file.c assertion three == 4 failed");
        if (!seen.recorded || seen.n_events == 0) {
            fprintf(stderr, "nothing was observed of a death\n");
            return 1;
        }
        expect(CRASH, true, SEGV_TAG, SEGV_TAG " ");
        expect(EXIT, true, "CRASH", "CRASH exit 7");
    }
    for (unsigned i = 0; i < 2000; i++) { /* More than a child may leave behind. */
        expect(VIOLATE, false, "TEST", "TEST by main");
    }
    candidates_end();
    return 0;
}
