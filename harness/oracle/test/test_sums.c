/*
 * STALL: what a handler that the limit has stopped can have added up; when it did, and what it
 * cannot have seen any more.
 */

#include "oracle/test/script/crowd.h"

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
    script_on("revalidator", crowd_ours_go);
    script_on("revalidator", crowd_others_come);
    refuse();
}

static void limited_by_a_sum(void)
{
    crowd_install(3, 5);
    sum();
}

static void limited_by_a_sum_of_its_own(void)
{
    crowd_install(3, 5);
    script_on("handler", sum);
}

/* It says something in between; what it counts, it counts after that. */
static void no_sum(void)
{
    handle();
    script_on("revalidator", crowd_ours_go);
    crowd_say_something();
    script_on("revalidator", crowd_others_come);
    refuse();
}

static void limited_without_reason(void)
{
    crowd_install(3, 5);
    no_sum();
}

static void limited_without_reason_of_its_own(void)
{
    crowd_install(3, 5);
    script_on("handler", no_sum);
}

static void last_goes(void)
{
    crowd_vanish(0);
}

/* It may have counted what there was when it said something, not what there was before. */
static void limited_by_an_old_sum(void)
{
    crowd_install(3, 5);
    handle();
    script_on("revalidator", crowd_ours_go);
    crowd_say_something();
    script_on("revalidator", last_goes);
    script_on("revalidator", crowd_others_come);
    refuse();
}

static void begin_to_go(void)
{
    crowd_get_nothing(1);
}

static void begin_to_go_and_say(void)
{
    begin_to_go();
    crowd_say_something();
}

/* One that is said to be gone may be counted still, until who says so says something else. */
static void limited_before_it_is_counted(void)
{
    crowd_install(2, 2);
    script_on("revalidator", begin_to_go);
    handle();
    refuse();
}

static void limited_after_it_was_counted(void)
{
    crowd_install(2, 2);
    script_on("revalidator", begin_to_go_and_say);
    handle();
    refuse();
}

static void handle_another(void *aux)
{
    uint64_t packet;

    script_miss(0);
    script_handle(0);
    packet = script_packet;
    crowd_wait_for(1);
    script_packet = packet;
    script_verdict(0, VERDICT_DUPLICATE);
}

/* Another handler may have counted the ukey that it is about to make visible. */
static void limited_by_another(bool in_time)
{
    unsigned other;
    uint64_t packet;

    crowd_install(1, 2);
    other = actor_spawn("other", handle_another, NULL);
    runtime_sleep_ns(0);
    if (!in_time) {
        crowd_go_to(1);
    }
    handle();
    packet = script_packet;
    crowd_go_to(1);
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
        crowd_say_something();
    }
    crowd_wait_for(1);
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

    says_something = something;
    crowd_install(3, 5);
    asker = actor_spawn("asker", ask, NULL);
    runtime_sleep_ns(0);
    script_on("revalidator", crowd_ours_go);
    script_on("handler", install_again);
    handle();
    refuse();
    crowd_go_to(1);
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
    crowd_wait_for(1);
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

    crowd_install(2, 6);
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
    crowd_vanish(0);
    crowd_vanish(1);
}

static void ask_and_look(void)
{
    world->n_flows();
    EXPECT(!script_operate(CACHE_GET, 2).error);
}

/* A cache may keep what the datapath has answered, though not for more than a round. */
static void limited_by_what_was_answered(unsigned n_rounds)
{
    crowd_install(2, 3);
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

static const struct script_test tests[] = {
    {"limited by a sum", limited_by_a_sum, NULL, NULL, NULL},
    {"limited by a sum of its own", limited_by_a_sum_of_its_own, NULL, NULL, NULL},
    {"limited without reason", limited_without_reason, "STALL", "limit-not-reached", NULL},
    {"limited without reason of its own", limited_without_reason_of_its_own, "STALL",
     "limit-not-reached", NULL},
    {"limited by an old sum", limited_by_an_old_sum, "STALL", "limit-not-reached", NULL},
    {"limited before it is counted", limited_before_it_is_counted, NULL, NULL, NULL},
    {"limited after it was counted", limited_after_it_was_counted, "STALL", "limit-not-reached",
     NULL},
    {"limited by another's upcall", limited_by_another_s_upcall, NULL, NULL, NULL},
    {"limited after another's upcall", limited_after_another_s_upcall, "STALL", "limit-not-reached",
     NULL},
    {"limited by an answer", limited_by_an_answer, NULL, NULL, NULL},
    {"limited by an answer of before", limited_by_an_answer_of_before, "STALL", "limit-not-reached",
     NULL},
    {"limited by a ukey counted twice", limited_by_a_ukey_counted_twice, "STALL",
     "limit-not-reached", NULL},
    {"limited by the last round's answer", limited_by_the_last_round_s_answer, NULL, NULL, NULL},
    {"limited by an older answer", limited_by_an_older_answer, "STALL", "limit-not-reached", NULL},
};
SCRIPT_MAIN(tests)
