/*
 * LIM, of flows whose last hit is lost: how old the cache can take a ukey to be that has no
 * credits, from the translation of its upcall or from what its adoption was shown.
 */

#include "oracle/test/script/lost_hit.h"

/* A flow of an upcall that takes its time before and after the translation. */
static void put_slowly(unsigned before_ms, unsigned after_ms)
{
    lost_hit_configure();
    script_miss(0);
    script_pass_ms(before_ms);
    script_handle(0);
    script_pass_ms(after_ms);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_INSTALLED);
    lost_hit();
}

/* The ukey may be as old as its translation. */
static void slow_after_translation(void)
{
    put_slowly(0, 300);
}

static void slow_before_translation(void)
{
    put_slowly(300, 0);
}

/* Two packets of one flow in one batch: the ukey may have been made for the first one. */
static void slow_between_packets(void)
{
    uint64_t first;

    lost_hit_configure();
    script_miss(0);
    script_handle(0);
    first = script_packet;
    script_pass_ms(300);
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_DUPLICATE);
    script_packet = first;
    script_verdict(0, VERDICT_INSTALLED);
    lost_hit();
}

/* The same actor has made a ukey for the flow before, and revalidated it. */
static void slow_between_upcalls(void)
{
    struct cache_translation translation;

    lost_hit_configure();
    script_install(0, 2);
    script_step(0, 2, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    script_forget(0, 2);
    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    put_slowly(300, 0);
}

static unsigned before_adoption_ms, after_adoption_ms;
static void (*before_adoption)(void);

static void nothing(void) {}

static void get(void)
{
    EXPECT(!script_operate(CACHE_GET, 0).error);
}

static void adopt(void)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    before_adoption();
    script_pass_ms(before_adoption_ms);
    EXPECT(!world->adopt(0, model_rule_actions(0)));
    script_pass_ms(after_adoption_ms);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

/* A flow is adopted whose record shows so many hits. */
static void adopt_after(unsigned n_hits, void (*what)(void), unsigned before_ms, unsigned after_ms)
{
    lost_hit_configure();
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_hit(0, n_hits);
    before_adoption = what;
    before_adoption_ms = before_ms;
    after_adoption_ms = after_ms;
    script_in_round(adopt);
}

static void adopt_slowly(unsigned n_hits, unsigned before_ms, unsigned after_ms)
{
    adopt_after(n_hits, nothing, before_ms, after_ms);
    lost_hit();
}

/* The record said when it was used. */
static void adopted_after_a_hit(void)
{
    adopt_slowly(1, 300, 0);
}

static void adopted_unused(void)
{
    adopt_slowly(0, 300, 0);
}

static void adopted_unused_slowly(void)
{
    adopt_slowly(0, 0, 300);
}

/* A flow that moves between its record and the get that completes it has not been hit since. */
static void move_and_get(void)
{
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    get();
}

static void adopt_moved(unsigned n_hits)
{
    adopt_after(n_hits, move_and_get, 300, 0);
    lost_hit();
}

static void adopted_moved_after_a_hit(void)
{
    adopt_moved(1);
}

static void adopted_moved_unused(void)
{
    adopt_moved(0);
}

static void hit(void)
{
    script_hit(0, 1);
}

static void get_and_credit(void)
{
    struct cache_translation translation;

    get();
    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    script_push(0, 1, 0, 1);
}

/* What is credited after the adoption may have been counted before it. */
static void adopted_after_what_it_credits(void)
{
    adopt_after(0, hit, 300, 0);
    script_in_round(get_and_credit);
    lost_hit();
}

static void delete_and_move(void)
{
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    script_operate(CACHE_DELETE, 0);
}

/* Who deletes it has been shown nothing, which makes the ukey no older. */
static void deleted_by_who_knows_nothing(void)
{
    lost_hit_configure();
    script_install(0, 1);
    script_pass_ms(300);
    script_hit(0, 1);
    script_in_round(delete_and_move);
}

static const struct script_test tests[] = {
    {"slow after translation", slow_after_translation, NULL, NULL, NULL},
    {"slow before translation", slow_before_translation, "LIM", "deleted-for-nothing", NULL},
    {"slow between packets", slow_between_packets, NULL, NULL, NULL},
    {"slow between upcalls", slow_between_upcalls, "LIM", "deleted-for-nothing", NULL},
    {"adopted after a hit", adopted_after_a_hit, NULL, NULL, NULL},
    {"adopted unused", adopted_unused, "LIM", "deleted-for-nothing", NULL},
    {"adopted unused, slowly", adopted_unused_slowly, NULL, NULL, NULL},
    {"adopted, moved after a hit", adopted_moved_after_a_hit, NULL, NULL, NULL},
    {"adopted, moved, unused", adopted_moved_unused, "LIM", "deleted-for-nothing", NULL},
    {"adopted after what it credits", adopted_after_what_it_credits, NULL, NULL, NULL},
    {"deleted by who knows nothing", deleted_by_who_knows_nothing, "LIM", "deleted-for-nothing",
     NULL},
};
SCRIPT_MAIN(tests)
