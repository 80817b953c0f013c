/* The model itself: a flow's life when nothing goes wrong, translations and traffic. */

#include "check.h"

static void a_flow_s_life(void)
{
    struct cache_op op;

    EXPECT(operate(CACHE_GET, 0).error == ENOENT);
    EXPECT(operate(CACHE_MODIFY, 0).error == ENOENT);
    EXPECT(operate(CACHE_DELETE, 0).error == ENOENT);
    EXPECT(!operate(CACHE_PUT, 0).error);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST);
    hit(0, 2);
    op = operate(CACHE_GET, 0);
    EXPECT(!op.error && op.stats.n_packets == 2 && op.actions == model_rule_actions(0));
    EXPECT(op.stats.n_bytes == model_packet_bytes(1) + model_packet_bytes(2));
    EXPECT(op.stats.used_ms == model_now_ms());
    hit(0, 1);
    op = operate(CACHE_DELETE, 0);
    EXPECT(!op.error && op.stats.n_packets == 3 && op.stats_final);
    EXPECT(!model_live(0, NONE) && model_instance(1)->end == END_DELETED);
}

static void tables_are_apart(void)
{
    EXPECT(!operate(CACHE_PUT, 0).error);
    EXPECT(model_live(0, NONE) && !model_live(0, 0) && !model_live(1, NONE));
    EXPECT(model_n_flows() == 1);
}

static void sizes_are_distinct(void)
{
    EXPECT(!operate(CACHE_PUT, 0).error);
    hit(0, 100);
    for (unsigned i = 0; i < 100; i++) {
        for (unsigned j = 0; j < i; j++) {
            EXPECT(model_packet_bytes(i + 1) != model_packet_bytes(j + 1));
        }
    }
    EXPECT(model_packet_bytes(1) >> 50 == 0);
}

/* Translations. */

static void translations(void)
{
    const struct cache_stats stats = {.n_packets = 1, .n_bytes = 10};
    struct cache_translation first, second;

    EXPECT(!model_world.translate(CACHE_TRANSLATE_UPCALL, 0, NONE, 1, &stats, &first));
    EXPECT(first.cacheable && first.actions == model_rule_actions(0) && first.execute);
    model_change_rules(0, RULE_FORWARD_NARROW);
    EXPECT(!model_world.translate(CACHE_TRANSLATE_REVALIDATE, 0, NONE, 0, NULL, &second));
    EXPECT(second.actions != first.actions && second.mask & ~first.mask);
    EXPECT(model_handle_live(first.handle) && model_handle_flow(first.handle) == 0);
    model_world.release(first.handle);
    EXPECT(!model_handle_live(first.handle) && model_handle_live(second.handle));
    model_change_rules(0, RULE_UNCACHEABLE);
    EXPECT(!model_world.translate(CACHE_TRANSLATE_REVALIDATE, 0, NONE, 0, NULL, &second));
    EXPECT(!second.cacheable && !model_rule_actions(0));
    model_change_rules(0, RULE_NO_BRIDGE);
    EXPECT(model_world.translate(CACHE_TRANSLATE_REVALIDATE, 0, NONE, 0, NULL, &second));
    model_arm(FAULT_TRANSLATION_FAILS, 1, 1);
    EXPECT(model_world.translate(CACHE_TRANSLATE_REVALIDATE, 1, NONE, 0, NULL, &second));
    EXPECT(!model_world.translate(CACHE_TRANSLATE_REVALIDATE, 1, NONE, 0, NULL, &second));
}

/* Each flow's actions are its own, whatever their version. */
static void every_flow_has_actions_of_its_own(void)
{
    model_begin(&(struct model_settings){.n_flows = CACHE_MAX_FLOWS});
    for (unsigned flow = 0; flow < CACHE_MAX_FLOWS; flow++) {
        uint32_t first = model_rule_actions(flow), second;

        model_change_rules(flow, RULE_FORWARD_NARROW);
        second = model_rule_actions(flow);
        EXPECT(model_install_foreign(flow, NONE, true, false));
        EXPECT(model_actions_version(first) == 0 && model_actions_version(second) == 1);
        EXPECT(model_actions_rule(first) == RULE_FORWARD);
        EXPECT(model_actions_rule(second) == RULE_FORWARD_NARROW);
        EXPECT(model_actions_version(model_live(flow, NONE)->actions) == UINT32_MAX);
        for (unsigned other = 0; other < CACHE_MAX_FLOWS; other++) {
            EXPECT(model_actions_were_given(other, first) == (other == flow));
            EXPECT(model_actions_were_given(other, model_live(flow, NONE)->actions) ==
                   (other == flow));
        }
    }
    EXPECT(!model_actions_were_given(0, model_rule_actions(0) | 1U << 30));
}

/* Traffic. */

/* Narrow rules look at more: at other bits, or at more bytes. Masks of two flows differ in length. */
static void masks_differ(void)
{
    enum { FLOWS = 4, BYTES_AT = 24 };
    uint32_t wide[FLOWS], longest = 0;

    for (unsigned flow = 0; flow < FLOWS; flow++) {
        uint32_t narrow;

        wide[flow] = model_rule_mask(flow);
        model_change_rules(flow, RULE_FORWARD_NARROW);
        narrow = model_rule_mask(flow);
        EXPECT(narrow & ~wide[flow] && !(wide[flow] & ~narrow));
        longest = narrow >> BYTES_AT > longest ? narrow >> BYTES_AT : longest;
        for (unsigned other = 0; other < flow; other++) {
            EXPECT(wide[other] >> BYTES_AT != wide[flow] >> BYTES_AT);
        }
    }
    EXPECT(longest >= 64);
}

static void packets_arrive(void)
{
    EXPECT(model_packet(&taking_cache, 0, NONE, 0) == ARRIVAL_QUEUED && taken_packet == 1);
    EXPECT(!taken_as_action);
    EXPECT(model_late_miss(&taking_cache, 0, NONE, 0, false) == ARRIVAL_QUEUED &&
           taken_packet == 2);
    model_change_rules(1, RULE_SLOW_PATH);
    operate(CACHE_PUT, 1);
    EXPECT(model_packet(&taking_cache, 1, NONE, 0) == ARRIVAL_SENT_UP && taken_as_action);
    EXPECT(model_live(1, NONE)->n_hits == 1);
}

static void packet_threads_add_flows(void)
{
    upcall_error = ENOSPC;
    EXPECT(model_packet(&taking_cache, 0, 1, 0) == ARRIVAL_NOT_ADDED && !model_live(0, 1));
    upcall_error = ESHUTDOWN;
    EXPECT(model_packet(&taking_cache, 0, 1, 0) == ARRIVAL_REFUSED && !model_live(0, 1));
    upcall_error = 0;
    model_arm(FAULT_ADD_NOTHING, 0, 1);
    EXPECT(model_packet(&taking_cache, 0, 1, 0) == ARRIVAL_NOT_ADDED && !model_live(0, 1));
    EXPECT(model_packet(&taking_cache, 0, 1, 0) == ARRIVAL_ADDED && model_live(0, 1));
    EXPECT(model_packet(&taking_cache, 0, 1, 0) == ARRIVAL_HIT);
}

static void bounds_are_kept(void)
{
    operate(CACHE_PUT, 0);
    hit(0, MODEL_MAX_HITS);
    EXPECT(model_packet(&taking_cache, 0, NONE, 0) == ARRIVAL_NONE);
    while (model_n_instances() < MODEL_MAX_INSTANCES) {
        operate(CACHE_DELETE, 0);
        EXPECT(!operate(CACHE_PUT, 0).error);
    }
    operate(CACHE_DELETE, 0);
    EXPECT(operate(CACHE_PUT, 0).error == ENOSPC);
    EXPECT(!model_install_foreign(1, NONE, true, true));
}

int main(void)
{
    const struct test_case cases[] = {
        BODY("a flow's life", a_flow_s_life),
        BODY("tables are apart", tables_are_apart),
        BODY("sizes are distinct", sizes_are_distinct),
        BODY("translations", translations),
        BODY("every flow has actions of its own", every_flow_has_actions_of_its_own),
        BODY("masks differ", masks_differ),
        BODY("packets arrive", packets_arrive),
        BODY("packet threads add flows", packet_threads_add_flows),
        BODY("bounds are kept", bounds_are_kept),
    };

    return RUN_CASES(cases);
}
