/*
 * LIM: flows that are counted once more. A handler that finds too many flows asks the datapath how
 * many there are, and takes those for flows without a ukey that are more than the ukeys. If it is
 * held up before it notes that, flows that are adopted meanwhile are ukeys by then, and flows
 * without one again.
 *
 * There are ukeys for flows 0 to 2, and flows 3 to 6 are somebody else's when a round begins. Where
 * the limit is two, five of these seven may be deleted, and one more for each that is counted once
 * more.
 */

#include "oracle/test/script/script.h"

enum { MISSED = 7, OTHERS = 3, FLOWS = 7 };

static void delete_and_forget(unsigned flow)
{
    script_step(flow, flow + 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, flow).error);
    script_forget(flow, flow + 1);
}

static void adopt(unsigned flow)
{
    EXPECT(!world->adopt(flow, model_rule_actions(flow)));
    script_step(flow, flow + 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_GET, flow).error);
    script_step(flow, flow + 1, STATE_VISIBLE, STATE_OPERATIONAL);
}

static void adopt_and_delete(unsigned first, unsigned last)
{
    for (unsigned flow = first; flow <= last; flow++) {
        adopt(flow);
        delete_and_forget(flow);
    }
}

static void (*meanwhile)(void);

/* Asks, is held up, and refuses a miss. */
static void handle(void)
{
    uint64_t packet;

    script_miss(MISSED);
    packet = script_packet;
    script_handle(MISSED);
    world->n_flows();
    script_on("revalidator-1", meanwhile);
    script_packet = packet;
    script_verdict(MISSED, VERDICT_LIMITED);
}

static void ask(void (*function)(void))
{
    meanwhile = function;
    script_on("handler-0", handle);
}

static void prepare(uint32_t flow_limit)
{
    script_configure(&(struct cache_settings){.flow_limit = flow_limit});
    script_adopt(OTHERS);
    script_round();
    for (unsigned flow = OTHERS; flow < FLOWS; flow++) {
        EXPECT(model_install_foreign(flow, CACHE_PMD_NULL, true, true));
    }
}

/* The leader asks, and deletes the first three. */
static void begin(void)
{
    world->n_flows();
    for (unsigned flow = 0; flow < OTHERS; flow++) {
        delete_and_forget(flow);
    }
}

static void run(void (*round)(void))
{
    prepare(2);
    script_in_round(round);
}

static void nothing(void) {}

static void one(void)
{
    adopt_and_delete(3, 3);
}

static void two(void)
{
    adopt_and_delete(3, 4);
}

static void all_with_two_late(void)
{
    begin();
    ask(two);
    adopt_and_delete(5, 6);
}

static void all_with_one_late(void)
{
    begin();
    ask(one);
    adopt_and_delete(4, 6);
}

static void six_with_one_late(void)
{
    begin();
    ask(one);
    adopt_and_delete(4, 5);
}

static void six_with_none_late(void)
{
    begin();
    ask(nothing);
    adopt_and_delete(3, 5);
}

static void two_late(void)
{
    run(all_with_two_late);
}

static void one_late(void)
{
    run(six_with_one_late);
}

static void one_late_and_two_again(void)
{
    run(all_with_one_late);
}

static void none_late(void)
{
    run(six_with_none_late);
}

static void ask_as_well(void)
{
    meanwhile = one;
    script_on("handler-1", handle);
}

static void all_with_one_late_twice(void)
{
    begin();
    ask(ask_as_well);
    adopt_and_delete(4, 6);
}

/* It is the same flow, whichever thread notes it last. */
static void one_late_for_two(void)
{
    run(all_with_one_late_twice);
}

static bool goes_on; /* The revalidator, after it has counted a ukey. */

static void adopt_slowly(void)
{
    if (goes_on) {
        adopt(3);
        ask(nothing);
    } else {
        EXPECT(!world->adopt(3, model_rule_actions(3)));
        script_step(3, 4, STATE_CREATED, STATE_VISIBLE);
        ask(nothing);
        EXPECT(!script_operate(CACHE_GET, 3).error);
        script_step(3, 4, STATE_VISIBLE, STATE_OPERATIONAL);
    }
    delete_and_forget(3);
}

static void six_slowly(void)
{
    begin();
    script_on("revalidator-2", adopt_slowly);
    adopt_and_delete(4, 5);
}

/* The answer is given between a ukey's being said and its being counted. */
static void said(void)
{
    goes_on = false;
    run(six_slowly);
}

static void counted(void)
{
    goes_on = true;
    run(six_slowly);
}

static void adopt_two(void)
{
    adopt(3);
    adopt(4);
}

static void ask_and_keep(void)
{
    ask(adopt_two);
}

static void six_later(void)
{
    begin();
    delete_and_forget(3);
    delete_and_forget(4);
    adopt_and_delete(5, 5);
}

/* Each round begins with a new number. */
static void round_before(void)
{
    run(ask_and_keep);
    script_round();
    script_in_round(six_later);
}

static void five_in_next_round(void)
{
    adopt_two();
    world->round_end(100, 1, false);
    world->round_begin(101, 1);
    for (unsigned flow = 0; flow < 5; flow++) {
        delete_and_forget(flow);
    }
}

static void ask_and_wait(void)
{
    ask(five_in_next_round);
}

/* So does one before whose beginning the answer was given. There can have seemed to be ten flows,
 * of which the limit is six. */
static void answer_before(void)
{
    prepare(6);
    script_in_round(ask_and_wait);
}

static const struct script_test tests[] = {
    {"two late", two_late, NULL, NULL, NULL},
    {"one late", one_late, NULL, NULL, NULL},
    {"one late and two again", one_late_and_two_again, "LIM", "deleted-for-nothing",
     "6 have been deleted for it"},
    {"none late", none_late, "LIM", "deleted-for-nothing", "5 have been deleted for it"},
    {"one late for two", one_late_for_two, "LIM", "deleted-for-nothing",
     "6 have been deleted for it"},
    {"said", said, NULL, NULL, NULL},
    {"counted", counted, "LIM", "deleted-for-nothing", "5 have been deleted for it"},
    {"round before", round_before, "LIM", "deleted-for-nothing", "5 have been deleted for it"},
    {"answer before", answer_before, "LIM", "deleted-for-nothing", "4 have been deleted for it"},
};
SCRIPT_MAIN(tests)
