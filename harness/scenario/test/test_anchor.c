/*
 * Anchors: what a preemption means, kept by both forms, and by nobody who changes the preemptions.
 */
#include <string.h>

#include "expect.h"
#include "generation/mutate.h"
#include "model/events.h"
#include "runtime/event.h"
#include "scenario/text.h"
#include "support/random.h"

static struct scenario s, t;

static void read_text(struct scenario *into, const char *text)
{
    struct text_error error;

    CHECK(scenario_read_text(into, NULL, text, strlen(text), &error), "%u:%u: %s\n%s", error.line,
          error.column, error.message, text);
}

static char *write_text(const struct scenario *from)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    scenario_write_text(stream, from, NULL, NULL, NULL);
    fclose(stream);
    return text;
}

static const char example[] =
    "ukeyfuzz scenario 2\n"
    "preempt main at 8 after 1st rcu-online in udpif_let_in since 2nd put-commit to handler-0\n"
    "preempt handler-0 at 12 to main\n"
    "preempt main after start plus 3 to handler-0\n"
    "preempt revalidator-0 after 113th ukey to main\n"
    "preempt main at 8 after 21st atomic-update in udpif_let_in plus 2 to handler-0\n"
    "end\n";

static void test_text(void)
{
    const struct anchor *a = s.anchors.list;
    char *text;

    read_text(&s, example);
    CHECK(s.anchors.n == 5 && s.anchors.n_functions == 1, "%u anchors, %u functions", s.anchors.n,
          s.anchors.n_functions);
    CHECK(a[0].kind == ANCHOR_EVENT && a[0].event == EVENT_RCU_ONLINE && a[0].nth == 1 &&
              a[0].landmark == EVENT_PUT_COMMIT && a[0].landmark_nth == 2 && a[0].more == 0 &&
              !strcmp(anchor_function(&s.anchors, &a[0]), "udpif_let_in"),
          "the first");
    CHECK(a[1].kind == ANCHOR_NONE && a[2].kind == ANCHOR_START && a[2].more == 3, "the others");
    CHECK(s.preemptions[2].point == 0 && a[4].operation == 2 && a[4].more == 2, "the others");
    text = write_text(&s);
    CHECK(!strcmp(text, example), "%s", text);
    free(text);
}

/* An anchor of any legal kind. */
static struct anchor draw(struct anchors *anchors, struct random *random)
{
    static const char *const functions[] = {"", "install", "apply_delete", "x"};
    static const uint8_t events[] = {EVENT_MUTEX_LOCK, EVENT_ATOMIC, EVENT_MEMORY,
                                     EVENT_TRANSITION};
    const char *function = functions[random_below(random, 4)];
    struct anchor a = {.kind = (uint8_t)random_below(random, 3)};

    a.more = a.kind ? (uint16_t)random_below(random, 3) : 0;
    if (a.kind == ANCHOR_EVENT) {
        a.event = events[random_below(random, 4)];
        a.operation = a.event == EVENT_ATOMIC || a.event == EVENT_MEMORY
                          ? (uint8_t)random_below(random, 4)
                          : 0;
        a.nth = (uint16_t)(1 + random_below(random, UINT16_MAX));
        a.function = (uint8_t)anchors_function(anchors, function, strlen(function));
        if (a.event != EVENT_TRANSITION && random_one_in(random, 2)) {
            a.landmark = EVENT_PUT_COMMIT;
            a.landmark_nth = (uint16_t)(1 + random_below(random, 200));
        }
    }
    return a;
}

static void test_round_trip(void)
{
    static uint8_t once[SCENARIO_MAX_ANCHORED_SIZE], twice[SCENARIO_MAX_ANCHORED_SIZE];
    struct random random = {1};

    for (unsigned round = 0; round < 500; round++) {
        unsigned n = 1 + random_below(&random, SCENARIO_MAX_ANCHORS);
        size_t size;
        char *text;

        scenario_init(&s);
        for (unsigned i = 0; i < n; i++) {
            scenario_preempt(&s, 0, i, 1);
            s.anchors.list[i] =
                i < n - 1 ? draw(&s.anchors, &random) : (struct anchor){.kind = ANCHOR_START};
        }
        s.anchors.n = (uint16_t)n;
        size = scenario_encode(&s, once, sizeof once);
        scenario_decode(&t, once, size);
        CHECK(size > 0 && scenario_encode(&t, twice, sizeof twice) == size &&
                  !memcmp(once, twice, size),
              "the binary form of %u", n);
        text = write_text(&t);
        read_text(&t, text);
        CHECK(scenario_encode(&t, twice, sizeof twice) == size && !memcmp(once, twice, size),
              "the text form:\n%s", text);
        free(text);
    }
}

/* Every prefix of the section, and every byte of it changed, is a scenario that both forms hold. */
static void test_damaged(void)
{
    static uint8_t data[SCENARIO_MAX_ANCHORED_SIZE], damaged[sizeof data], again[sizeof data];
    size_t size, without;

    read_text(&s, example);
    size = scenario_encode(&s, data, sizeof data);
    without = size - anchors_size(&s.anchors);
    for (size_t i = without; i < size; i++) {
        scenario_decode(&t, data, i);
        CHECK(t.anchors.n == 0 && t.n_preemptions == 5, "cut off at %zu: %u", i, t.anchors.n);
        for (unsigned flip = 1; flip < 256; flip++) {
            size_t n;
            char *text;

            memcpy(damaged, data, size);
            damaged[i] ^= (uint8_t)flip;
            scenario_decode(&t, damaged, size);
            CHECK(t.n_preemptions == 5, "%u preemptions", t.n_preemptions);
            n = scenario_encode(&t, damaged, sizeof damaged);
            text = write_text(&t);
            read_text(&t, text);
            CHECK(scenario_encode(&t, again, sizeof again) == n && !memcmp(damaged, again, n),
                  "byte %zu by %u:\n%s", i, flip, text);
            free(text);
        }
    }
}

/* Anchors of another list of preemptions would be wrong. */
static void test_dropped(void)
{
    const struct preemption other = {0, 1, 2};

    for (uint64_t seed = 0; seed < 100; seed++) {
        read_text(&s, example);
        scenario_cross(&t, &s, &s, seed);
        CHECK(t.anchors.n == 0, "kept by a crossing");
        scenario_mutate(&s, NULL, seed);
        CHECK(s.anchors.n == 0, "kept by a mutation");
    }
    read_text(&s, example);
    scenario_take_preemptions(&s, &other, 1);
    CHECK(s.anchors.n == 0, "kept with other preemptions");
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_text),
        CASE(test_round_trip),
        CASE(test_damaged),
        CASE(test_dropped),
    };

    model_events_name();
    return RUN_CASES(cases);
}
