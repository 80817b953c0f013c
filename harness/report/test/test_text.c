/* The page: what is on it, and that it keeps to its width and its lines. */
#include "made_up.h"
#include "report/format/text.h"

static char *page;
static size_t page_size;

static void print(const struct text_style *style)
{
    struct timeline t;
    FILE *stream;

    free(page);
    stream = open_memstream(&page, &page_size);
    CHECK(timeline_make(&t, &made_up, NULL));
    report_text(stream, &t, style);
    timeline_free(&t);
    CHECK(!fclose(stream));
}

/* How many lines the page has; none is wider than `width`. */
static size_t count_lines(size_t width)
{
    size_t n = 0;

    for (const char *line = page; *line; n++) {
        size_t length = strcspn(line, "\n");

        CHECK(length <= width);
        line += length;
        CHECK(*line == '\n');
        line++;
    }
    return n;
}

static void make_up(void)
{
    uint64_t slot = model_slot(0, CACHE_PMD_NULL);

    made_up_begin("STALL", "handler-0 ends the miss of packet 2 of flow 0 as duplicate: expected "
                           "installed or replaced, as no ukey with a flow stood there");
    made_up_about(model_slot(0, CACHE_PMD_NULL));
    made_up_event(HANDLER, EVENT_TRANSITION, slot, 1, STATE_CREATED, STATE_VISIBLE);
    made_up_noise(HANDLER, 40);
    made_up_event(HANDLER, EVENT_SWITCH, REVALIDATOR, 1, 0, 0);
    for (unsigned i = 0; i < 40; i++) {
        made_up_event(REVALIDATOR, EVENT_TRANSITION, slot, 1, STATE_OPERATIONAL,
                      STATE_INCONSISTENT);
        made_up_noise(REVALIDATOR, 2);
    }
    made_up_event(MAIN, EVENT_PACKET, slot, 0, 0, 0);
    made_up_event(HANDLER, EVENT_UPCALL_END, slot, 2, VERDICT_DUPLICATE, 0);
    made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
}

static void test_a_screen(void)
{
    make_up();
    print(&(struct text_style){
        .width = 80, .n_lines = 23, .file = "crash", .build = "plain", .footer = "(more)"});
    CHECK(count_lines(80) <= 23);
    CHECK(strstr(page, "crash: violated STALL on flow 0 (plain build)\n"));
    CHECK(strstr(page, "expected"));
    CHECK(strstr(page, "\n!164") && strstr(page, "VIOLATION of STALL"));
    CHECK(strstr(page, "packet 2 handled: duplicate"));
    CHECK(strstr(page, "1 INCONS."));
    CHECK(strstr(page, "(more)\n"));
    CHECK(!strstr(page, "\033["));
    CHECK(!strstr(page, "main")); /* Who does nothing that matters has no lane. */
}

/* The name of a crash file may be long; what it shows has its line then. */
static void test_a_long_name(void)
{
    make_up();
    print(&(struct text_style){.width = 80,
                               .n_lines = 23,
                               .file = "plain-crash-bcf4035eda30c9caa1f171f3a66e3cd857b7cff4.min",
                               .build = "plain",
                               .footer = "(more)"});
    CHECK(count_lines(80) <= 23);
    CHECK(strstr(page, "cff4.min:\n  violated STALL on flow 0 (plain build)\n"));
}

static void test_everything(void)
{
    make_up();
    print(&(struct text_style){
        .width = 120, .n_lines = SIZE_MAX, .colour = true, .file = "crash", .build = "plain"});
    CHECK(count_lines(160) >= made_up.n_events);
    CHECK(strstr(page, "PREEMPTED by revalidator-0"));
    CHECK(strstr(page, "\033["));
    CHECK(strstr(page, "main"));
    CHECK(!strstr(page, "... "));
}

static void test_folds(void)
{
    make_up();
    print(&(struct text_style){.width = 80, .file = "crash", .build = "plain"});
    CHECK(strstr(page, "... 39 steps ...\n"));
}

/* One step needs no more room than a line that it is not shown; and nothing stands behind a step that has
 * neither a flow nor a place beside it. */
static void test_one_step_and_no_blanks(void)
{
    made_up_begin("LOCK", "deadlock");
    for (unsigned i = 0; i < 5; i++) {
        made_up_event(MAIN, EVENT_CALL, 0, 0, 0, 0);
        made_up_noise(MAIN, 1);
    }
    made_up_event(MAIN, EVENT_VIOLATION, 0, 0, 0, 0);
    print(&(struct text_style){.width = 80, .n_lines = 23, .file = "crash", .build = "plain"});
    CHECK(!strstr(page, "1 step"));
    CHECK(!strstr(page, " \n"));
    CHECK(strstr(page, "\n  9 "));
}

/* What does not fit ends in an ellipsis, with two lanes and with many, and the page keeps to its
 * width. */
static void test_cut_steps(void)
{
    uint64_t slot = model_slot(0, CACHE_PMD_NULL);

    for (unsigned n_actors = 2; n_actors <= 12; n_actors += 10) {
        made_up_begin("STALL", "flow 0");
        made_up_about(model_slot(0, CACHE_PMD_NULL));
        for (unsigned i = 0; i < n_actors; i++) {
            snprintf(made_up.names[i], sizeof made_up.names[i], "actor-number-%u", i);
            made_up_event(i, EVENT_TRANSITION, slot, 1, STATE_OPERATIONAL, STATE_INCONSISTENT);
        }
        made_up_event(n_actors - 1, EVENT_TRANSITION, slot, 123456789012345678, STATE_OPERATIONAL,
                      STATE_INCONSISTENT);
        made_up_event(n_actors - 1, EVENT_VIOLATION, 0, 0, 0, 0);
        print(&(struct text_style){.width = 80, .n_lines = 40, .file = "crash", .build = "plain"});
        CHECK(count_lines(80) >= n_actors);
        CHECK(strstr(page, "ukey 12345678901234") && strstr(page, "... "));
        CHECK(strstr(page, "VIOLATION of STALL"));
    }
}

/* Adds refusals of a lock, with steps between them that are not shown. */
static void refuse(unsigned actor, unsigned n)
{
    while (n-- > 0) {
        made_up_event(actor, EVENT_MUTEX_TRYLOCK_BUSY, 1, 0, 0, 0);
        made_up_noise(actor == MAIN ? HANDLER : MAIN, 3);
    }
}

static size_t count(const char *words)
{
    size_t n = 0;

    for (const char *at = page; (at = strstr(at, words)); at++) {
        n++;
    }
    return n;
}

/* Rows that say the same are one, on a page of any length but that of all steps. What an actor does
 * between them ends that; so does another actor, and another state. The lines that this saves go to
 * steps that say less. */
static void test_equal_rows(void)
{
    uint64_t slot = model_slot(0, CACHE_PMD_NULL);

    made_up_begin("CNT", "too many");
    made_up_about(slot);
    made_up_event(MAIN, EVENT_UPCALL_BEGIN, slot, 7, 0, 0);
    refuse(REVALIDATOR, 30);
    refuse(HANDLER, 2);
    made_up_event(HANDLER, EVENT_TRANSITION, slot, 1, STATE_CREATED, STATE_VISIBLE);
    refuse(HANDLER, 1);
    refuse(REVALIDATOR, 4);
    made_up_event(MAIN, EVENT_VIOLATION, 0, 0, 0, 0);
    for (size_t n_lines = 0; n_lines <= 23; n_lines += 23) {
        print(&(struct text_style){
            .width = 80, .n_lines = n_lines, .file = "crash", .build = "plain"});
        CHECK(count("is refused") == 4 && count(" times) ") == 3);
        CHECK(count("(30 times)") == 1 && count("(2 times)") == 1 && count("(4 times)") == 1);
        CHECK(strstr(page, "miss of packet 7"));
    }
    print(
        &(struct text_style){.width = 80, .n_lines = SIZE_MAX, .file = "crash", .build = "plain"});
    CHECK(count("is refused") == 37 && !count(" times)"));
}

static void test_tag(void)
{
    make_up();
    print(&(struct text_style){.width = 80, .n_lines = 23, .file = "crash", .build = "plain"});
    CHECK(strstr(page, "  (STALL: a flow that was deleted does not stay on the slow path; "));
    CHECK(strstr(page, "ukeyfuzz help\n    STALL)"));
    made_up_begin("", "");
    print(&(struct text_style){.width = 80, .file = "seed", .build = "asan"});
    CHECK(!strstr(page, "help"));
}

static void test_wait_for_graph(void)
{
    static const char first[] = "main waits for handler-0 to end; handler-0 waits on condition 2";
    struct violation_part *parts = made_up.outcome.violation.parts;
    char message[100];

    snprintf(message, sizeof message, "deadlock: nobody can run; %s", first);
    made_up_begin("LOCK", message);
    made_up_rule("LOCK/deadlock");
    made_up_part(MAIN, true, "actor", HANDLER, 0);
    made_up_part(HANDLER, true, "condition", 2, 0);
    parts[0].clause = sizeof first - 1;
    parts[1].clause = (uint16_t)strlen(strstr(first, "handler-0 waits"));
    made_up_event(MAIN, EVENT_VIOLATION, 0, 0, 0, 0);
    print(&(struct text_style){.width = 80, .file = "crash", .build = "plain"});
    CHECK(strstr(page, "  deadlock: nobody can run\n"));
    CHECK(strstr(page, "    main waits for handler-0 to end\n"));
    CHECK(strstr(page, "    handler-0 waits on condition 2\n"));
}

static void test_clean(void)
{
    made_up_begin("", "");
    print(&(struct text_style){.width = 80, .file = "seed", .build = "asan"});
    CHECK(!strcmp(page, "seed: clean (asan build)\n"));
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_a_screen),
        CASE(test_a_long_name),
        CASE(test_everything),
        CASE(test_folds),
        CASE(test_one_step_and_no_blanks),
        CASE(test_cut_steps),
        CASE(test_equal_rows),
        CASE(test_tag),
        CASE(test_wait_for_graph),
        CASE(test_clean),
    };
    int code;

    model_events_name();
    code = RUN_CASES(cases);
    free(page);
    return code;
}
