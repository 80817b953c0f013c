/*
 * The preemptions that did not take place: what the events of an execution say of a list.
 */
#include "execution/missed.h"

#include <string.h>

#include "execution/execute.h"
#include "scenario/test/expect.h"

static struct scenario s;
static struct missed missed;

/* The event of `actor`, who gives way to `target` at its point `point`. */
static struct event switched(unsigned actor, uint32_t point, unsigned target)
{
    return (struct event){
        .kind = EVENT_SWITCH, .actor = (uint16_t)actor, .point = point, .object = target};
}

static void test_which(void)
{
    const struct event events[] = {switched(0, 7, 2), switched(2, 9, 0), switched(0, 12, 3)};

    scenario_init(&s);
    scenario_preempt(&s, 0, 12, 2); /* Another one ran there. */
    scenario_preempt(&s, 2, 9, 0);
    scenario_preempt(&s, 0, 7, 2);
    scenario_preempt(&s, 0, 400, 2); /* So far it never came. */
    scenario_preempt(&s, 0, 11, 0);  /* It kept running. */
    scenario_preempt(&s, 2, 11, 2);  /* It was never there. */
    scenario_find_missed(&s, events, 3, false, &missed);
    CHECK(missed.n_given == 6 && missed.n == 3, "%u of %u", missed.n, missed.n_given);
    CHECK(missed.index[0] == 0 && missed.index[1] == 3 && missed.index[2] == 5, "others");
    scenario_find_missed(&s, events, 3, true, &missed);
    CHECK(missed.n == 0, "%u known of a log that is cut off", missed.n);
    s.strategy = STRATEGY_RANDOM;
    scenario_find_missed(&s, events, 3, false, &missed);
    CHECK(missed.n == 0 && missed.n_given == 0, "of another strategy");
}

static void test_said(void)
{
    char text[256] = "";
    FILE *stream = fmemopen(text, sizeof text, "w");

    scenario_init(&s);
    for (unsigned i = 0; i < 5; i++) {
        scenario_preempt(&s, 0, 10 + i, 2);
    }
    scenario_find_missed(&s, NULL, 0, false, &missed);
    scenario_write_missed(stream, &s, &missed);
    fclose(stream);
    CHECK(!strcmp(text, "5 of 5 preemptions did not take place: main at 10 to revalidator-0, main "
                        "at 11 to revalidator-0, main at 12 to revalidator-0 and 2 more"),
          "%s", text);
}

/* What an execution has recorded takes place in its replay, all of it. */
static void test_executed(void)
{
    static struct scenario_result result;
    const struct scenario_options options = {0};
    const struct preemption *recorded;
    size_t n;

    scenario_init(&s);
    scenario_main(&s, OP_PACKET, 0, 0, 2);
    s.strategy = STRATEGY_RANDOM;
    s.mean_gap = 4;
    scenario_execute(&s, &options, &result);
    n = runtime_recorded_preemptions(&recorded);
    CHECK(n > 20 && scenario_take_preemptions(&s, recorded, n), "%zu preemptions", n);
    scenario_preempt(&s, 0, UINT16_MAX, 2);
    scenario_execute(&s, &options, &result);
    scenario_find_missed(&s, event_log_at(0), event_log_length(), event_log_truncated(), &missed);
    CHECK(missed.n == 1 && missed.index[0] == n, "%u missed", missed.n);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_which),
        CASE(test_said),
        CASE(test_executed),
    };

    return RUN_CASES(cases);
}
