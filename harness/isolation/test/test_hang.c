/*
 * Executions that do not end, each in its own way: all are found out within their limit, and all
 * say each time the same function, which has the loop. In the place of the cache stands one that
 * does what the number of umaps says.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "execution/execute.h"
#include "isolation/candidates.h"
#include "isolation/determinism.h"
#include "isolation/record.h"
#include "isolation/worker.h"
#include "isolation/test/block_signals.h"
#include "runtime/fiber.h"

enum {
    SPIN = 1,
    CALLS,
    LIBRARY,
    LIST,
    FIBONACCI,
    SYSTEM_CALL,
    EMPTY_PIPE,
    EVENTS,
    LOCKED,
    RECURSION,
    MUTUAL,
    LARGE,
    NULL_POINTER,
    DEAF,
    STONE_DEAF,
    ENDS
};
enum { ROUNDS = 3, BUSY_MS = 150 };

static volatile unsigned turns;
static volatile bool never;
static volatile const char *sought;
static volatile unsigned *volatile nowhere;

__attribute__((noinline)) static void spin_on_flag(void)
{
    while (!never) {
    }
}

__attribute__((noinline)) static void work(void)
{
    for (unsigned i = 0; i < 100000; i++) {
        turns++;
    }
}

__attribute__((noinline)) static void rest_a_little(void)
{
    for (unsigned i = 0; i < 10; i++) {
        turns++;
    }
}

/* Hardly ever in its own lines. */
__attribute__((noinline)) static void call_for_ever(void)
{
    while (!never) {
        work();
        rest_a_little();
    }
}

/* Hardly ever in the program at all. */
__attribute__((noinline)) static void search_for_ever(void)
{
    static char text[1 << 16];

    memset(text, 'x', sizeof text - 1);
    while (!never) {
        sought = strstr(text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy");
    }
}

struct node {
    struct node *volatile next;
};

__attribute__((noinline)) static unsigned length_of(const struct node *list)
{
    unsigned n = 0;

    for (; list; list = list->next) {
        n++;
    }
    return n;
}

__attribute__((noinline)) static void circular_list(void)
{
    static struct node a, b, c;

    a.next = &b;
    b.next = &c;
    c.next = &b;
    turns = length_of(&a);
}

/* Deeper and less deep, for a very long time. */
__attribute__((noinline)) static unsigned fibonacci(unsigned n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

__attribute__((noinline)) static void count_rabbits(void)
{
    turns = fibonacci(90);
}

/* A signal ends this call, */
__attribute__((noinline)) static void wait_for_ever(void)
{
    turns = (unsigned)poll(NULL, 0, -1);
}

/* and this one goes on after it. */
__attribute__((noinline)) static void read_for_ever(void)
{
    char byte;
    int ends[2];

    turns = !pipe(ends) && read(ends[0], &byte, 1) == 1;
}

/* Fills the event log, which no point bounds. */
__attribute__((noinline)) static void tell_for_ever(void)
{
    while (!never) {
        event_log_append(EVENT_CLIENT, turns++, 0, 0, 0);
    }
}

/* Until the stack is full. Nothing is a tail call, as something is done afterwards. */
__attribute__((noinline)) static unsigned deeper(unsigned n)
{
    volatile unsigned kept[16] = {n};

    return never ? n : deeper(n + 1) + kept[n % 16];
}

static unsigned outwards(unsigned n);

__attribute__((noinline)) static unsigned inwards(unsigned n)
{
    volatile unsigned kept[100] = {n};

    return never ? n : outwards(n + 1) + kept[n % 100];
}

__attribute__((noinline)) static unsigned outwards(unsigned n)
{
    volatile unsigned kept[10] = {n};

    work();
    return inwards(n + 1) + kept[n % 10];
}

/* No recursion, but more than there is room for. */
__attribute__((noinline)) static unsigned large_frame(void)
{
    volatile char kept[FIBER_STACK_SIZE];

    kept[turns % sizeof kept] = 1;
    kept[0] = 2;
    return (unsigned)kept[turns % sizeof kept];
}

/* Between two points, and yet not for ever. */
static void take_time(void)
{
    struct timespec now, begun;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    } while ((now.tv_sec - begun.tv_sec) * 1000 + (now.tv_nsec - begun.tv_nsec) / 1000000 <
             BUSY_MS);
}

static void enter(void) {}

static int create(const struct cache_settings *settings, const struct cache_world *world)
{
    sched_point(EVENT_CLIENT, 1);
    switch (settings->n_umaps) {
    case SPIN:
        spin_on_flag();
        break;
    case CALLS:
        call_for_ever();
        break;
    case LIBRARY:
        search_for_ever();
        break;
    case LIST:
        circular_list();
        break;
    case FIBONACCI:
        count_rabbits();
        break;
    case SYSTEM_CALL:
        wait_for_ever();
        break;
    case EMPTY_PIPE:
        read_for_ever();
        break;
    case EVENTS:
        tell_for_ever();
        break;
    case RECURSION:
        turns = deeper(0);
        break;
    case MUTUAL:
        turns = turns ? inwards(0) : outwards(0);
        break;
    case LARGE:
        turns = large_frame();
        break;
    case NULL_POINTER:
        turns = *nowhere;
        break;
    case LOCKED: /* What is said of it must not need standard error. */
        flockfile(stderr);
        spin_on_flag();
        break;
    case DEAF:
        block_signals();
        spin_on_flag();
        break;
    case STONE_DEAF:
        block_all_signals();
        spin_on_flag();
        break;
    default:
        for (unsigned i = 0; i < 4; i++) {
            take_time();
            sched_point(EVENT_CLIENT, 2);
        }
    }
    runtime_violation("TEST", "it has ended");
}

const struct cache_under_test udpif_under_test = {
    .name = "one that hangs", .create = create, .enter = enter};

static void check(bool holds, const char *what, unsigned way, const char *seen)
{
    if (!holds) {
        fprintf(stderr, "way %u: expected %s, seen '%s'\n", way, what, seen);
        exit(1);
    }
}

static void expect(unsigned way, unsigned rounds, const char *signature, const char *said)
{
    static struct scenario s;
    static struct candidate_result result;
    static struct shrink_observation seen;

    scenario_init(&s);
    s.n_umaps = (uint8_t)way;
    for (unsigned round = 0; round < rounds; round++) {
        check(!candidates_execute(&s, &result, &seen), "a child", way, "none");
        check(!strcmp(result.signature.text, signature), signature, way, result.signature.text);
        check(strstr(result.message, said) != NULL, said, way, result.message);
        check(seen.recorded, "an observation", way, "none");
    }
}

/* A fault elsewhere is told as before. */
static void expect_other_fault(void)
{
    static struct scenario s;
    static struct candidate_result result;
    static struct shrink_observation seen;

    scenario_init(&s);
    s.n_umaps = NULL_POINTER;
    check(!candidates_execute(&s, &result, &seen), "a child", NULL_POINTER, "none");
    check(!strstr(result.message, "overflowed"), "no full stack", NULL_POINTER, result.message);
    check(result.died, "a death", NULL_POINTER, result.message);
}

/* The watchdog cannot look in, and its parent ends it. */
static void expect_killed(void)
{
    static struct scenario s;
    static struct candidate_result result;

    scenario_init(&s);
    s.n_umaps = STONE_DEAF;
    check(!candidates_execute(&s, &result, NULL), "a child", STONE_DEAF, "none");
    check(!strcmp(result.signature.text, "HANG") && result.hangs, "HANG", STONE_DEAF,
          result.signature.text);
    check(strstr(result.message, "blocked the signals") != NULL, "why", STONE_DEAF, result.message);
}

/* In each other way of executing something. */
static void expect_everywhere(unsigned way, const char *function)
{
    static struct scenario s;
    static struct worker_run run;
    static struct determinism determinism;
    const struct recording *recording;
    uint64_t hash[2];
    size_t n;

    scenario_init(&s);
    s.n_umaps = (uint8_t)way;
    check(!worker_execute(&s, 2, hash, &n, &run, -1, true) && n == 1 && run.died, "a death", way,
          run.message);
    check(!strcmp(run.invariant, "HANG"), "HANG", way, run.invariant);
    check(strstr(run.message, function) != NULL, function, way, run.message);
    check(!strcmp(run.hang.name, "main") && run.hang.points == 1, "main's point 1", way,
          run.hang.name);
    check(!determinism_check(&s, 3, &determinism) && determinism.same && determinism.n == 3,
          "the same thrice", way, determinism.run.message);
    recording = record_scenario(&s);
    check(recording && recording->died && recording->n_events, "a recording", way, "none");
    check(!strcmp(recording->outcome.invariant, "HANG"), "HANG", way, recording->outcome.invariant);
    check(recording->events[recording->n_events - 1].kind == EVENT_HANG, "a last event", way,
          event_kind_name(recording->events[recording->n_events - 1].kind));
}

/* Under ThreadSanitizer it is found out all the same, and nobody says where it is. */
static void expect_unseen(unsigned way)
{
    static struct scenario s;
    static struct candidate_result result;

    scenario_init(&s);
    s.n_umaps = (uint8_t)way;
    check(!candidates_execute(&s, &result, NULL), "a child", way, "none");
    check(!strcmp(result.signature.text, "HANG"), "HANG", way, result.signature.text);
    check(strstr(result.message, "replay the file in the plain build") != NULL, "why", way,
          result.message);
}

static int main_unseen(void)
{
    expect_unseen(SPIN);
    expect_unseen(EVENTS);
    expect_unseen(SYSTEM_CALL);
    expect_unseen(EMPTY_PIPE);
    expect_killed();
    expect(ENDS, ROUNDS, "TEST by main", "it has ended");
    candidates_end();
    return 0;
}

int main(void)
{
    setenv(WATCHDOG_VARIABLE, "0.2", 1);
    if (UNSEEN) {
        return main_unseen();
    }
    expect(SPIN, ROUNDS, "HANG spin_on_flag",
           "main has used 0.2 s of processor time since its point 1 ");
    expect(CALLS, ROUNDS, "HANG call_for_ever", "called by create (test_hang.c:");
    expect(LIBRARY, ROUNDS, "HANG search_for_ever", "search_for_ever (test_hang.c:");
    expect(LIST, ROUNDS, "HANG length_of", "called by circular_list (");
    expect(FIBONACCI, ROUNDS, "HANG fibonacci", "called by");
    expect(SYSTEM_CALL, 1, "HANG wait_for_ever", "main is in a system call since its point 1 ");
    expect(EMPTY_PIPE, 1, "HANG read_for_ever", "main has been in a system call for 2 s");
    expect(EVENTS, ROUNDS, "HANG tell_for_ever", "it spins in tell_for_ever (test_hang.c:");
    expect(RECURSION, ROUNDS, "CRASH stack-overflow in deeper",
           "main's stack of 256 KiB overflowed in deeper (test_hang.c:");
    expect(RECURSION, 1, "CRASH stack-overflow in deeper", "), which calls itself");
    expect(MUTUAL, ROUNDS, "CRASH stack-overflow in inwards", "calls itself through outwards (");
    expect(LARGE, 1, "CRASH stack-overflow in large_frame", "), called by create (test_hang.c:");
    expect_other_fault();
    expect_killed();
    expect(LOCKED, ROUNDS, "HANG spin_on_flag", "it spins in");
    expect(DEAF, ROUNDS, "HANG spin_on_flag", "it spins in");
    expect(ENDS, ROUNDS, "TEST by main", "it has ended");
    expect_everywhere(SPIN, "spin_on_flag (test_hang.c:");
    expect_everywhere(EVENTS, "tell_for_ever (test_hang.c:");
    candidates_end();
    return 0;
}
