/*
 * LIM, of flows whose last hit is lost: which of the readings that an actor was shown is the one
 * that it has credited.
 */

#include "oracle/test/script/lost_hit.h"

static void nothing(void) {}

static void get(void)
{
    EXPECT(!script_operate(CACHE_GET, 0).error);
}

static void get_by_another(void)
{
    script_on("revalidator", get);
}

static void get_again_after_a_hit(void)
{
    get();
    script_pass_ms(300);
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
    script_pass_ms(300);
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
    lost_hit_configure();
    script_install(0, 1);
    script_hit(0, n_hits);
    get_in_batch = in_batch;
    get_after_batch = after_batch;
    n_credited = n;
    script_in_round(credit);
    lost_hit();
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
    script_pass_ms(300);
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
    lost_hit_configure();
    script_install(0, 1);
    script_install(1, 2);
    script_hit(0, 1);
}

static void got_in_batch_of_two(void)
{
    install_two();
    script_in_round(credit_in_batch_of_two);
    lost_hit();
}

/* What it was shown before the batch it does not use any more. */
static void got_in_batch_of_another(void)
{
    install_two();
    script_in_round(credit_in_batch_of_another);
    lost_hit();
}

static void delete_first(void)
{
    script_step(0, 2, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

/* The rest of a flow of before is credited after the ukey was made that is there now. */
static void credited_of_before(void)
{
    lost_hit_configure();
    script_install(0, 2);
    script_hit(0, 1);
    script_round();
    script_in_call = delete_first;
    cache->purge();
    script_forget(0, 2);
    script_pass_ms(300);
    script_install(0, 1);
    script_push(0, 1, 0, 1);
    lost_hit();
}

/* The cache has a flow whose put nobody has answered: a get shows it with its hit, another with a
 * second one, 300 ms later. */
static void put_unanswered(void)
{
    lost_hit_configure();
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
    script_pass_ms(300);
    script_hit(0, 1);
    get();
    script_push(0, 1, 0, 2);
}

static void get_and_pass(void)
{
    get();
    script_pass_ms(300);
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
    script_pass_ms(300);
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
    lost_hit();
}

static void got_after_confirmation(void)
{
    put_unanswered();
    script_in_round(confirm_with_first);
    lost_hit();
}

/* An answer of before a batch is forgotten. */
static void got_before_a_batch(void)
{
    put_unanswered();
    script_in_round(confirm_after_batch);
    lost_hit();
}

/* An answer of the round before is forgotten. */
static void got_in_two_sweeps(void)
{
    put_unanswered();
    script_in_round(get_and_pass);
    script_in_round(confirm_at_last);
    lost_hit();
}

static const struct script_test tests[] = {
    {"got in the batch", got_in_batch, NULL, NULL, NULL},
    {"got its first hit in the batch", got_first_hit_in_batch, "LIM", "deleted-for-nothing", NULL},
    {"got by another", got_by_another, NULL, NULL, NULL},
    {"got after the batch", got_after_batch, "LIM", "deleted-for-nothing", NULL},
    {"got in a batch of two", got_in_batch_of_two, NULL, NULL, NULL},
    {"got in a batch of another", got_in_batch_of_another, "LIM", "deleted-for-nothing", NULL},
    {"credited of before", credited_of_before, "LIM", "deleted-for-nothing", NULL},
    {"got before a batch", got_before_a_batch, "LIM", "deleted-for-nothing", NULL},
    {"got twice in one sweep", got_twice_in_one_sweep, NULL, NULL, NULL},
    {"got after confirmation", got_after_confirmation, "LIM", "deleted-for-nothing", NULL},
    {"got in two sweeps", got_in_two_sweeps, "LIM", "deleted-for-nothing", NULL},
};
SCRIPT_MAIN(tests)
