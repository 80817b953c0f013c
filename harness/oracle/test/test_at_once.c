/*
 * LIM: revalidators that find too many flows at once. Each may still count those that the others
 * are deleting. A cache deletes what is above twice its limit, and so has as many as the limit in
 * hand; only where more others delete than that may more go than are too many.
 */

#include "oracle/test/script/script.h"

static unsigned next;

static void delete_next(void)
{
    script_step(next, next + 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, next).error);
    script_forget(next, next + 1);
    next++;
}

static void on_one(void)
{
    script_on("revalidator-0", delete_next);
}

/* Two actors, of which one is there before the other has ended. */
static void delete_and_go_on(void)
{
    delete_next();
    script_on("revalidator-1", delete_next);
}

static void on_three(void)
{
    delete_next();
    script_on("revalidator-0", delete_and_go_on);
}

static void on_two(void)
{
    delete_next();
    delete_next();
    on_one();
}

static void begin(uint32_t flow_limit, unsigned n_flows)
{
    script_configure(&(struct cache_settings){.flow_limit = flow_limit});
    script_adopt(n_flows);
    script_round();
    next = 0;
}

/* All three of three go. */
static void three_delete(void)
{
    begin(1, 3);
    script_in_round(on_three);
}

static void two_delete(void)
{
    begin(1, 3);
    script_in_round(on_two);
}

/* Three of four go, where two are too many. */
static void three_delete_above_two(void)
{
    begin(2, 4);
    script_in_round(on_three);
}

/* Those of a round before do not count. */
static void three_delete_later(void)
{
    begin(1, 6);
    script_in_round(on_three);
    script_in_round(on_two);
}

static const struct script_test tests[] = {
    {"three delete", three_delete, NULL, NULL, NULL},
    {"two delete", two_delete, "LIM", "deleted-for-nothing", "2 have been deleted for it"},
    {"three delete above two", three_delete_above_two, "LIM", "deleted-for-nothing",
     "2 have been deleted for it"},
    {"three delete later", three_delete_later, "LIM", "deleted-for-nothing",
     "2 have been deleted for it"},
};
SCRIPT_MAIN(tests)
