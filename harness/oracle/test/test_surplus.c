/*
 * LIM: what a revalidator that deletes flows for their number can have added up, and in which
 * round.
 */

#include "oracle/test/script/crowd.h"

static bool says_something;

static void delete (unsigned flow)
{
    script_step(flow, flow + 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, flow);
}

static void see_a_sum(void)
{
    script_on("revalidator", crowd_ours_go);
    if (says_something) {
        crowd_say_something();
    }
    script_on("revalidator", crowd_others_come);
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
    crowd_install(4, 4);
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
    crowd_ours_go();
    script_on("revalidator", crowd_others_come);
    delete_two();
}

/* Who removes ukeys itself counts after that. */
static void deleted_after_its_own_removals(void)
{
    crowd_install(4, 4);
    script_hit(0, 1);
    script_in_round(remove_and_delete);
}

/* What it can have counted in one round is no reason in the next one. */
static void deleted_for_the_last_round_s_sum(void)
{
    says_something = false;
    crowd_install(4, 4);
    script_hit(0, 1);
    script_hit(3, 1);
    script_in_round(see_a_sum);
    script_in_round(delete_two);
}

/* A revalidator that takes part in main's round from when it is first heard. */
static void take_part(void *aux)
{
    crowd_say_something();
    crowd_wait_for(1);
    crowd_say_something();
    crowd_wait_for(2);
    delete_two();
}

static void lead_in_time(void)
{
    crowd_go_to(1);
    see_a_sum();
}

static void lead_too_late(void)
{
    see_a_sum();
    crowd_go_to(1);
}

static void delete_by_another(void (*lead)(void))
{
    unsigned other;

    says_something = false;
    crowd_install(4, 4);
    script_hit(3, 1);
    other = actor_spawn("other", take_part, NULL);
    runtime_sleep_ns(0);
    script_in_round(lead);
    crowd_go_to(2);
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
    {"deleted for a sum", deleted_for_a_sum, NULL, NULL, NULL},
    {"deleted without reason", deleted_without_reason, "LIM", "deleted-for-nothing",
     "at most 4 flows can have been counted"},
    {"deleted after its own removals", deleted_after_its_own_removals, "LIM", "deleted-for-nothing",
     "at most 4 flows can have been counted"},
    {"deleted for the last round's sum", deleted_for_the_last_round_s_sum, "LIM",
     "deleted-for-nothing", "at most 4 flows can have been counted"},
    {"deleted for a sum, by another", deleted_for_a_sum_by_another, NULL, NULL, NULL},
    {"deleted for a sum, before it came", deleted_for_a_sum_before_it_came, "LIM",
     "deleted-for-nothing", "at most 4 flows can have been counted"},
};
SCRIPT_MAIN(tests)
