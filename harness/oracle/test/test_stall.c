/* STALL: which misses must end with their flow in the datapath. */

#include <string.h>

#include "oracle/context.h"
#include "oracle/test/script/script.h"

static void evicted(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
}

/* A miss that begins after the deletion is refused (B57). */
static void refused_after_deletion(void)
{
    evicted();
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_DUPLICATE);
}

/* It replaces the ukey. */
static void replaced_after_deletion(void)
{
    evicted();
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 2, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_REPLACED);
    oracle_check_installed(0, CACHE_PMD_NULL);
}

/* A miss that begins before the end of the deletion may be refused. */
static void refused_during_deletion(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
    script_verdict(0, VERDICT_DUPLICATE);
}

static void contended_without_contention(void)
{
    evicted();
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_CONTENDED);
}

static void installed_without_put(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_verdict(0, VERDICT_INSTALLED);
}

static void limited_without_need(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 2});
    script_install(0, 1);
    script_round();
    script_round();
    script_round();
    script_miss(1);
    script_handle(1);
    script_verdict(1, VERDICT_LIMITED);
}

static void limited_with_need(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 2});
    script_install(0, 1);
    script_install(1, 2);
    script_miss(2);
    script_handle(2);
    script_verdict(2, VERDICT_LIMITED);
    oracle_check_installed(2, CACHE_PMD_NULL);
}

static void not_cacheable_without_reason(void)
{
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_NOT_CACHEABLE);
}

static void not_cacheable_with_reason(void)
{
    model_change_rules(0, RULE_UNCACHEABLE);
    script_miss(0);
    EXPECT(!script_handle(0).cacheable);
    script_verdict(0, VERDICT_NOT_CACHEABLE);
    oracle_check_installed(0, CACHE_PMD_NULL);
}

static void untranslatable_without_reason(void)
{
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_UNTRANSLATABLE);
}

static void conflict(void)
{
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_CONFLICT);
}

/* A failed translation leaves nothing to say of what it would have been. */
static void not_cacheable_as_it_failed(void)
{
    struct cache_translation translation;

    script_miss(0);
    script_handle(0);
    model_change_rules(0, RULE_NO_BRIDGE);
    EXPECT(world->translate(CACHE_TRANSLATE_UPCALL, 0, CACHE_PMD_NULL, script_packet, NULL,
                            &translation));
    script_will_execute(script_packet, 0);
    script_verdict(0, VERDICT_NOT_CACHEABLE);
}

static void never_installed(void)
{
    script_miss(0);
    script_handle(0);
    oracle_check_installed(0, CACHE_PMD_NULL);
}

/* What a cache that promises no exact limit has refused at rest was judged at its verdict. */
static bool any_limit(const char *rule, unsigned flow, struct cache_remark *remark)
{
    return strcmp(rule, "STALL/limit-not-reached");
}

static void limited_when_quiescent(void)
{
    context_set_promises(any_limit);
    limited_without_need();
    oracle_check_installed(1, CACHE_PMD_NULL);
}

/* A packet thread is to add the flow, and there is a ukey for it, or not. */
static void packet_thread_adds(void)
{
    script_in_call = script_install_on_packet_thread;
    EXPECT(model_packet(cache, 0, 1, 0) == ARRIVAL_ADDED);
}

static void packet_thread_adds_without_ukey(void)
{
    EXPECT(model_packet(cache, 0, 1, 0) == ARRIVAL_ADDED);
}

static void packet_thread_is_refused_its_ukey(void)
{
    script_in_call = script_install_on_packet_thread;
    script_upcall_error = ENOSPC;
    EXPECT(model_packet(cache, 0, 1, 0) == ARRIVAL_NOT_ADDED);
}

static void packet_thread_is_refused(void)
{
    script_upcall_error = ENOSPC;
    EXPECT(model_packet(cache, 0, 1, 0) == ARRIVAL_NOT_ADDED);
}

static const struct script_test tests[] = {
    {"refused after deletion", refused_after_deletion, "STALL", "nothing-in-the-way", NULL},
    {"replaced after deletion", replaced_after_deletion, NULL, NULL, NULL},
    {"refused during deletion", refused_during_deletion, NULL, NULL, NULL},
    {"contended without contention", contended_without_contention, "STALL", "no-contention", NULL},
    {"installed without put", installed_without_put, "STALL", "not-put", NULL},
    {"limited without need", limited_without_need, "STALL", "limit-not-reached", NULL},
    {"limited at rest", limited_when_quiescent, NULL, NULL, NULL},
    {"limited with need", limited_with_need, NULL, NULL, NULL},
    {"not cacheable without reason", not_cacheable_without_reason, "STALL", "cacheable", NULL},
    {"not cacheable with reason", not_cacheable_with_reason, NULL, NULL, NULL},
    {"untranslatable without reason", untranslatable_without_reason, "STALL", "translated", NULL},
    {"conflict", conflict, "STALL", "no-conflict", NULL},
    {"not cacheable, as it failed", not_cacheable_as_it_failed, "STALL", "cacheable", NULL},
    {"never installed", never_installed, "STALL", "not-installed-at-rest",
     "idle: there is no ukey"},
    {"packet thread adds", packet_thread_adds, NULL, NULL, NULL},
    {"packet thread adds without ukey", packet_thread_adds_without_ukey, "STALL",
     "adds-without-ukey", NULL},
    {"packet thread is refused", packet_thread_is_refused, NULL, NULL, NULL},
    {"packet thread is refused its ukey", packet_thread_is_refused_its_ukey, "STALL",
     "must-not-add", NULL},
};
SCRIPT_MAIN(tests)
