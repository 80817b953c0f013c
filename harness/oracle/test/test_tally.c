/* What a cache is held to that counts what happens to it: its counters add up. */

#include <errno.h>

#include "oracle/dispatch.h"
#include "oracle/test/script/script.h"

static void count(const char *name, uint64_t value)
{
    script_counters[script_n_counters++] = (struct cache_counter){name, value};
}

static void queue_full(uint64_t dropped)
{
    script_miss(0);
    count("upcall_queue_full", dropped);
    oracle_check_quiescent();
}

static void not_handled(void)
{
    queue_full(0);
}

static void dropped(void)
{
    queue_full(1);
}

static void dropped_for_nothing(void)
{
    queue_full(2);
}

static void adopted(uint64_t n)
{
    world->adopt(0, 1);
    count("ukey_adopted", n);
    oracle_check_quiescent();
}

static void adopted_once(void)
{
    adopted(1);
}

static void adopted_and_not_counted(void)
{
    adopted(0);
}

static void records(uint64_t n_new)
{
    script_install(0, 1);
    script_round();
    count("dumped_new_flow", n_new);
    count("dumped_inconsistent_flow", 0);
    count("dumped_duplicate_flow", 0);
    oracle_check_quiescent();
}

static void record_counted(void)
{
    records(1);
}

static void record_not_counted(void)
{
    records(0);
}

static unsigned dump_thread;

static void take_record(void)
{
    struct cache_record record;

    world->round_begin(1, 1);
    EXPECT(world->dump_create(true));
    dump_thread = world->dump_thread_create();
    EXPECT(world->dump_next(dump_thread, &record, 1) == 1);
}

static void end_dump(void)
{
    struct cache_record record;

    EXPECT(world->dump_next(dump_thread, &record, 1) == 0);
    world->dump_thread_destroy(dump_thread);
    world->round_end(1, 1, !world->dump_destroy());
}

static void dump_alone(void)
{
    take_record();
    end_dump();
}

/* The flow is somebody else's, so ukey `serial` comes to nothing. */
static void fail_to_install(uint64_t serial, void (*after_put)(void))
{
    EXPECT(script_operate(CACHE_PUT, 0).error == EEXIST);
    if (after_put) {
        script_on("revalidator-0", after_put);
    }
    script_step(0, serial, STATE_VISIBLE, STATE_EVICTED);
    script_verdict(0, VERDICT_INSTALLED);
}

/* Ukey 2 takes the place of ukey 1. In between there is none. */
static void replace(void (*before)(void), void (*between)(void), void (*before_put)(void),
                    void (*after_put)(void))
{
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    fail_to_install(1, NULL);
    if (before) {
        script_on("revalidator-0", before);
    }
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    if (between) {
        script_on("revalidator-0", between);
    }
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
    if (before_put) {
        script_on("revalidator-0", before_put);
    }
    fail_to_install(2, after_put);
    count("dumped_new_flow", 0);
    count("dumped_inconsistent_flow", 0);
    count("dumped_duplicate_flow", 0);
    oracle_check_quiescent();
}

/* The revalidator may find ukey 1, for which nothing is counted. */
static void record_of_the_replaced(void)
{
    replace(NULL, NULL, dump_alone, NULL);
}

/* Here it finds ukey 2. */
static void record_of_the_successor(void)
{
    replace(NULL, NULL, NULL, dump_alone);
}

/* The revalidator finds ukey 1, whose flow is not its own, and is done when there is none. */
static void replaced_within_the_batch(void)
{
    replace(take_record, end_dump, NULL, NULL);
}

static void begin_round(void)
{
    world->round_begin(1, 1);
}

static void end_round(void)
{
    world->round_end(1, 1, false);
}

/* A round of others begins while main deletes a flow of its own accord. */
static void delete_as_a_round_begins(void)
{
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_on("revalidator-0", begin_round);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    script_on("revalidator-0", end_round);
}

static void purged_as_a_round_begins(void)
{
    script_install(0, 1);
    script_in_call = delete_as_a_round_begins;
    cache->purge();
    count("ukey_evict_retry", 0);
    oracle_check_quiescent();
}

static void delete_twice(void)
{
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(script_operate(CACHE_DELETE, 0).error);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

static void retried_and_not_counted(void)
{
    script_install(0, 1);
    cache->revalidate();
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    script_in_round(delete_twice);
    count("ukey_evict_retry", 0);
    oracle_check_quiescent();
}

static const struct script_test tests[] = {
    {"not handled", not_handled, "PROG", "upcall-not-handled",
     "accepted and are not handled, with everyone idle: 1"},
    {"dropped", dropped, NULL, NULL, NULL},
    {"dropped for nothing", dropped_for_nothing, "CNT", "not-what-happened",
     "upcall_queue_full counts 2"},
    {"adopted once", adopted_once, NULL, NULL, NULL},
    {"adopted and not counted", adopted_and_not_counted, "CNT", "out-of-bounds",
     "ukey_adopted counts 0; 1 to 1"},
    {"record counted", record_counted, NULL, NULL, NULL},
    {"record not counted", record_not_counted, "CNT", "records-not-counted", "dumps have shown 1"},
    {"record of the replaced", record_of_the_replaced, NULL, NULL, NULL},
    {"replaced within the batch", replaced_within_the_batch, NULL, NULL, NULL},
    {"purged as a round begins", purged_as_a_round_begins, NULL, NULL, NULL},
    {"retried and not counted", retried_and_not_counted, "CNT", "out-of-bounds",
     "ukey_evict_retry counts 0; 1 to 1"},
    {"record of the successor", record_of_the_successor, "CNT", "records-not-counted",
     "dumps have shown 1"},
};

SCRIPT_MAIN(tests)
