/* RCU and LEAK: when ukeys are freed, and whether everything is. */

#include "oracle/test/script/script.h"

#include <urcu/urcu-qsbr.h>

static void freed_after_its_life(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    world->freed(1, CACHE_PMD_NULL, 2); /* Never visible. */
    script_end();
}

static void freed_twice(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    world->freed(0, CACHE_PMD_NULL, 1);
}

static void freed_in_its_umap(void)
{
    script_install(0, 1);
    world->freed(0, CACHE_PMD_NULL, 1);
}

/* Whether the reader below passes a quiescent state while it sleeps. */
static bool reader_is_quiescent;
static const uint64_t READS_NS = 1000;

static void reader(void *aux)
{
    urcu_qsbr_register_thread();
    runtime_sleep_ns(READS_NS);
    if (reader_is_quiescent) {
        urcu_qsbr_quiescent_state();
    }
    runtime_sleep_ns(READS_NS);
    urcu_qsbr_unregister_thread();
}

/* The ukey leaves its umap before the reader's quiescent state, if any, and is freed after it. */
static void freed_under_a_reader(void)
{
    unsigned actor;

    script_install(0, 1);
    actor = actor_spawn("reader", reader, NULL);
    runtime_sleep_ns(READS_NS / 2);
    script_delete(0, 1);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    runtime_sleep_ns(READS_NS);
    world->freed(0, CACHE_PMD_NULL, 1);
    actor_join(actor);
    script_end();
}

static void freed_without_grace_period(void)
{
    reader_is_quiescent = false;
    freed_under_a_reader();
}

static void freed_after_a_grace_period(void)
{
    reader_is_quiescent = true;
    freed_under_a_reader();
}

/* The sampler's pointer led to something else by the time it was followed (B81). */
static void sampled(uint32_t actions)
{
    uint32_t seen;

    script_install(0, 1);
    model_change_rules(0, RULE_SLOW_PATH);
    script_sampled_actions = actions;
    EXPECT(cache->sample(0, CACHE_PMD_NULL, &seen) && seen == actions);
}

static void sampled_old_actions(void)
{
    sampled(model_rule_actions(0));
}

static void sampled_other_actions(void)
{
    sampled(model_rule_actions(1));
}

static void sampled_actions_to_come(void)
{
    sampled(model_rule_actions(0) + (3 << 8));
}

static void free_it(void)
{
    world->freed(0, CACHE_PMD_NULL, 1);
}

static void freed_by_destroy(void)
{
    script_install(0, 1);
    script_in_call = free_it;
    script_end();
}

static void ukey_left(void)
{
    script_install(0, 1);
    script_end();
}

static void translation_left(void)
{
    struct cache_translation translation;

    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    cache->destroy();
    oracle_end();
}

static void translation_released_twice(void)
{
    struct cache_translation translation;

    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    world->release(translation.handle);
    world->release(translation.handle);
}

static void released_translation_credited(void)
{
    script_install(0, 1);
    script_hit(0, 1);
    world->release(1);
    script_credit(1, 0, 1, model_instance(1)->bytes[1]);
}

static const struct script_test tests[] = {
    {"freed after its life", freed_after_its_life, NULL, NULL, NULL},
    {"freed twice", freed_twice, "RCU", "freed-twice", NULL},
    {"freed in its umap", freed_in_its_umap, "RCU", "freed-while-visible", NULL},
    {"freed without grace period", freed_without_grace_period, "RCU", "no-grace-period", NULL},
    {"freed after a grace period", freed_after_a_grace_period, NULL, NULL, NULL},
    {"sampled old actions", sampled_old_actions, NULL, NULL, NULL},
    {"sampled other actions", sampled_other_actions, "RCU", "reads-what-no-rules-gave", NULL},
    {"sampled actions to come", sampled_actions_to_come, "RCU", "reads-what-no-rules-gave", NULL},
    {"freed by destroy", freed_by_destroy, NULL, NULL, NULL},
    {"ukey left", ukey_left, "LEAK", "ukey-not-freed", NULL},
    {"translation left", translation_left, "LEAK", "translation-not-given-back", NULL},
    {"translation released twice", translation_released_twice, "LEAK", "given-back-twice", NULL},
    {"released translation credited", released_translation_credited, "LEAK",
     "credits-to-no-translation", NULL},
};
SCRIPT_MAIN(tests)
