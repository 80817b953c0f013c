/* ONCE: what is a double credit, a loss, an invention; and what is none. */

#include "oracle/test/script/script.h"

/* Every hit credited, and none twice. */
static void in_parts(void)
{
    script_install(0, 1);
    script_hit(0, 5);
    script_push(0, 1, 0, 3);
    script_push(0, 1, 3, 5);
    script_delete(0, 1);
    script_forget(0, 1);
    script_end();
}

/* The whole counter again, as upstream did for a flow that a dump had missed (B69). */
static void whole_counter_again(void)
{
    script_install(0, 1);
    script_hit(0, 5);
    script_push(0, 1, 0, 3);
    script_push(0, 1, 0, 5);
}

/* The dead flow's total, against the flow that took its place (B68). */
static void dead_flow_to_its_successor(void)
{
    script_install(0, 1);
    script_hit(0, 3);
    script_delete(0, 1);
    script_push(0, 1, 0, 3);
    script_forget(0, 1);
    script_install(0, 2);
    script_push(0, 1, 0, 3);
}

/* The dead flow's rest, after its successor has begun: late, and right. */
static void rest_after_successor(void)
{
    script_install(0, 1);
    script_hit(0, 3);
    script_push(0, 1, 0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    script_install(0, 2);
    script_hit(0, 2);
    script_push(0, 2, 0, 2);
    script_push(0, 1, 1, 3);
    script_delete(0, 2);
    script_forget(0, 2);
    script_end();
}

static void gap(void)
{
    script_install(0, 1);
    script_hit(0, 5);
    script_push(0, 1, 2, 5);
}

static void gap_though_declared(void)
{
    script_install(0, 1);
    script_hit(0, 5);
    world->loss(0, CACHE_PMD_NULL, LOST_VANISHED);
    script_push(0, 1, 2, 5);
}

static void other_flow(void)
{
    script_install(0, 1);
    script_install(1, 2);
    script_hit(0, 5);
    script_push(1, 1, 0, 5);
}

static void wrong_bytes(void)
{
    script_install(0, 1);
    script_hit(0, 2);
    script_credit(1, 0, 2, model_instance(1)->bytes[2] + 1);
}

/* A counter stepped back, and the difference is taken (O31). */
static void negative(void)
{
    script_install(0, 1);
    script_hit(0, 2);
    script_credit(1, 0, (uint64_t)-1, (uint64_t)-1);
}

/* The counter was reset, and has caught up with the base in packets alone (B96). */
static void negative_bytes(void)
{
    const struct model_instance *before, *after;
    uint32_t n = 0;

    script_install(0, 1);
    script_hit(0, 40);
    EXPECT(model_reset_counter(0, CACHE_PMD_NULL));
    script_hit(0, 40);
    before = model_instance(1);
    after = model_instance(2);
    while (n < 40 && after->bytes[n] >= before->bytes[n]) {
        n++;
    }
    EXPECT(n < 40);
    script_push(0, 1, 0, n);
    script_credit(1, 0, 0, after->bytes[n] - before->bytes[n]);
}

static void deleted_and_not_credited(void)
{
    script_install(0, 1);
    script_hit(0, 2);
    script_delete(0, 1);
    script_forget(0, 1);
    script_end();
}

/* Nobody can credit what no rule is left for, and the cache says so. */
static void deleted_without_rules(void)
{
    struct cache_translation translation;

    script_install(0, 1);
    script_hit(0, 2);
    model_change_rules(0, RULE_NO_BRIDGE);
    script_delete(0, 1);
    EXPECT(world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    world->loss(0, CACHE_PMD_NULL, LOST_UNTRANSLATABLE);
    script_forget(0, 1);
    script_end();
}

static void vanish(void)
{
    script_install(0, 1);
    script_hit(0, 3);
    script_push(0, 1, 0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(script_operate(CACHE_DELETE, 0).error == ENOENT);
}

static void vanished_silently(void)
{
    vanish();
    script_forget(0, 1);
    script_judge();
}

static void vanished_declared(void)
{
    vanish();
    world->loss(0, CACHE_PMD_NULL, LOST_VANISHED);
    script_forget(0, 1);
    script_judge();
    script_end();
}

static void reset(void)
{
    script_install(0, 1);
    script_hit(0, 5);
    script_push(0, 1, 0, 5);
    EXPECT(model_reset_counter(0, CACHE_PMD_NULL));
    /* Large enough that five of the new sizes are more than five of the old ones. */
    do {
        script_hit(0, 1);
    } while (model_live(0, CACHE_PMD_NULL)->n_hits < 6 ||
             model_instance(2)->bytes[model_instance(2)->n_hits] <= model_instance(1)->bytes[5]);
}

/* The base is that of the counter before: too little is credited, as it must be. */
static void reset_from_the_old_base(void)
{
    const struct model_instance *second;

    reset();
    second = model_instance(2);
    script_credit(1, 0, second->n_hits - 5,
                  second->bytes[second->n_hits] - model_instance(1)->bytes[5]);
    EXPECT(oracle_reached()->carried == 1);
}

/* The second flow's counter, less the one packet that the first one counted. */
static void push_from_the_first_one_s_end(void)
{
    do {
        script_hit(0, 1);
    } while (model_instance(2)->n_hits < 2 ||
             model_instance(2)->bytes[model_instance(2)->n_hits] <= model_instance(1)->bytes[1]);
    script_credit(1, 0, model_instance(2)->n_hits - 1,
                  model_instance(2)->bytes[model_instance(2)->n_hits] -
                      model_instance(1)->bytes[1]);
}

/* Another ukey does not have that base. */
static void reset_from_a_stranger_s_base(void)
{
    script_install(0, 1);
    script_hit(0, 1);
    script_push(0, 1, 0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    script_install(0, 2);
    push_from_the_first_one_s_end();
}

/* Nor may the same one still have it, once it was told that the flow is deleted. */
static void from_the_base_of_a_deleted_flow(void)
{
    script_install(0, 1);
    script_hit(0, 1);
    script_push(0, 1, 0, 1);
    script_delete(0, 1);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    push_from_the_first_one_s_end();
}

static void move(void)
{
    script_install(0, 1);
    script_hit(0, 3);
    script_push(0, 1, 0, 2);
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    script_hit(0, 4);
    script_keep(model_rule_actions(0));
}

static void moved_declared(void)
{
    move();
    world->loss(0, CACHE_PMD_NULL, LOST_LAYER_CHANGED);
    script_push(0, 2, 0, 4);
    script_judge();
}

/* The old layer's base for the new layer's counter (B70). */
static void moved_with_the_old_base(void)
{
    move();
    script_credit(1, 0, 2, model_instance(2)->bytes[4] - model_instance(1)->bytes[2]);
}

static void moved_silently(void)
{
    move();
    script_push(0, 2, 0, 4);
    script_judge();
}

/* Nothing is credited of a flow that is there. */
static void living_not_credited(void)
{
    move();
    world->loss(0, CACHE_PMD_NULL, LOST_LAYER_CHANGED);
    script_judge();
}

/* Packets come between the reading of a delete and its end. */
static void three_packets(void *aux)
{
    for (unsigned i = 0; i < 3; i++) {
        model_packet(cache, 0, CACHE_PMD_NULL, 0);
    }
}

static void delete_not_final(bool declared)
{
    unsigned packets;
    struct cache_op op;

    script_install(0, 1);
    script_hit(0, 1);
    packets = actor_spawn("packets", three_packets, NULL);
    model_arm(FAULT_DELETE_NOT_FINAL, 0, 1);
    op = script_delete(0, 1);
    EXPECT(!op.error && !op.stats_final);
    if (op.stats.n_packets) {
        script_push(0, 1, 0, (uint32_t)op.stats.n_packets);
    }
    if (declared) {
        world->loss(0, CACHE_PMD_NULL, LOST_NOT_FINAL);
    }
    script_forget(0, 1);
    actor_join(packets);
    script_judge();
}

static void not_final_silently(void)
{
    delete_not_final(false);
}

static void not_final_declared(void)
{
    delete_not_final(true);
}

static void packet_not_credited(void)
{
    script_miss(0);
    world->upcall_begin(0, CACHE_PMD_NULL, script_packet);
    script_verdict(0, VERDICT_DUPLICATE);
}

static void packet_credited_twice(void)
{
    struct cache_translation translation;
    struct cache_stats stats = {.n_packets = 1};

    script_miss(0);
    script_handle(0);
    stats.n_bytes = model_packet_bytes(script_packet);
    world->translate(CACHE_TRANSLATE_UPCALL, 0, CACHE_PMD_NULL, script_packet, &stats,
                     &translation);
}

/* It hit a flow, which counts it (B08). */
static void slow_path_packet_credited(void)
{
    model_change_rules(0, RULE_SLOW_PATH);
    script_install(0, 1);
    EXPECT(model_packet(cache, 0, CACHE_PMD_NULL, 0) == ARRIVAL_SENT_UP);
    script_handle(0);
}

static void packet_executed_twice(void)
{
    script_miss(0);
    script_handle(0);
    script_operate(CACHE_EXECUTE, 0);
    script_operate(CACHE_EXECUTE, 0);
}

static const struct script_test tests[] = {
    {"in parts", in_parts, NULL, NULL, NULL},
    {"whole counter again", whole_counter_again, "ONCE", "credited-twice",
     "hits 1..5 of instance 1, of which 3"},
    {"dead flow to its successor", dead_flow_to_its_successor, "ONCE", "credited-twice", NULL},
    {"rest after successor", rest_after_successor, NULL, NULL, NULL},
    {"gap", gap, "ONCE", "gap", NULL},
    {"gap though declared", gap_though_declared, "ONCE", "gap", NULL},
    {"other flow", other_flow, "ONCE", "credited-to-another-flow", NULL},
    {"wrong bytes", wrong_bytes, "ONCE", "never-hit", NULL},
    {"negative", negative, "ONCE", "credits-less-than-nothing", NULL},
    {"negative bytes", negative_bytes, "ONCE", "credits-less-than-nothing", NULL},
    {"deleted and not credited", deleted_and_not_credited, "ONCE", "lost-by-delete",
     "hits 1..2 of instance 1"},
    {"deleted without rules", deleted_without_rules, NULL, NULL, NULL},
    {"vanished silently", vanished_silently, "ONCE", "undeclared", "hits 2..3 of instance 1"},
    {"vanished, declared", vanished_declared, NULL, NULL, NULL},
    {"reset, from the old base", reset_from_the_old_base, NULL, NULL, NULL},
    {"from the base of a deleted flow", from_the_base_of_a_deleted_flow, "ONCE", "never-hit",
     "flow 0"},
    {"reset, from a stranger's base", reset_from_a_stranger_s_base, "ONCE", "never-hit", "flow 0"},
    {"moved, declared", moved_declared, NULL, NULL, NULL},
    {"moved, with the old base", moved_with_the_old_base, "ONCE", "never-hit", NULL},
    {"moved silently", moved_silently, "ONCE", "undeclared", "hits 3..3 of instance 1"},
    {"living, not credited", living_not_credited, "ONCE", "not-credited",
     "hits 1..4 of instance 2"},
    {"packet not credited", packet_not_credited, "ONCE", "packet-not-credited", NULL},
    {"packet credited twice", packet_credited_twice, "ONCE", "packet-credited-twice", NULL},
    {"slow path packet credited", slow_path_packet_credited, "ONCE", "hit-credited-as-miss", NULL},
    {"packet executed twice", packet_executed_twice, "ONCE", "packet-executed-twice", NULL},
};

static const struct script_test preempted_tests[] = {
    {"not final, silently", not_final_silently, "ONCE", "undeclared-of-delete", NULL},
    {"not final, declared", not_final_declared, NULL, NULL, NULL},
};

int main(void)
{
    return script_run(SCRIPT_TESTS(tests), SCRIPT_TESTS(preempted_tests));
}
