/* LIM, of flows that are used and of flows that are not, and losses that others' flows hide. */

#include "oracle/test/script/script.h"

/* A known flow, unused for 600 ms where 500 are allowed. */
static void idle(void)
{
    script_configure(&(struct cache_settings){.n_umaps = 1, .max_idle_ms = 500});
    script_install(0, 1);
    script_round();
    script_pass_ms(600);
}

static void idle_flow_stays(void)
{
    idle();
    script_round();
}

static void idle_flow_stays_undumped(void)
{
    idle();
    model_arm(FAULT_DUMP_OMIT_SILENTLY, 0, 1);
    script_round();
}

/* The cache is told that the dump was not complete. */
static void idle_flow_not_asked_for(void)
{
    idle();
    model_arm(FAULT_DUMP_OMIT, 0, 1);
    script_round();
}

static void used_flow_stays(void)
{
    idle();
    script_hit(0, 1);
    script_round();
}

static void idle_flow_goes(void)
{
    idle();
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    script_forget(0, 1);
    script_round();
}

static void one_too_many(void)
{
    script_configure(&(struct cache_settings){.n_umaps = 1, .flow_limit = 1});
    script_install(0, 1);
    script_install(1, 2);
}

static void one_after_the_other(void)
{
    script_configure(&(struct cache_settings){.n_umaps = 1, .flow_limit = 1});
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    script_install(1, 2);
}

/* A flow that agrees with the rules, `ms` after its last use, as the cache knows. */
static void used_before(bool offloaded, unsigned ms)
{
    script_install(0, 1);
    if (offloaded) {
        EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    }
    script_hit(0, 2);
    script_round();
    script_pass_ms(ms);
}

static void offloaded_flow_deleted(void)
{
    used_before(true, 300);
    script_delete(0, 1);
}

static void offloaded_flow_deleted_late(void)
{
    used_before(true, 2000);
    script_delete(0, 1);
}

static void slow_flow_deleted(void)
{
    used_before(false, 300);
    script_delete(0, 1);
}

/* A flow moves to another layer in a round that began after its last use, before it is shown. */
static void moved_in_a_round(void)
{
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

/* The old layer's last hit is lost, so the cache cannot but take the flow for idle. */
static void moved_with_an_unknown_hit(void)
{
    idle();
    script_hit(0, 1);
    script_in_round(moved_in_a_round);
}

static void moved_with_a_known_hit(void)
{
    idle();
    script_hit(0, 1);
    script_round();
    script_push(0, 1, 0, 1);
    script_in_round(moved_in_a_round);
}

/* Carried out and answered with an error; somebody installs the flow before the next one. */
static void delete_fails(bool declared)
{
    script_install(0, 1);
    script_hit(0, 2);
    model_arm(FAULT_DELETE_UNSAID, 0, 1);
    EXPECT(script_delete(0, 1).error == EBUSY);
    if (declared) {
        world->loss(0, CACHE_PMD_NULL, LOST_DELETE_FAILED);
    }
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    script_forget(0, 1);
    script_judge();
}

static void failed_delete_hidden(void)
{
    delete_fails(false);
}

static void failed_delete_declared(void)
{
    delete_fails(true);
}

/* A handler whose put takes 1 ms to arrive. */
static void slow_handler(void *aux)
{
    const bool *declared = aux;
    uint64_t packet;

    script_miss(0);
    packet = script_packet;
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    runtime_sleep_ns(UINT64_C(1000000));
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    if (*declared) {
        world->loss(0, CACHE_PMD_NULL, LOST_VANISHED);
    }
    script_execute(0, packet);
    world->upcall_end(0, CACHE_PMD_NULL, packet, VERDICT_INSTALLED);
}

/* The put of a ukey that is gone arrives when its successor's flow has vanished. */
static void late_put(bool declared)
{
    unsigned handler;

    cache->start(1, 1);
    handler = actor_spawn("handler", slow_handler, &declared);
    runtime_sleep_ns(1);
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTING);
    EXPECT(script_operate(CACHE_DELETE, 0).error == ENOENT);
    script_forget(0, 1);
    script_install(0, 2);
    script_hit(0, 2);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    actor_join(handler);
    EXPECT(!script_delete(0, 2).error);
    script_forget(0, 2);
    script_judge();
}

static void late_put_hides_a_loss(void)
{
    late_put(false);
}

static void late_put_reveals_a_loss(void)
{
    late_put(true);
}

static const struct script_test tests[] = {
    {"idle flow stays", idle_flow_stays, "LIM", "idle-and-kept", "unused for 600 ms"},
    {"idle flow stays undumped", idle_flow_stays_undumped, "LIM", "idle-and-kept",
     "unused for 600 ms"},
    {"idle flow not asked for", idle_flow_not_asked_for, NULL, NULL, NULL},
    {"used flow stays", used_flow_stays, NULL, NULL, NULL},
    {"idle flow goes", idle_flow_goes, NULL, NULL, NULL},
    {"one too many", one_too_many, "LIM", "too-many-installed", "the limit is 1"},
    {"one after the other", one_after_the_other, NULL, NULL, NULL},
    {"offloaded flow deleted", offloaded_flow_deleted, "LIM", "deleted-for-nothing", NULL},
    {"offloaded flow deleted late", offloaded_flow_deleted_late, NULL, NULL, NULL},
    {"slow flow deleted", slow_flow_deleted, NULL, NULL, NULL},
    {"moved with an unknown hit", moved_with_an_unknown_hit, NULL, NULL, NULL},
    {"moved with a known hit", moved_with_a_known_hit, "LIM", "deleted-for-nothing", NULL},
    {"failed delete hidden", failed_delete_hidden, "ONCE", "undeclared-of-failed-delete", NULL},
    {"failed delete declared", failed_delete_declared, NULL, NULL, NULL},
    {"late put hides a loss", late_put_hides_a_loss, "ONCE", "undeclared", NULL},
    {"late put reveals a loss", late_put_reveals_a_loss, NULL, NULL, NULL},
};
SCRIPT_MAIN(tests)
