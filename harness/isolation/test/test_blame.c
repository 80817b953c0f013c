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

#line 120 "test_blame.c"
static const struct {
    void (*act)(void);
    const char *signature; /* Of a mistake of the harness; NULL: it is none. */
} ways[] = {
    {oracle_crashes, "HARNESS dies in oracle_crashes"},
    {oracle_aborts, "HARNESS dies in oracle_aborts"},
    {oracle_crashes_in_library, "HARNESS dies in oracle_crashes_in_library"},
    {oracle_calls_nothing, "HARNESS dies in oracle_calls_nothing"},
    {oracle_calls_runtime, "HARNESS dies in runtime_aborts"},
    {oracle_calls_adapter, "HARNESS dies in adapter_reads"},
    {oracle_exits, "HARNESS dies in oracle_exits"},
    {oracle_spins, "HARNESS spins in oracle_spins"},
    {oracle_calls_cache, NULL},
    {oracle_is_killed, NULL},
    {cache_crashes, NULL},
    {cache_calls_runtime, NULL},
    {cache_calls_adapter, NULL},
    {cache_spins, NULL},
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

static void check(bool holds, unsigned way, const char *how, const char *seen)
{
    if (!holds) {
        fprintf(stderr, "way %u, %s: expected %s, seen '%s'\n", way, how,
                ways[way].signature ? ways[way].signature : "the cache's", seen);
        exit(1);
    }
}

static void check_tag(unsigned way, const char *how, const char *tag)
{
    check(!strcmp(tag, "HARNESS") == (ways[way].signature != NULL), way, how, tag);
}

static void expect(unsigned way)
{
    static struct scenario s;
    static struct candidate_result result;
    static struct worker_run run;
    const struct recording *recording;
    uint64_t hash[1];
    size_t n;

    scenario_init(&s);
    s.n_umaps = (uint8_t)(way + 1);
    for (unsigned round = 0; round < 2; round++) {
        check(!candidates_execute(&s, &result, NULL) && result.died, way, "a candidate",
              "no death");
        check_tag(way, "a candidate", result.invariant);
        check(!ways[way].signature || !strcmp(result.signature.text, ways[way].signature), way,
              "a candidate", result.signature.text);
    }
    check(!worker_execute(&s, 1, hash, &n, &run, -1, true) && run.died, way, "a run", "no death");
    check_tag(way, "a run", run.invariant);
    recording = record_scenario(&s);
    check(recording && recording->died, way, "a recording", "no death");
    check_tag(way, "a recording", recording->outcome.invariant);
}

int main(void)
{
    if (system("(command -v llvm-symbolizer || command -v addr2line) >/dev/null")) {
        return 77;
    }
    setenv(WATCHDOG_VARIABLE, "0.1", 1);
    for (unsigned way = 0; way < N_WAYS; way++) {
        expect(way);
    }
    candidates_end();
    return 0;
}
