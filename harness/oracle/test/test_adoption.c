/*
 * LIM: a flow that a revalidator has just adopted may be deleted if it carries too little traffic
 * to be worth a translation. It is somebody else's, or one whose ukey was deleted before its put.
 */

#include "oracle/test/script/script.h"

enum adoption { BEFORE_MOVING, AFTER_MOVING };

static enum adoption adoption;

static void adopt_and_delete(void)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    if (adoption == BEFORE_MOVING) {
        EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    }
    script_operate(CACHE_DELETE, 0);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

/* Somebody else's flow is adopted, some time after its last hit, and is not worth a translation. */
static void adopt_moving(enum adoption when, uint64_t ms)
{
    adoption = when;
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    if (adoption == AFTER_MOVING) {
        EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    }
    script_hit(0, 1);
    script_pass_ms(ms);
    script_in_round(adopt_and_delete);
}

static void slow_and_moved(void)
{
    adopt_moving(AFTER_MOVING, 300);
}

static void slow_and_moves(void)
{
    adopt_moving(BEFORE_MOVING, 300);
}

/* Five translations a second are worth it if nothing else is said. */
static void slow_for_its_settings(void)
{
    script_configure(&(struct cache_settings){.min_revalidate_pps = 10});
    adopt_moving(AFTER_MOVING, 100);
}

static void slow_enough(void)
{
    adopt_moving(AFTER_MOVING, 200);
}

static void fast_and_moved(void)
{
    adopt_moving(AFTER_MOVING, 100);
}

static void fast_and_moves(void)
{
    adopt_moving(BEFORE_MOVING, 100);
}

/* The deletion of an upcall's ukey meets somebody else's flow, and then its own is put: `in_time`,
 * before the cache takes the deletion for over. */
static void overtake(unsigned flow, uint64_t serial, bool in_time)
{
    script_miss(flow);
    script_handle(flow);
    script_step(flow, serial, STATE_CREATED, STATE_VISIBLE);
    EXPECT(model_install_foreign(flow, CACHE_PMD_NULL, true, true));
    script_step(flow, serial, STATE_VISIBLE, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, flow).error);
    if (in_time) {
        EXPECT(!script_operate(CACHE_PUT, flow).error);
    }
    script_step(flow, serial, STATE_EVICTING, STATE_EVICTED);
    if (!in_time) {
        EXPECT(!script_operate(CACHE_PUT, flow).error);
    }
    script_verdict(flow, VERDICT_INSTALLED);
    script_step(flow, serial, STATE_EVICTED, STATE_DELETED);
    script_hit(flow, 1);
}

static void adopt_slowly(void)
{
    runtime_advance_ns(UINT64_C(300000000));
    adoption = AFTER_MOVING;
    script_in_round(adopt_and_delete);
}

static void slow_and_overtaken(void)
{
    overtake(0, 2, true);
    adopt_slowly();
}

static void slow_and_too_late(void)
{
    overtake(0, 2, false);
    adopt_slowly();
}

/* What becomes of another flow later is nothing to this one. */
static void slow_and_overtaken_first(void)
{
    overtake(0, 2, true);
    overtake(1, 3, false);
    adopt_slowly();
}

static void slow_and_too_late_before_another(void)
{
    overtake(0, 2, false);
    overtake(1, 3, true);
    adopt_slowly();
}

/* Wherever it has moved to, it is the same flow. */
static void slow_and_overtaken_and_moved(void)
{
    overtake(0, 2, true);
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    script_hit(0, 1);
    adopt_slowly();
}

static void delete_for_main(void)
{
    script_step(0, 4, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    script_push(0, 2, 0, 1);
    script_forget(0, 4);
}

/* It is about that flow, not about the next one. */
static void slow_and_overtaken_before(void)
{
    overtake(0, 2, true);
    script_step(0, 4, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_GET, 0).error);
    script_step(0, 4, STATE_VISIBLE, STATE_OPERATIONAL);
    script_in_call = delete_for_main;
    cache->purge();
    overtake(0, 3, false);
    adopt_slowly();
}

static const struct script_test tests[] = {
    {"slow and moved", slow_and_moved, NULL, NULL, NULL},
    {"slow and moves", slow_and_moves, NULL, NULL, NULL},
    {"slow for its settings", slow_for_its_settings, NULL, NULL, NULL},
    {"slow enough", slow_enough, NULL, NULL, NULL},
    {"fast and moved", fast_and_moved, "LIM", "deleted-for-nothing", NULL},
    {"fast and moves", fast_and_moves, "LIM", "deleted-for-nothing", NULL},
    {"slow and overtaken", slow_and_overtaken, NULL, NULL, NULL},
    {"slow and too late", slow_and_too_late, "LIM", "deleted-for-nothing", NULL},
    {"slow and overtaken first", slow_and_overtaken_first, NULL, NULL, NULL},
    {"slow and too late, before another", slow_and_too_late_before_another, "LIM",
     "deleted-for-nothing", NULL},
    {"slow and overtaken, and moved", slow_and_overtaken_and_moved, NULL, NULL, NULL},
    {"slow and overtaken before", slow_and_overtaken_before, "LIM", "deleted-for-nothing", NULL},
};
SCRIPT_MAIN(tests)
