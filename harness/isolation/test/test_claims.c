/*
 * Caches that write over all that they share with their parent, and then end in one way or another.
 * The parent must neither believe it nor die of it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "execution/execute.h"
#include "isolation/candidates.h"
#include "isolation/death.h"
#include "isolation/determinism.h"
#include "isolation/record.h"
#include "isolation/worker.h"
#include "support/random.h"
#include "test/check.h"

static enum end { VIOLATES, ABORTS, CRASHES, EXITS, SAYS_HANG, SAYS_DONE } end;
static uint64_t pattern; /* Below 256: each byte; else random numbers follow from it. */

static void scribble_over(uint8_t *from, uint8_t *to)
{
    struct random state = {pattern};

    while (from < to) {
        uint64_t value = random_next(&state);

        *from++ = pattern < 256 ? (uint8_t)pattern : (uint8_t)value;
    }
}

/* All mappings that are shared and can be written to. */
static void scribble(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512], flags[5];
    unsigned long from, to;

    while (maps && fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx %4s", &from, &to, flags) == 3 && !strcmp(flags, "rw-s")) {
            scribble_over((uint8_t *)from, (uint8_t *)to);
        }
    }
    fclose(maps);
}

static void enter(void) {}

static int create(const struct cache_settings *settings, const struct cache_world *world)
{
    scribble();
    switch (end) {
    case VIOLATES:
        runtime_violation("TEST", "violated");
    case ABORTS:
        abort();
    case CRASHES:
        raise(SIGSEGV);
        _exit(1);
    case EXITS:
        exit(0);
    case SAYS_HANG:
        _exit(EXIT_HANG);
    default:
        _exit(67); /* That of a child that has done all. */
    }
}

const struct cache_under_test udpif_under_test = {
    .name = "one that scribbles", .create = create, .enter = enter};

static struct scenario s;

static void check_words(bool violated, const char *invariant, size_t size, const char *message,
                        size_t message_size)
{
    CHECK(violated, "not taken for a violation");
    CHECK(memchr(invariant, '\0', size) && memchr(message, '\0', message_size), "endless strings");
    CHECK(*message, "no message");
}

static void try_worker(void)
{
    static struct worker_run run;
    uint64_t hashes[3];
    size_t n_hashes;

    CHECK(!worker_execute(&s, 3, hashes, &n_hashes, &run, -1, true), "no worker");
    check_words(run.violated, run.invariant, sizeof run.invariant, run.message, sizeof run.message);
    CHECK(n_hashes <= 3 && run.n_preemptions <= PREEMPTIONS_MAX, "more than there can be");
    CHECK(run.missed.n <= s.n_preemptions, "more missed than there are");
}

static void try_determinism(void)
{
    static struct determinism result;

    determinism_check(&s, 3, &result);
    CHECK(result.n <= 3, "more executions than asked for");
}

static void try_candidate(void)
{
    static struct candidate_result result;
    static struct shrink_observation seen;

    candidates_end();
    CHECK(!candidates_execute(&s, &result, &seen), "no candidate");
    check_words(result.violated, result.invariant, sizeof result.invariant, result.message,
                sizeof result.message);
    CHECK(seen.n_events <= SHRINK_MAX_EVENTS && seen.n_preemptions <= PREEMPTIONS_MAX,
          "more than there can be");
    for (size_t i = 0; i < seen.n_events; i++) {
        CHECK(seen.events[i].actor < RUNTIME_MAX_ACTORS, "no actor");
    }
}

static void try_recording(void)
{
    const struct recording *r = record_scenario(&s);
    bool violated;

    CHECK(r, "no recording");
    violated = r->outcome.violated;
    check_words(violated, r->outcome.invariant, sizeof r->outcome.invariant, r->outcome.message,
                sizeof r->outcome.message);
    CHECK(r->n_events <= RECORDING_MAX_EVENTS, "more events than there can be");
    CHECK(memchr(r->report, '\0', sizeof r->report), "an endless report");
    for (size_t i = 0; i < r->n_events; i++) {
        CHECK(r->events[i].actor < RUNTIME_MAX_ACTORS, "no actor");
    }
}

static const struct way {
    const char *name;
    enum end end;
} ways[] = {
    {"violates", VIOLATES}, {"aborts", ABORTS},       {"crashes", CRASHES},
    {"exits", EXITS},       {"says hang", SAYS_HANG}, {"says done", SAYS_DONE},
};
enum { N_WAYS = sizeof ways / sizeof ways[0] };

static void end_so(const void *way_)
{
    static const uint64_t patterns[] = {0x00, 0x01, 0x55, 0x7f, 0x80, 0xff, 1000, 1001, 1002};
    const struct way *way = way_;

    end = way->end;
    scenario_init(&s);
    for (unsigned i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        pattern = patterns[i];
        fprintf(stderr, "pattern %llu\n", (unsigned long long)pattern);
        try_worker();
        try_determinism();
        if (end == SAYS_DONE && pattern < 0x55) {
            continue; /* All that it says is possible, and nothing is wrong with it. */
        }
        try_candidate();
        try_recording();
    }
    candidates_end();
}

int main(void)
{
    struct test_case cases[N_WAYS];

    for (unsigned i = 0; i < N_WAYS; i++) {
        cases[i] = (struct test_case)CASE_OF(ways[i].name, end_so, &ways[i]);
    }
    return RUN_CASES(cases);
}
