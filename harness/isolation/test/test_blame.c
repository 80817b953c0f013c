/*
 * Executions that die or hang in the cache, in the harness, and in what both call: it is said whose
 * mistake that is. In the place of the cache stands one that does what the number of umaps says;
 * lines with a number and a name say in which files its functions are.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "execution/execute.h"
#include "isolation/candidates.h"
#include "isolation/record.h"
#include "isolation/worker.h"
#include "test/check.h"

#define A_FUNCTION __attribute__((noinline)) static

static volatile unsigned turns; /* Counted, so that no call is a function's last act. */
static volatile bool never;
static volatile size_t size = 100;
static void *volatile nowhere;
static void (*volatile no_function)(void);

#line 1 "/w/harness/runtime/made_up.c"
A_FUNCTION void runtime_aborts(void)
{
    abort();
}

#line 1 "/w/harness/cache/made_up.c"
A_FUNCTION void adapter_reads(const volatile unsigned *from)
{
    turns += *from;
}

#line 1 "/w/src/made_up.c"
A_FUNCTION void cache_crashes(void)
{
    *(volatile unsigned *)nowhere = 1;
}

A_FUNCTION void cache_calls_runtime(void)
{
    runtime_aborts();
    turns++;
}

A_FUNCTION void cache_calls_adapter(void)
{
    adapter_reads(nowhere);
    turns++;
}

A_FUNCTION void cache_spins(void)
{
    while (!never) {
    }
}

#line 1 "/w/harness/oracle/made_up.c"
A_FUNCTION void oracle_crashes(void)
{
    *(volatile unsigned *)nowhere = 1;
}

A_FUNCTION void oracle_aborts(void)
{
    abort();
}

A_FUNCTION void oracle_crashes_in_library(void)
{
    memset(nowhere, 1, size);
    turns++;
}

A_FUNCTION void oracle_calls_nothing(void)
{
    no_function();
    turns++;
}

A_FUNCTION void oracle_calls_runtime(void)
{
    runtime_aborts();
    turns++;
}

A_FUNCTION void oracle_calls_adapter(void)
{
    adapter_reads(nowhere);
    turns++;
}

A_FUNCTION void oracle_exits(void)
{
    exit(7);
}

A_FUNCTION void oracle_spins(void)
{
    while (!never) {
    }
}

A_FUNCTION void oracle_calls_cache(void)
{
    cache_crashes();
    turns++;
}

/* Another process ends this one: it does not matter where that finds it. */
A_FUNCTION void oracle_is_killed(void)
{
    pid_t pid = getpid();

    if (fork() == 0) {
        kill(pid, SIGABRT);
        _exit(0);
    }
    while (!never) {
    }
}

#line 128 "test_blame.c"
#define WAY(FUNCTION, SIGNATURE)         \
    {                                    \
        (FUNCTION), #FUNCTION, SIGNATURE \
    }

static const struct way {
    void (*act)(void);
    const char *name;
    const char *signature; /* Of a mistake of the harness; NULL: it is none. */
} ways[] = {
    WAY(oracle_crashes, "HARNESS dies in oracle_crashes"),
    WAY(oracle_aborts, "HARNESS dies in oracle_aborts"),
    WAY(oracle_crashes_in_library, "HARNESS dies in oracle_crashes_in_library"),
    WAY(oracle_calls_nothing, "HARNESS dies in oracle_calls_nothing"),
    WAY(oracle_calls_runtime, "HARNESS dies in runtime_aborts"),
    WAY(oracle_calls_adapter, "HARNESS dies in adapter_reads"),
    WAY(oracle_exits, "HARNESS dies in oracle_exits"),
    WAY(oracle_spins, "HARNESS spins in oracle_spins"),
    WAY(oracle_calls_cache, NULL),
    WAY(oracle_is_killed, NULL),
    WAY(cache_crashes, NULL),
    WAY(cache_calls_runtime, NULL),
    WAY(cache_calls_adapter, NULL),
    WAY(cache_spins, NULL),
};
enum { N_WAYS = sizeof ways / sizeof ways[0] };

static void enter(void) {}

static int create(const struct cache_settings *settings, const struct cache_world *world)
{
    sched_point(EVENT_CLIENT, 1);
    ways[settings->n_umaps - 1].act();
    turns++;
    return 0;
}

const struct cache_under_test udpif_under_test = {
    .name = "one that fails", .create = create, .enter = enter};

static void check_tag(const struct way *way, const char *how, const char *tag)
{
    CHECK(!strcmp(tag, "HARNESS") == (way->signature != NULL), "%s: %s", how, tag);
}

static void execute_as_candidate(const struct scenario *s, const struct way *way)
{
    static struct candidate_result result;

    CHECK(!candidates_execute(s, &result, NULL) && result.died);
    check_tag(way, "a candidate", result.invariant);
    if (way->signature) {
        CHECK_TEXT(result.signature.text, way->signature);
    }
}

static void execute_in_worker(const struct scenario *s, const struct way *way)
{
    static struct worker_run run;
    uint64_t hash[1];
    size_t n;

    CHECK(!worker_execute(s, 1, hash, &n, &run, -1, true) && run.died);
    check_tag(way, "a run", run.invariant);
}

static void die_everywhere(const void *way_)
{
    static struct scenario s;
    const struct recording *recording;
    const struct way *way = way_;

    if (system("(command -v llvm-symbolizer || command -v addr2line) >/dev/null")) {
        exit(77);
    }
    scenario_init(&s);
    s.n_umaps = (uint8_t)(way - ways + 1);
    execute_as_candidate(&s, way);
    execute_as_candidate(&s, way);
    execute_in_worker(&s, way);
    recording = record_scenario(&s);
    CHECK(recording && recording->died);
    check_tag(way, "a recording", recording->outcome.invariant);
    candidates_end();
}

int main(void)
{
    struct test_case cases[N_WAYS];

    setenv(WATCHDOG_VARIABLE, "0.1", 1);
    for (unsigned i = 0; i < N_WAYS; i++) {
        cases[i] = (struct test_case)CASE_OF(ways[i].name, die_everywhere, &ways[i]);
    }
    return RUN_CASES(cases);
}
