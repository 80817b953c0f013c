/*
 * LIM, of flows whose counters are lost when they move to another layer: they may be deleted as
 * idle when 500 ms have passed since the last use that the cache knows of, and no sooner.
 */

#include "script.h"

static void pass_ms(unsigned ms)
{
    runtime_advance_ns(ms * UINT64_C(1000000));
}

static void configure(void)
{
    script_configure(&(struct cache_settings){.n_umaps = 1, .max_idle_ms = 500});
}

static void move_and_delete(void)
{
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

/* 300 ms on, the flow has a hit that nobody is shown, moves, and is deleted. */
static void lose(void)
{
    pass_ms(300);
    script_hit(0, 1);
    script_in_round(move_and_delete);
}

/* A flow of an upcall that takes its time before and after the translation. */
static void put_slowly(unsigned before_ms, unsigned after_ms)
{
    configure();
    script_miss(0);
    pass_ms(before_ms);
    script_handle(0);
    pass_ms(after_ms);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_INSTALLED);
    lose();
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

    configure();
    script_miss(0);
    script_handle(0);
    first = script_packet;
    pass_ms(300);
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_DUPLICATE);
    script_packet = first;
    script_verdict(0, VERDICT_INSTALLED);
    lose();
}

/* The same actor has made a ukey for the flow before, and revalidated it. */
static void slow_between_upcalls(void)
{
    struct cache_translation translation;

    configure();
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
    pass_ms(before_adoption_ms);
    EXPECT(!world->adopt(0, model_rule_actions(0)));
    pass_ms(after_adoption_ms);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

/* A flow is adopted whose record shows so many hits. */
static void adopt_after(unsigned n_hits, void (*what)(void), unsigned before_ms, unsigned after_ms)
{
    configure();
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
    lose();
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
    lose();
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
    lose();
}

static void get_by_another(void)
{
    script_on("revalidator", get);
}

static void get_again_after_a_hit(void)
{
    get();
    pass_ms(300);
    script_hit(0, 1);
    get();
}

static void (*get_in_batch)(void), (*get_after_batch)(void);
static uint32_t n_credited;

/* A record shows the flow; 300 ms later there is a hit. */
static void credit(void)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    pass_ms(300);
    script_hit(0, 1);
    get_in_batch();
    world->dump_thread_destroy(thread);
    get_after_batch();
    script_push(0, 1, 0, n_credited);
    world->dump_destroy();
}

static void credit_of(uint32_t n, unsigned n_hits, void (*in_batch)(void),
                      void (*after_batch)(void))
{
    configure();
    script_install(0, 1);
    script_hit(0, n_hits);
    get_in_batch = in_batch;
    get_after_batch = after_batch;
    n_credited = n;
    script_in_round(credit);
    lose();
}

/* It may be the record that was credited. */
static void got_in_batch(void)
{
    credit_of(1, 1, get, nothing);
}

/* It cannot: there was nothing in it. */
static void got_first_hit_in_batch(void)
{
    credit_of(1, 0, get, nothing);
}

static void got_by_another(void)
{
    credit_of(1, 1, nothing, get_by_another);
}

/* Nobody credits a record that it has done with, or an answer of before. */
static void got_after_batch(void)
{
    credit_of(3, 1, nothing, get_again_after_a_hit);
}

/* A batch of two flows; or a get, and then a batch without the flow. */
static void credit_with_another(bool got_before)
{
    struct cache_record records[2];
    unsigned thread;

    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    if (got_before) {
        EXPECT(world->dump_next(thread, records, 1) == 1);
        get();
        EXPECT(world->dump_next(thread, records, 1) == 1);
    } else {
        EXPECT(world->dump_next(thread, records, 2) == 2);
    }
    pass_ms(300);
    script_hit(0, 1);
    get();
    script_push(0, 1, 0, 2);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

static void credit_in_batch_of_two(void)
{
    credit_with_another(false);
}

static void credit_in_batch_of_another(void)
{
    credit_with_another(true);
}

static void install_two(void)
{
    configure();
    script_install(0, 1);
    script_install(1, 2);
    script_hit(0, 1);
}

static void got_in_batch_of_two(void)
{
    install_two();
    script_in_round(credit_in_batch_of_two);
    lose();
}

/* What it was shown before the batch it does not use any more. */
static void got_in_batch_of_another(void)
{
    install_two();
    script_in_round(credit_in_batch_of_another);
    lose();
}

static void delete_first(void)
{
    script_step(0, 2, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

/* The rest of a flow of before is credited after the ukey was made that is there now. */
static void credited_of_before(void)
{
    configure();
    script_install(0, 2);
    script_hit(0, 1);
    script_round();
    script_in_call = delete_first;
    cache->purge();
    script_forget(0, 2);
    pass_ms(300);
    script_install(0, 1);
    script_push(0, 1, 0, 1);
    lose();
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
    configure();
    script_install(0, 1);
    pass_ms(300);
    script_hit(0, 1);
    script_in_round(delete_and_move);
}

/* The cache has a flow whose put nobody has answered: a get shows it with its hit, another with a
 * second one, 300 ms later. */
static void put_unanswered(void)
{
    configure();
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_hit(0, 1);
    script_verdict(0, VERDICT_INSTALLED);
}

static void confirm_with_second(void)
{
    get_again_after_a_hit();
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_push(0, 1, 0, 1);
}

static void confirm_with_first(void)
{
    get();
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    pass_ms(300);
    script_hit(0, 1);
    get();
    script_push(0, 1, 0, 2);
}

static void get_and_pass(void)
{
    get();
    pass_ms(300);
    script_hit(0, 1);
}

/* It has a batch in between. */
static void confirm_after_batch(void)
{
    struct cache_record record;
    unsigned thread;

    get();
    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    model_arm(FAULT_DUMP_OMIT_SILENTLY, 0, 1);
    EXPECT(world->dump_next(thread, &record, 1) == 0);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
    pass_ms(300);
    script_hit(0, 1);
    get();
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_push(0, 1, 0, 2);
}

static void confirm_at_last(void)
{
    get();
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_push(0, 1, 0, 2);
}

/* The second get was about the actions; what is credited is what the first one has shown. */
static void got_twice_in_one_sweep(void)
{
    put_unanswered();
    script_in_round(confirm_with_second);
    lose();
}

static void got_after_confirmation(void)
{
    put_unanswered();
    script_in_round(confirm_with_first);
    lose();
}

/* An answer of before a batch is forgotten. */
static void got_before_a_batch(void)
{
    put_unanswered();
    script_in_round(confirm_after_batch);
    lose();
}

/* An answer of the round before is forgotten. */
static void got_in_two_sweeps(void)
{
    put_unanswered();
    script_in_round(get_and_pass);
    script_in_round(confirm_at_last);
    lose();
}

static const struct script_test tests[] = {
    {"slow after translation", slow_after_translation, NULL, NULL},
    {"slow before translation", slow_before_translation, "LIM", "agrees with the rules"},
    {"slow between packets", slow_between_packets, NULL, NULL},
    {"slow between upcalls", slow_between_upcalls, "LIM", "agrees with the rules"},
    {"adopted after a hit", adopted_after_a_hit, NULL, NULL},
    {"adopted unused", adopted_unused, "LIM", "agrees with the rules"},
    {"adopted unused, slowly", adopted_unused_slowly, NULL, NULL},
    {"adopted, moved after a hit", adopted_moved_after_a_hit, NULL, NULL},
    {"adopted, moved, unused", adopted_moved_unused, "LIM", "agrees with the rules"},
    {"adopted after what it credits", adopted_after_what_it_credits, NULL, NULL},
    {"got in the batch", got_in_batch, NULL, NULL},
    {"got its first hit in the batch", got_first_hit_in_batch, "LIM", "agrees with the rules"},
    {"got by another", got_by_another, NULL, NULL},
    {"got after the batch", got_after_batch, "LIM", "agrees with the rules"},
    {"got in a batch of two", got_in_batch_of_two, NULL, NULL},
    {"got in a batch of another", got_in_batch_of_another, "LIM", "agrees with the rules"},
    {"credited of before", credited_of_before, "LIM", "agrees with the rules"},
    {"deleted by who knows nothing", deleted_by_who_knows_nothing, "LIM", "agrees with the rules"},
    {"got before a batch", got_before_a_batch, "LIM", "agrees with the rules"},
    {"got twice in one sweep", got_twice_in_one_sweep, NULL, NULL},
    {"got after confirmation", got_after_confirmation, "LIM", "agrees with the rules"},
    {"got in two sweeps", got_in_two_sweeps, "LIM", "agrees with the rules"},
};
SCRIPT_MAIN(tests)
