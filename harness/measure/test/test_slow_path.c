/* The time of flows on the slow path, in sequences made by hand. */

#include <stdlib.h>

#include "test/check.h"
#include "measure/slow_path.h"

static struct slow_path *subject;

static void begin(void)
{
    subject = slow_path_create(2);
    CHECK(subject);
}

static void end(void)
{
    slow_path_destroy(subject);
}

/* Over all deletions recorded so far: how many, their packets, and their time on the slow path. */
static void expect(uint64_t n, uint64_t packets, uint64_t ns)
{
    CHECK_INT(histogram_count(&subject->packets), n);
    CHECK_INT(histogram_count(&subject->slow_path_ns), n);
    CHECK_INT(subject->packets.total, packets);
    CHECK_INT(subject->slow_path_ns.total, ns);
}

static void replaced_at_once(void)
{
    slow_path_deleted(subject, 0, 1000);
    slow_path_missed(subject, 0, 1300);
    slow_path_missed(subject, 0, 1400);
    expect(0, 0, 0);
    slow_path_put(subject, 0, 1450);
    expect(1, 2, 150);
    CHECK_INT(histogram_count(&subject->sweep_wait_ns), 0);
}

static void refused_until_the_sweep(void)
{
    slow_path_deleted(subject, 1, 1000);
    slow_path_missed(subject, 1, 1300);
    slow_path_swept(subject, 1, 9000);
    slow_path_missed(subject, 1, 9500);
    slow_path_put(subject, 1, 9900);
    expect(1, 2, 8600);
    CHECK_INT(histogram_count(&subject->sweep_wait_ns), 1);
    CHECK_INT(subject->sweep_wait_ns.total, 8000);
}

static void without_traffic_it_does_not_count(void)
{
    slow_path_deleted(subject, 0, 1000);
    slow_path_swept(subject, 0, 3000);
    slow_path_missed(subject, 0, 70000);
    slow_path_put(subject, 0, 80000);
    expect(0, 0, 0);
    CHECK_INT(subject->sweep_wait_ns.total, 2000);

    /* A miss that was queued before the deletion has the flow put: nothing was slow. */
    slow_path_deleted(subject, 0, 90000);
    slow_path_put(subject, 0, 91000);
    expect(0, 0, 0);
}

static void only_misses_after_the_deletion_count(void)
{
    /* The flow's first packets, before there ever was a flow. */
    slow_path_missed(subject, 0, 100);
    slow_path_missed(subject, 0, 200);
    slow_path_put(subject, 0, 300);
    expect(0, 0, 0);
    for (uint64_t round = 1; round <= 3; round++) {
        slow_path_deleted(subject, 0, round * 1000);
        slow_path_missed(subject, 0, round * 1000 + 100);
        slow_path_put(subject, 0, round * 1000 + 110);
        /* Overtaken by the put: of no deletion. */
        slow_path_missed(subject, 0, round * 1000 + 120);
        expect(round, round, round * 10);
    }
}

static void flows_do_not_mix(void)
{
    slow_path_deleted(subject, 0, 1000);
    slow_path_missed(subject, 0, 1100);
    slow_path_deleted(subject, 1, 1200);
    slow_path_missed(subject, 1, 1300);
    slow_path_swept(subject, 1, 1350);
    slow_path_put(subject, 1, 1400);
    expect(1, 1, 100);
    slow_path_put(subject, 0, 1500);
    expect(2, 2, 500);
}

static void a_late_sweep_leaves_the_next_deletion_alone(void)
{
    slow_path_deleted(subject, 0, 1000);
    slow_path_missed(subject, 0, 1100);
    slow_path_put(subject, 0, 1200);
    slow_path_swept(subject, 0, 1300);
    CHECK_INT(histogram_count(&subject->sweep_wait_ns), 0);
    slow_path_deleted(subject, 0, 2000);
    slow_path_missed(subject, 0, 2100);
    slow_path_put(subject, 0, 2150);
    expect(2, 2, 150);
}

int main(void)
{
    const struct test_case tests[] = {
        CASE_WITH(replaced_at_once, begin, end),
        CASE_WITH(refused_until_the_sweep, begin, end),
        CASE_WITH(without_traffic_it_does_not_count, begin, end),
        CASE_WITH(only_misses_after_the_deletion_count, begin, end),
        CASE_WITH(flows_do_not_mix, begin, end),
        CASE_WITH(a_late_sweep_leaves_the_next_deletion_alone, begin, end),
    };

    return RUN_CASES(tests);
}
