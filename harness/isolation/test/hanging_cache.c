#include "isolation/test/hanging_cache.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cache/cache.h"
#include "isolation/test/block_signals.h"
#include "runtime/fiber.h"
#include "runtime/runtime.h"

enum { BUSY_MS = 150 };

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

__attribute__((noinline)) static void work_a_little(void)
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
        work_a_little();
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
