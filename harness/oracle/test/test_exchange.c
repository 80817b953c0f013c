/*
 * ONCE, where one flow takes the place of another: what the cache must say of the first one's hits
 * if it could see that, and that it need not if it could not.
 */

#include "oracle/test/script/script.h"

/* Somebody's flow comes, is hit, and vanishes. */
static void comes_and_goes(void *aux)
{
    if (model_install_foreign(0, CACHE_PMD_NULL, true, true)) {
        script_hit(0, 2);
        EXPECT(model_vanish(0, CACHE_PMD_NULL));
    }
}

/* Nobody can know of it who has a delete under way. */
static void came_and_went_before_the_answer(void)
{
    unsigned other;

    script_install(0, 1);
    other = actor_spawn("other", comes_and_goes, NULL);
    EXPECT(!script_delete(0, 1).error);
    script_forget(0, 1);
    actor_join(other);
    script_judge();
}

static const enum cache_op_type NO_LOOK = CACHE_PUT;

/* A flow vanishes with what it counted, and another one comes in its place. */
static void exchange(enum cache_op_type look_between)
{
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(!look_between || script_operate(look_between, 0).error == ENOENT);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_keep(model_rule_actions(0));
}

/* The cache could have seen it: it was told in between that there was no flow. */
static void exchanged_and_looked_between(void)
{
    script_install(0, 1);
    script_hit(0, 2);
    exchange(CACHE_GET);
    script_judge();
}

static void exchanged_and_modified_between(void)
{
    script_install(0, 1);
    script_hit(0, 2);
    exchange(CACHE_MODIFY);
    script_judge();
}

static void installs_and_is_hit(void *aux)
{
    script_install(0, 1);
    script_hit(0, 2);
}

/* It could not: what a get answered was true before the flow was put. */
static void exchanged_after_an_old_answer(void)
{
    unsigned handler;

    EXPECT(!cache->start(1, 1));
    handler = actor_spawn("handler", installs_and_is_hit, NULL);
    script_operate(CACHE_GET, 0);
    actor_join(handler);
    exchange(NO_LOOK);
    script_judge();
}

static void looks_and_exchanges(void)
{
    exchange(CACHE_GET);
}

/* A round asks for the flow of a ukey that it has found. */
static void exchanged_and_looked_in_a_round(void)
{
    script_install(0, 1);
    script_hit(0, 2);
    script_in_round(looks_and_exchanges);
    script_judge();
}

static void installs_and_loses(void *aux)
{
    installs_and_is_hit(aux);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
}

/* A round asks for a flow that it was shown and found no ukey for. */
static void asks_for_an_unknown_flow(void)
{
    unsigned handler = actor_spawn("handler", installs_and_loses, NULL);

    EXPECT(world->dump_create(true));
    EXPECT(script_operate(CACHE_GET, 0).error);
    actor_join(handler);
    world->dump_destroy();
}

/* Who asked does not know of the ukey that was made meanwhile, nor does the ukey of the answer. */
static void exchanged_after_an_adoption_failed(void)
{
    EXPECT(!cache->start(1, 1));
    script_in_round(asks_for_an_unknown_flow);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_keep(model_rule_actions(0));
    script_judge();
}

/* The sweep asks for the flow of a ukey that is older than the round, though the answer to its put
 * was noted in it. */
static void sweeps_a_lost_flow(void)
{
    installs_and_loses(NULL);
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    world->loss(0, CACHE_PMD_NULL, LOST_VANISHED);
    comes_and_goes(NULL);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTED);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    world->freed(0, CACHE_PMD_NULL, 1);
}

/* Who has been told of no flow is not to know of one that comes afterwards. */
static void came_and_went_after_the_answer(void)
{
    script_in_round(sweeps_a_lost_flow);
    script_judge();
}

static void comes_and_is_hit(void *aux)
{
    if (model_install_foreign(0, CACHE_PMD_NULL, true, true)) {
        script_hit(0, 2);
    }
}

/* A get finds the flow gone, and somebody's other one goes when that was said already. */
static void went_before_the_ukey(void)
{
    unsigned other;

    script_install(0, 1);
    other = actor_spawn("other", comes_and_is_hit, NULL);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    while (!script_operate(CACHE_GET, 0).error) {
        EXPECT(model_vanish(0, CACHE_PMD_NULL));
    }
    world->loss(0, CACHE_PMD_NULL, LOST_VANISHED);
    model_vanish(0, CACHE_PMD_NULL);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTED);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    world->freed(0, CACHE_PMD_NULL, 1);
    actor_join(other);
    model_vanish(0, CACHE_PMD_NULL);
    script_judge();
}

static const struct script_test tests[] = {
    {"exchanged, and looked between", exchanged_and_looked_between, "ONCE", "undeclared",
     "hits 1..2 of instance 1"},
    {"exchanged, and looked in a round", exchanged_and_looked_in_a_round, "ONCE", "undeclared",
     "hits 1..2 of instance 1"},
    {"exchanged, and modified between", exchanged_and_modified_between, "ONCE", "undeclared",
     "hits 1..2 of instance 1"},
    {"came and went after the answer", came_and_went_after_the_answer, NULL, NULL, NULL},
};

static const struct script_test preempted_tests[] = {
    {"came and went before the answer", came_and_went_before_the_answer, NULL, NULL, NULL},
    {"exchanged, after an old answer", exchanged_after_an_old_answer, NULL, NULL, NULL},
    {"exchanged after an adoption failed", exchanged_after_an_adoption_failed, NULL, NULL, NULL},
    {"went before the ukey", went_before_the_ukey, NULL, NULL, NULL},
};

int main(void)
{
    return script_run(SCRIPT_TESTS(tests), SCRIPT_TESTS(preempted_tests));
}
