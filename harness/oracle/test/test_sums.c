/*
 * LIM and STALL: what a handler that the limit has stopped can have added up, and a revalidator
 * that deletes for it; when they did, and what they cannot have seen any more.
 */

#include "script.h"

static void get_nothing(unsigned flow, uint64_t serial)
{
    EXPECT(model_vanish(flow, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, flow).error == ENOENT);
    script_step(flow, serial, STATE_OPERATIONAL, STATE_EVICTED);
}

static void vanish(unsigned flow)
{
    get_nothing(flow, flow + 1);
    script_step(flow, flow + 1, STATE_EVICTED, STATE_DELETED);
}

/* Two flows go, and others come that are not ours. */
static void ours_go(void)
{
    vanish(1);
    vanish(2);
}

static void others_come(void)
{
    EXPECT(model_install_foreign(1, CACHE_PMD_NULL, true, true));
    EXPECT(model_install_foreign(2, CACHE_PMD_NULL, true, true));
    world->n_flows();
}

static void install(unsigned n_flows, uint32_t flow_limit)
{
    script_configure(&(struct cache_settings){.flow_limit = flow_limit});
    EXPECT(!cache->start(2, 2));
    for (unsigned flow = 0; flow < n_flows; flow++) {
        script_install(flow, flow + 1);
    }
}

/* To say something is to have done what was done before. */
static void say_something(void)
{
    script_hit(0, 1);
}

static void handle(void)
{
    script_miss(7);
    script_handle(7);
}

static void refuse(void)
{
    script_verdict(7, VERDICT_LIMITED);
}

/* The handler may have counted ours before they went, and the others after they came. */
static void sum(void)
{
    handle();
    script_on("revalidator", ours_go);
    script_on("revalidator", others_come);
    refuse();
}

static void limited_by_a_sum(void)
{
    install(3, 5);
    sum();
}

static void limited_by_a_sum_of_its_own(void)
{
    install(3, 5);
    script_on("handler", sum);
}

/* It says something in between; what it counts, it counts after that. */
static void no_sum(void)
{
    handle();
    script_on("revalidator", ours_go);
    say_something();
    script_on("revalidator", others_come);
    refuse();
}

static void limited_without_reason(void)
{
    install(3, 5);
    no_sum();
}

static void limited_without_reason_of_its_own(void)
{
    install(3, 5);
    script_on("handler", no_sum);
}

static void last_goes(void)
{
    vanish(0);
}

/* It may have counted what there was when it said something, not what there was before. */
static void limited_by_an_old_sum(void)
{
    install(3, 5);
    handle();
    script_on("revalidator", ours_go);
    say_something();
    script_on("revalidator", last_goes);
    script_on("revalidator", others_come);
    refuse();
}

static void begin_to_go(void)
{
    get_nothing(1, 2);
}

static void begin_to_go_and_say(void)
{
    begin_to_go();
    say_something();
}

/* One that is said to be gone may be counted still, until who says so says something else. */
static void limited_before_it_is_counted(void)
{
    install(2, 2);
    script_on("revalidator", begin_to_go);
    handle();
    refuse();
}

static void limited_after_it_was_counted(void)
{
    install(2, 2);
    script_on("revalidator", begin_to_go_and_say);
    handle();
    refuse();
}

/* Waits for main to come so far. */
static unsigned stage;

static void go_to(unsigned next)
{
    stage = next;
    runtime_sleep_ns(0);
}

static void wait_for(unsigned next)
{
    while (stage < next) {
        runtime_sleep_ns(0);
    }
}

static void handle_another(void *aux)
{
    uint64_t packet;

    script_miss(0);
    script_handle(0);
    packet = script_packet;
    wait_for(1);
    script_packet = packet;
    script_verdict(0, VERDICT_DUPLICATE);
}

/* Another handler may have counted the ukey that it is about to make visible. */
static void limited_by_another(bool in_time)
{
    unsigned other;
    uint64_t packet;

    stage = 0;
    install(1, 2);
    other = actor_spawn("other", handle_another, NULL);
    runtime_sleep_ns(0);
    if (!in_time) {
        go_to(1);
    }
    handle();
    packet = script_packet;
    go_to(1);
    actor_join(other);
    script_packet = packet;
    refuse();
}

static void limited_by_another_s_upcall(void)
{
    limited_by_another(true);
}

static void limited_after_another_s_upcall(void)
{
    limited_by_another(false);
}

static bool says_something;

static void ask(void *aux)
{
    world->n_flows();
    if (says_something) {
        say_something();
    }
    wait_for(1);
}

static void install_again(void)
{
    script_install(1, 12);
    script_install(2, 13);
}

/* Who has asked how many flows there are takes off the ukeys that it then finds: the more of them
 * are gone by then, the more flows are somebody else's. Meanwhile ours may have come back. */
static void limited_after_asking(bool something)
{
    unsigned asker;

    stage = 0;
    says_something = something;
    install(3, 5);
    asker = actor_spawn("asker", ask, NULL);
    runtime_sleep_ns(0);
    script_on("revalidator", ours_go);
    script_on("handler", install_again);
    handle();
    refuse();
    go_to(1);
    actor_join(asker);
}

static void limited_by_an_answer(void)
{
    limited_after_asking(false);
}

static void limited_by_an_answer_of_before(void)
{
    limited_after_asking(true);
}

static void ask_now(void)
{
    world->n_flows();
}

static void make_visible(void *aux)
{
    uint64_t packet;

    script_miss(2);
    script_handle(2);
    packet = script_packet;
    script_step(2, 3, STATE_CREATED, STATE_VISIBLE);
    script_on("asker", ask_now);
    wait_for(1);
    script_packet = packet;
    EXPECT(!script_operate(CACHE_PUT, 2).error);
    script_step(2, 3, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(2, VERDICT_INSTALLED);
}

/* A handler counts its ukey before it says that it is there, so that who asks after that takes it
 * off: of three flows and three ukeys none is somebody else's. */
static void limited_by_a_ukey_counted_twice(void)
{
    uint64_t packet;

    stage = 0;
    install(2, 6);
    EXPECT(model_install_foreign(5, CACHE_PMD_NULL, true, true));
    handle();
    packet = script_packet;
    actor_spawn("other", make_visible, NULL);
    runtime_sleep_ns(0);
    script_packet = packet;
    refuse();
}

static void two_of_three_go(void)
{
    vanish(0);
    vanish(1);
}

static void ask_and_look(void)
{
    world->n_flows();
    EXPECT(!script_operate(CACHE_GET, 2).error);
}

/* A cache may keep what the datapath has answered, though not for more than a round. */
static void limited_by_what_was_answered(unsigned n_rounds)
{
    install(2, 3);
    EXPECT(model_install_foreign(2, CACHE_PMD_NULL, true, true));
    script_on("revalidator", ask_and_look);
    script_on("revalidator", two_of_three_go);
    for (unsigned i = 0; i < n_rounds; i++) {
        script_round();
    }
    handle();
    refuse();
}

static void limited_by_the_last_round_s_answer(void)
{
    limited_by_what_was_answered(1);
}

static void limited_by_an_older_answer(void)
{
    limited_by_what_was_answered(2);
}

static void delete (unsigned flow)
{
    script_step(flow, flow + 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, flow);
}

static void see_a_sum(void)
{
    script_on("revalidator", ours_go);
    if (says_something) {
        say_something();
    }
    script_on("revalidator", others_come);
}

static void delete_two(void)
{
    delete (0);
    delete (3);
}

static void see_a_sum_and_delete(void)
{
    see_a_sum();
    delete_two();
}

/* The same of a revalidator: of the six flows that it can have counted, two are too many. */
static void delete_in_round(bool something)
{
    says_something = something;
    install(4, 4);
    script_hit(0, 1);
    script_hit(3, 1);
    runtime_advance_ns(UINT64_C(50000000));
    script_in_round(see_a_sum_and_delete);
}

static void deleted_for_a_sum(void)
{
    delete_in_round(false);
}

static void deleted_without_reason(void)
{
    delete_in_round(true);
}

static void remove_and_delete(void)
{
    ours_go();
    script_on("revalidator", others_come);
    delete_two();
}

/* Who removes ukeys itself counts after that. */
static void deleted_after_its_own_removals(void)
{
    install(4, 4);
    script_hit(0, 1);
    script_in_round(remove_and_delete);
}

/* What it can have counted in one round is no reason in the next one. */
static void deleted_for_the_last_round_s_sum(void)
{
    says_something = false;
    install(4, 4);
    script_hit(0, 1);
    script_hit(3, 1);
    script_in_round(see_a_sum);
    script_in_round(delete_two);
}

/* A revalidator that takes part in main's round from when it is first heard. */
static void take_part(void *aux)
{
    say_something();
    wait_for(1);
    say_something();
    wait_for(2);
    delete_two();
}

static void lead_in_time(void)
{
    go_to(1);
    see_a_sum();
}

static void lead_too_late(void)
{
    see_a_sum();
    go_to(1);
}

static void delete_by_another(void (*lead)(void))
{
    unsigned other;

    stage = 0;
    says_something = false;
    install(4, 4);
    script_hit(3, 1);
    other = actor_spawn("other", take_part, NULL);
    runtime_sleep_ns(0);
    script_in_round(lead);
    go_to(2);
    actor_join(other);
}

static void deleted_for_a_sum_by_another(void)
{
    delete_by_another(lead_in_time);
}

static void deleted_for_a_sum_before_it_came(void)
{
    delete_by_another(lead_too_late);
}

static const struct script_test tests[] = {
    {"limited by a sum", limited_by_a_sum, NULL, NULL},
    {"limited by a sum of its own", limited_by_a_sum_of_its_own, NULL, NULL},
    {"limited without reason", limited_without_reason, "STALL", "fewer flows than the flow limit"},
    {"limited without reason of its own", limited_without_reason_of_its_own, "STALL",
     "fewer flows than the flow limit"},
    {"limited by an old sum", limited_by_an_old_sum, "STALL", "fewer flows than the flow limit"},
    {"limited before it is counted", limited_before_it_is_counted, NULL, NULL},
    {"limited after it was counted", limited_after_it_was_counted, "STALL",
     "fewer flows than the flow limit"},
    {"limited by another's upcall", limited_by_another_s_upcall, NULL, NULL},
    {"limited after another's upcall", limited_after_another_s_upcall, "STALL",
     "fewer flows than the flow limit"},
    {"limited by an answer", limited_by_an_answer, NULL, NULL},
    {"limited by an answer of before", limited_by_an_answer_of_before, "STALL",
     "fewer flows than the flow limit"},
    {"limited by a ukey counted twice", limited_by_a_ukey_counted_twice, "STALL",
     "fewer flows than the flow limit"},
    {"limited by the last round's answer", limited_by_the_last_round_s_answer, NULL, NULL},
    {"limited by an older answer", limited_by_an_older_answer, "STALL",
     "fewer flows than the flow limit"},
    {"deleted for a sum", deleted_for_a_sum, NULL, NULL},
    {"deleted without reason", deleted_without_reason, "LIM", "can have seemed to be 4 flows"},
    {"deleted after its own removals", deleted_after_its_own_removals, "LIM",
     "can have seemed to be 4 flows"},
    {"deleted for the last round's sum", deleted_for_the_last_round_s_sum, "LIM",
     "can have seemed to be 4 flows"},
    {"deleted for a sum, by another", deleted_for_a_sum_by_another, NULL, NULL},
    {"deleted for a sum, before it came", deleted_for_a_sum_before_it_came, "LIM",
     "can have seemed to be 4 flows"},
};
SCRIPT_MAIN(tests)
