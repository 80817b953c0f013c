/* The watchdog: a cache that stands still is a violation, with every thread's stack. */

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/check.h"
#include "stress/stress.h"

/* A cache that takes upcalls and does nothing. */

static int create(const struct cache_settings *settings, const struct cache_world *world)
{
    return 0;
}

static int start(unsigned n_handlers, unsigned n_revalidators)
{
    return 0;
}

static void nothing(void) {}

static int take(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                const struct cache_stats *stats, enum cache_upcall kind)
{
    return 0;
}

static size_t counters(struct cache_counter *into, size_t max)
{
    return 0;
}

static bool stand_still(void)
{
    for (;;) {
        pause();
    }
    return false;
}

static void on_violation(const struct stress_result *result)
{
    char tag[16];

    violation_tag(&result->violation.what, tag, sizeof tag);
    fprintf(stderr, "%s: %s\n", tag, result->violation.message);
    _exit(0);
}

/* What a run of such a cache, in a process of its own, says on standard error. */
static unsigned patience_s = 2, interrupt_after_s;

static void on_alarm(int number)
{
    CHECK(stress_hurry());
}

static void run(const struct cache_under_test *cache, bool steady, char *said, size_t size)
{
    struct stress_settings settings = stress_defaults();
    const struct stress_hooks hooks = {.on_violation = on_violation};
    struct stress_result result;
    int out[2], status;
    ssize_t n;
    size_t at = 0;
    pid_t pid;

    settings.seconds = 20;
    settings.patience_s = patience_s;
    settings.steady = steady;
    settings.n_pmds = 0;
    CHECK(!pipe(out));
    pid = fork();
    if (!pid) {
        dup2(out[1], STDERR_FILENO);
        signal(SIGALRM, on_alarm);
        alarm(interrupt_after_s);
        stress_run(cache, &settings, &hooks, &result);
        _exit(1);
    }
    close(out[1]);
    while ((n = read(out[0], said + at, size - at - 1)) > 0) {
        at += (size_t)n;
    }
    said[at] = '\0';
    close(out[0]);
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static const struct cache_under_test idle = {
    .create = create,
    .start = start,
    .revalidate = nothing,
    .wait = stand_still,
    .enter = nothing,
    .quiescent = nothing,
    .leave = nothing,
    .miss = take,
    .counters = counters,
};

static char said[1 << 16];

/* Its rounds do not come; its queues are not emptied. Whatever is noticed first, all threads are
 * shown with what they were last doing. */
static void test_idle(void)
{
    run(&idle, true, said, sizeof said);
    CHECK(strstr(said, "PROG: the round has not moved for 2 s"));
    CHECK(strstr(said, "\npackets-0 ("));
    CHECK(strstr(said, "\npackets-1 ("));
    CHECK(strstr(said, "0 rounds begun, 0 ended"));
    CHECK(strstr(said, "packet_main"));
}

/* Who asks it to end is told at once what does not move. */
static void test_interrupted(void)
{
    patience_s = 4;
    interrupt_after_s = 2;
    run(&idle, true, said, sizeof said);
    patience_s = 2;
    interrupt_after_s = 0;
    CHECK(strstr(said, "PROG: the round has not moved for 1.3 s"));
}

/* Caches with a thread that never comes back. */

static const struct cache_world *world;
static volatile bool never;

static int create_with_world(const struct cache_settings *settings,
                             const struct cache_world *world_)
{
    world = world_;
    return 0;
}

__attribute__((noinline)) static void spin_for_ever(void)
{
    while (!never) {
    }
}

__attribute__((noinline)) static void read_for_ever(void)
{
    char byte;
    int ends[2];

    never = !pipe(ends) && read(ends[0], &byte, 1) == 1;
}

static void *live(void *stay)
{
    pthread_setname_np(pthread_self(), "revalidator-7");
    world->round_begin(1, 1);
    ((void (*)(void))(uintptr_t)stay)();
    return NULL;
}

static int start_with(void (*stay)(void))
{
    pthread_t thread;

    return pthread_create(&thread, NULL, live, (void *)(uintptr_t)stay);
}

static int start_spinning(unsigned n_handlers, unsigned n_revalidators)
{
    return start_with(spin_for_ever);
}

static int start_reading(unsigned n_handlers, unsigned n_revalidators)
{
    return start_with(read_for_ever);
}

/* The harness's own threads call the cache as well. */
static void test_hang_in_a_call(void)
{
    struct cache_under_test stuck = idle;

    patience_s = 1;
    stuck.leave = spin_for_ever;
    run(&stuck, true, said, sizeof said);
    patience_s = 2;
    CHECK(strstr(said, "HANG: main has used "));
    CHECK(strstr(said, " without a step: it spins in spin_for_ever (test_watchdog.c:"));
}

static void test_hangs(void)
{
    struct cache_under_test stuck = idle;

    stuck.create = create_with_world;
    stuck.start = start_spinning;
    run(&stuck, true, said, sizeof said);
    CHECK(strstr(said, "HANG: revalidator-7 has used "));
    CHECK(strstr(said, " without a step: it spins in spin_for_ever (test_watchdog.c:"));
    stuck.start = start_reading;
    run(&stuck, true, said, sizeof said);
    CHECK(strstr(said, " has not moved for "));
    CHECK(strstr(said, "HANG: revalidator-7 has been in a system call for "));
    CHECK(strstr(said, " without a step: it waits in read_for_ever (test_watchdog.c:"));
}

int main(void)
{
    const struct test_case tests[] = {CASE(test_idle), CASE(test_interrupted),
                                      CASE(test_hang_in_a_call), CASE(test_hangs)};

    return RUN_CASES(tests);
}
