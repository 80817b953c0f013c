/* A livelock is shown as one round of each loop, with the number of rounds and whom it waits for.
 */
#include "made_up.h"
#include "report/format/text.h"

enum { ROUNDS = 4711 };

static struct timeline t;

static void make(void)
{
    CHECK(timeline_make(&t, &made_up, NULL));
}

static void check_text(unsigned loop, const char *expected)
{
    char text[256];

    timeline_loop_text(&t, &t.loops[loop], text, sizeof text);
    CHECK(!strcmp(text, expected));
}

/* How many of the page's lines have a text. */
static unsigned count_lines(const char *text)
{
    char *page = NULL;
    size_t size;
    FILE *stream = open_memstream(&page, &size);
    unsigned n = 0;

    report_text(stream, &t,
                &(struct text_style){.width = 80, .n_lines = 30, .file = "f", .build = "plain"});
    CHECK(!fclose(stream));
    for (const char *at = page; (at = strstr(at, text)); at += strlen(text)) {
        n++;
    }
    free(page);
    return n;
}

/* handler-0 tries a lock that main holds, which waits in another loop for it; they take turns of
 * different lengths. */
static void test_spin_on_a_lock(void)
{
    size_t took, first;

    made_up_begin("PROG", "some go round in circles");
    made_up_rule("PROG/livelock");
    made_up_noise(MAIN, 10);
    took = made_up_event(MAIN, EVENT_MUTEX_LOCK, 3, 0, 0, 0);
    first = made_up.n_events;
    for (unsigned i = 0; i < ROUNDS; i++) {
        made_up_event(HANDLER, EVENT_MUTEX_LOCK, 4, 0, 0, 0);
        made_up_event(HANDLER, EVENT_MUTEX_TRYLOCK_BUSY, 3, 0, 0, 0);
        if (i % 7 == 0) {
            made_up_event(HANDLER, EVENT_SWITCH, MAIN, 1, 0, 0);
            made_up_event(MAIN, EVENT_MUTEX_TRYLOCK_BUSY, 4, 0, 0, 0);
            made_up_event(MAIN, EVENT_SWITCH, HANDLER, 0, 0, 0);
        }
        made_up_event(HANDLER, EVENT_MUTEX_UNLOCK, 4, 0, 0, 0);
    }
    made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
    make();
    CHECK(t.n_loops == 2);
    CHECK(t.loops[0].actor == MAIN && t.loops[0].period == 1 && t.loops[0].n_rounds == 673);
    CHECK(t.loops[1].actor == HANDLER && t.loops[1].period == 3);
    CHECK(t.loops[1].first == first && t.loops[1].holder == MAIN);
    check_text(1,
               "a loop: handler-0 repeats 3 steps from step 11 on, 4711 times; it waits for main, "
               "which holds mutex 3");
    CHECK(t.steps[took].weight >= TIMELINE_DECISIVE);
    CHECK(count_lines("tries mutex 3, which is held") + count_lines("mutex 3 is busy") <= 1);
    CHECK(count_lines("takes mutex 4") <= 1);
    CHECK(count_lines(", in which the loops go on ...") == 1);
    timeline_free(&t);
}

/* Nobody holds a flag. What came before is no part of the loop; a round that was cut short is. */
static void test_spin_on_a_flag(void)
{
    made_up_begin("PROG", "some go round in circles");
    made_up_rule("PROG/livelock");
    made_up_noise(HANDLER, 2);
    made_up_event(HANDLER, EVENT_MUTEX_LOCK, 1, 0, 0, 0);
    for (unsigned i = 0; i < 500; i++) {
        made_up_event(HANDLER, EVENT_YIELD, 0, 0, 0, 0);
        if (i != 250) {
            made_up_event(HANDLER, EVENT_CALL, 1, 0, 0, 0);
        }
        made_up_event(HANDLER, EVENT_SWITCH, MAIN, 0, 0, 0);
        made_up_event(MAIN, EVENT_YIELD, 0, 0, 0, 0);
        made_up_event(MAIN, EVENT_TIME, 0, i, 0, 0);
    }
    make();
    CHECK(t.n_loops == 2);
    check_text(0, "a loop: main repeats 1 step from step 6 on, 500 times");
    check_text(1, "a loop: handler-0 repeats 2 steps from step 3 on, 499 times");
    CHECK(count_lines("yield") == 2);
    timeline_free(&t);
}

/* Who did the same a few times long before has no loop, and who is no livelock has none. */
static void test_no_loop(void)
{
    made_up_begin("PROG", "some go round in circles");
    made_up_rule("PROG/livelock");
    made_up_noise(REVALIDATOR, 30);
    for (unsigned i = 0; i < 100; i++) {
        made_up_event(HANDLER, EVENT_YIELD, 0, 0, 0, 0);
    }
    make();
    CHECK(t.n_loops == 1 && t.loops[0].actor == HANDLER);
    timeline_free(&t);
    made_up_rule("LOCK/deadlock");
    make();
    CHECK(t.n_loops == 0 && !t.steps[99].repeats);
    timeline_free(&t);
}

/* The same events in another place are other steps. */
static void test_places(void)
{
    made_up_begin("PROG", "some go round in circles");
    made_up_rule("PROG/livelock");
    for (unsigned i = 0; i < 300; i++) {
        made_up.frames[made_up_event(MAIN, EVENT_ATOMIC, 0, 0, 0, 0)][0] = 100 + i % 5;
    }
    make();
    CHECK(t.n_loops == 1 && t.loops[0].period == 5 && t.loops[0].n_rounds == 60);
    timeline_free(&t);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_spin_on_a_lock),
        CASE(test_spin_on_a_flag),
        CASE(test_no_loop),
        CASE(test_places),
    };

    return RUN_CASES(cases);
}
