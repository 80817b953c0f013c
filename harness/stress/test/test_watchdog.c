/* The watchdog: a cache that stands still is a violation, with every thread's stack. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

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
                const struct cache_stats *stats, bool action_upcall)
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
    settings.patience_s = 2;
    settings.steady = steady;
    settings.n_pmds = 0;
    assert_false(pipe(out));
    pid = fork();
    if (!pid) {
        dup2(out[1], STDERR_FILENO);
        stress_run(cache, &settings, &hooks, &result);
        _exit(1);
    }
    close(out[1]);
    while ((n = read(out[0], said + at, size - at - 1)) > 0) {
        at += (size_t)n;
    }
    said[at] = '\0';
    close(out[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
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
static void test_idle(void **state)
{
    run(&idle, true, said, sizeof said);
    assert_non_null(strstr(said, "PROG: the round has not moved for 2 s"));
    assert_non_null(strstr(said, "\npackets-0 ("));
    assert_non_null(strstr(said, "\npackets-1 ("));
    assert_non_null(strstr(said, "0 rounds begun, 0 ended"));
    assert_non_null(strstr(said, "packet_main"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_idle)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
