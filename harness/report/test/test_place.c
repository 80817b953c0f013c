/* The stacks of sanitizers' reports, on the timeline. */
#include "made_up.h"
#include "report/internal.h"

static const struct source_line install = {"install", "/p/src/install.c", 19},
                                handler = {"handler_main", "/p/src/handler.c", 29},
                                sweep = {"sweep", "/p/src/sweep.c", 69},
                                elsewhere = {"sweep", "/p/src/sweep.c", 12};

static size_t step_in(struct timeline *t, size_t index, struct source_line inner,
                      struct source_line outer)
{
    t->steps[index].source = (struct source_stack){.n = 2, .lines = {inner, outer}};
    return index;
}

static struct timeline make(const char *report)
{
    struct timeline t;

    made_up_begin("RACE", "ThreadSanitizer reported a race");
    made_up.died = true;
    snprintf(made_up.report, sizeof made_up.report, "%s", report);
    made_up_noise(HANDLER, 3);
    made_up_noise(REVALIDATOR, 3);
    CHECK(timeline_make(&t, &made_up, NULL));
    step_in(&t, 0, install, handler);
    step_in(&t, 1, sweep, handler);
    step_in(&t, 2, install, handler);
    step_in(&t, 3, install, handler);
    step_in(&t, 4, elsewhere, handler);
    timeline_place_report(&t);
    return t;
}

/* Threads are named at the report's end; the latest of equal steps is the one. */
static void test_race(void)
{
    struct timeline t = make("WARNING: ThreadSanitizer: data race (pid=1)\n"
                             "  Write of size 4 at 0x1 by thread T5:\n"
                             "    #0 install /p/src/install.c:19:3 (tool+0x1)\n"
                             "    #1 handler_main /p/src/handler.c:29 (tool+0x1)\n"
                             "    #2 thread_loop /p/harness/runtime/thread.c:74:20 (tool+0x1)\n\n"
                             "  Previous read of size 4 at 0x1 by thread T3:\n"
                             "    #0 sweep /p/src/sweep.c:13:3 (tool+0x1)\n"
                             "    #1 handler_main /p/src/handler.c:29 (tool+0x1)\n\n"
                             "  Thread T5 'handler-0' (tid=0)\n"
                             "  Thread T3 'revalidator-0' (tid=0)\n");
    char message[256];

    CHECK(t.n_evidence == 2);
    CHECK(t.evidence[0].step == 2 && !strcmp(t.evidence[0].where, "install (install.c:19)"));
    CHECK(t.evidence[1].step == 4 && !strcmp(t.evidence[1].where, "sweep (sweep.c:13)"));
    CHECK(t.steps[2].evidence && t.steps[4].evidence && !t.steps[3].evidence);
    timeline_message(&t, message, sizeof message);
    CHECK(!strcmp(message, "ThreadSanitizer: data race"));
    timeline_free(&t);
}

/* All fibers are one thread to AddressSanitizer. */
static void test_use_after_free(void)
{
    struct timeline t = make("==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n"
                             "READ of size 8 at 0x1 thread T0\n"
                             "    #0 0x55 in install /p/src/install.c:19:3\n"
                             "    #1 0x55 in handler_main /p/src/handler.c:29:3\n\n"
                             "freed by thread T0 here:\n"
                             "    #0 0x55 in free (tool+0x1)\n"
                             "    #1 0x55 in nobody /p/src/nobody.c:1:3\n\n");

    CHECK(t.n_evidence == 2);
    CHECK(t.evidence[0].step == 3);
    CHECK(t.evidence[1].step == SIZE_MAX && !strcmp(t.evidence[1].where, "nobody (nobody.c:1)"));
    timeline_free(&t);
}

/* An RCU callback that is free() itself has no line of the cache's. */
static void test_callback(void)
{
    static const char report[] = "freed by thread T0 here:\n"
                                 "    #0 0x55 in free (tool+0x1)\n"
                                 "    #1 0x55 in run_callback /p/harness/runtime/rcu.c:384:5\n\n";
    struct timeline t;
    size_t callback;

    made_up_begin("ASAN", "");
    made_up.died = true;
    snprintf(made_up.report, sizeof made_up.report, "%s", report);
    made_up_noise(HANDLER, 3);
    callback = made_up_event(CALL_RCU, EVENT_RCU_CALLBACK, 0, 1, 0, 0);
    made_up_noise(HANDLER, 3);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(t.n_evidence == 1 && t.evidence[0].step == callback && t.steps[callback].evidence);
    timeline_free(&t);
}

static void test_no_report(void)
{
    struct timeline t = make("");
    char message[256];

    CHECK(t.n_evidence == 0);
    timeline_message(&t, message, sizeof message);
    CHECK(!strcmp(message, "ThreadSanitizer reported a race"));
    timeline_free(&t);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_race),
        CASE(test_use_after_free),
        CASE(test_callback),
        CASE(test_no_report),
    };

    return RUN_CASES(cases);
}
