/* OPS: what the datapath may be asked to do. */

#include "oracle/test/script/script.h"

static void put_without_ukey(void)
{
    script_miss(0);
    script_handle(0);
    script_operate(CACHE_PUT, 0);
}

static void put_twice(void)
{
    script_install(0, 1);
    script_operate(CACHE_PUT, 0);
}

static void put_once(void)
{
    script_install(0, 1);
    script_install(1, 2);
}

/* The ukey is replaced on the intent to delete its flow (B58). */
static void replaced_on_intent(void)
{
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_step(0, 1, STATE_EVICTING, STATE_DELETED);
}

static void delete_of_an_operational_one(void)
{
    script_install(0, 1);
    script_operate(CACHE_DELETE, 0);
}

/* After the first succeeded (B19, B45). */
static void deleted_again(void)
{
    script_install(0, 1);
    EXPECT(!script_delete(0, 1).error);
    script_operate(CACHE_DELETE, 0);
}

static void deleted_again_after_enoent(void)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_delete(0, 1).error == ENOENT);
    script_operate(CACHE_DELETE, 0);
}

static void deleted_again_after_a_failure(void)
{
    script_install(0, 1);
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    EXPECT(script_delete(0, 1).error == EBUSY);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

static void delete_it(void)
{
    script_operate(CACHE_DELETE, 0);
}

static void deleted_by_two(void)
{
    cache->start(1, 1);
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_on("other", delete_it);
}

static void deleted_twice_in_one_batch(void)
{
    struct cache_op ops[2] = {
        {.type = CACHE_DELETE, .flow = 0, .pmd = CACHE_PMD_NULL},
        {.type = CACHE_DELETE, .flow = 0, .pmd = CACHE_PMD_NULL},
    };

    cache->revalidate();
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    world->operate(ops, 2);
}

static void modify_of_an_operational_one(void)
{
    script_install(0, 1);
    EXPECT(!script_operate(CACHE_MODIFY, 0).error);
}

static void modify_of_an_evicted_one(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
    script_operate(CACHE_MODIFY, 0);
}

/* A get has not found the flow, and its ukey's put is over. */
static void deleted_though_gone(void)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

/* Who asks during a dump may not know of the ukey. */
static void deleted_though_gone_for_another(void)
{
    script_install(0, 1);
    world->dump_create(true);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    world->dump_destroy();
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

/* Flow 0 has a ukey that nobody has confirmed; then its put is over, too. */
static void put_unconfirmed(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
}

static void install_unconfirmed(void)
{
    put_unconfirmed();
    script_verdict(0, VERDICT_INSTALLED);
}

/* A dump in which something happens between the record of a flow and the question whether it is
 * there, and the flow goes. */
static void dump_what_goes(void (*meanwhile)(void))
{
    struct cache_record record;
    unsigned thread;

    world->dump_create(true);
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    meanwhile();
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

/* Dumps. */

static unsigned open_dump(void)
{
    EXPECT(world->dump_create(true));
    return world->dump_thread_create();
}

static void ask(unsigned thread)
{
    struct cache_record record;

    world->dump_next(thread, &record, 1);
}

static void closed_when_all_are_done(void)
{
    unsigned thread = open_dump();

    ask(thread);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
    thread = open_dump();
    ask(thread);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

static void closed_in_use(void)
{
    ask(open_dump());
    world->dump_destroy();
}

static void asked_when_closed(void)
{
    unsigned thread = open_dump();

    world->dump_destroy();
    ask(thread);
}

static void ask_for(bool counters_only)
{
    struct cache_op op = {
        .type = CACHE_GET, .flow = 0, .pmd = CACHE_PMD_NULL, .counters_only = counters_only};

    world->operate(&op, 1);
}

static void missed_in_a_dump(void)
{
    script_install(0, 1);
    open_dump();
    ask_for(true);
}

/* A whole flow is asked for where a record has met no ukey. */
static void adopted_in_a_dump(void)
{
    script_install(0, 1);
    open_dump();
    ask_for(false);
}

static void missed_by_a_dump(void)
{
    script_install(0, 1);
    world->dump_thread_destroy(open_dump());
    world->dump_destroy();
    ask_for(true);
}

static void nothing(void) {}

static void queue_it(void)
{
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTING);
}

/* Who had its record, looked for its ukey, and asked (own-stale-confirm). */
static void deleted_though_its_record_was_stale(void)
{
    install_unconfirmed();
    dump_what_goes(nothing);
    queue_it();
}

static void evicted_as_its_record_was_stale(void)
{
    install_unconfirmed();
    dump_what_goes(nothing);
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTED);
}

/* Another has not asked. */
static void stale_record_of_another(void)
{
    cache->start(1, 1);
    install_unconfirmed();
    dump_what_goes(nothing);
    script_on("other", queue_it);
}

/* Another had confirmed it before the answer came. */
static void stale_record_of_a_confirmed_one(void)
{
    install_unconfirmed();
    dump_what_goes(nothing);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(script_operate(CACHE_DELETE, 0).error == ENOENT);
}

/* The record was not of a flow that had a ukey then. */
static void replace_by_another(void)
{
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    install_unconfirmed();
}

static void stale_record_of_another_ukey(void)
{
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    dump_what_goes(replace_by_another);
    queue_it();
}

/* It was of one whose ukey its handler may not have inserted yet. */
static void say_that_it_is_put(void)
{
    script_verdict(0, VERDICT_INSTALLED);
}

static void stale_record_during_the_put(void)
{
    put_unconfirmed();
    dump_what_goes(say_that_it_is_put);
    queue_it();
}

/* The put was not over when the get did not find it. */
static void deleted_after_its_put(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_INSTALLED);
    script_delete(0, 1);
}

static const struct script_test tests[] = {
    {"put without ukey", put_without_ukey, "OPS", "put-without-ukey", "; there is no ukey"},
    {"put twice", put_twice, "OPS", "put-without-ukey", NULL},
    {"put once", put_once, NULL, NULL, NULL},
    {"replaced on intent", replaced_on_intent, "OPS", "replaced-while-deleting", NULL},
    {"delete of an operational one", delete_of_an_operational_one, "OPS",
     "deletes-other-than-evicting", NULL},
    {"deleted though gone", deleted_though_gone, "OPS", "deletes-what-is-gone", NULL},
    {"gone for another", deleted_though_gone_for_another, NULL, NULL, NULL},
    {"its record was stale", deleted_though_its_record_was_stale, "OPS",
     "deletes-what-it-knows-gone", NULL},
    {"evicted, its record was stale", evicted_as_its_record_was_stale, NULL, NULL, NULL},
    {"stale record of another", stale_record_of_another, NULL, NULL, NULL},
    {"stale record of a confirmed one", stale_record_of_a_confirmed_one, NULL, NULL, NULL},
    {"stale record of another ukey", stale_record_of_another_ukey, NULL, NULL, NULL},
    {"stale record during the put", stale_record_during_the_put, NULL, NULL, NULL},
    {"deleted after its put", deleted_after_its_put, NULL, NULL, NULL},
    {"deleted again", deleted_again, "OPS", "deletes-what-is-gone", NULL},
    {"deleted again after ENOENT", deleted_again_after_enoent, "OPS", "deletes-what-is-gone", NULL},
    {"deleted again after a failure", deleted_again_after_a_failure, NULL, NULL, NULL},
    {"missed in a dump", missed_in_a_dump, "OPS", "missed-in-a-dump", "of flow 0, as of a flow"},
    {"adopted in a dump", adopted_in_a_dump, NULL, NULL, NULL},
    {"missed by a dump", missed_by_a_dump, NULL, NULL, NULL},
    {"closed when all are done", closed_when_all_are_done, NULL, NULL, NULL},
    {"closed in use", closed_in_use, "OPS", "dump-closed-in-use", "main still takes records"},
    {"asked when closed", asked_when_closed, "OPS", "records-of-a-closed-dump", NULL},
    {"deleted by two", deleted_by_two, "OPS", "deletes-for-another", NULL},
    {"deleted twice in one batch", deleted_twice_in_one_batch, "OPS", "deletes-twice-at-once",
     NULL},
    {"modify of an operational one", modify_of_an_operational_one, NULL, NULL, NULL},
    {"modify of an evicted one", modify_of_an_evicted_one, "OPS", "modifies-other-than-operational",
     NULL},
};
SCRIPT_MAIN(tests)
