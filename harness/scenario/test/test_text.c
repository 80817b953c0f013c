/*
 * The text form: what is written is read again as the same scenario, what a person writes is
 * understood, and what is wrong is named by line, column and what was expected.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generation/mutate.h"
#include "generation/seeds.h"
#include "model/events.h"
#include "scenario/settings.h"
#include "scenario/text.h"
#include "support/random.h"
#include "test/check.h"

static char *write_text(const struct scenario *s, size_t *size)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, size);

    assert(stream);
    scenario_write_text(stream, s, NULL, NULL, NULL);
    fclose(stream);
    return text;
}

static void check_round_trip(const struct scenario *s, const char *what)
{
    static uint8_t before[SCENARIO_MAX_SIZE], after[SCENARIO_MAX_SIZE];
    static struct scenario again;
    struct text_error error;
    size_t size, n_before, n_after;
    char *text = write_text(s, &size);

    CHECK(scenario_is_text(text, size), "%s: is not taken for a text", what);
    if (!scenario_read_text(&again, NULL, text, size, &error)) {
        CHECK(false, "%s:%u:%u: %s\n%s", what, error.line, error.column, error.message, text);
    } else {
        n_before = scenario_encode(s, before, sizeof before);
        n_after = scenario_encode(&again, after, sizeof after);
        CHECK(n_before == n_after && !memcmp(before, after, n_before),
              "%s: another scenario comes back\n%s", what, text);
    }
    free(text);
}

static void test_seeds_round_trip(void)
{
    static struct scenario s;

    for (size_t i = 0; i < seed_count(); i++) {
        scenario_init(&s);
        seed_at(i)->build(&s);
        check_round_trip(&s, seed_at(i)->name);
    }
}

/* Whatever bytes say, so that every word, operand and setting comes along. */
static void test_any_bytes_round_trip(void)
{
    static uint8_t data[SCENARIO_MAX_SIZE];
    static struct scenario s;
    struct random random = {1};
    char what[32];

    for (unsigned i = 0; i < 2000; i++) {
        for (size_t j = 0; j < sizeof data; j++) {
            data[j] = (uint8_t)random_next(&random);
        }
        /* Not always everything to its limit. */
        scenario_decode(&s, data, random_below(&random, sizeof data));
        snprintf(what, sizeof what, "random bytes %u", i);
        check_round_trip(&s, what);
    }
}

static bool read_text(struct scenario *s, const char *text, struct text_error *error)
{
    return scenario_read_text(s, NULL, text, strlen(text), error);
}

static void test_written_by_hand(void)
{
    static struct scenario s;
    struct text_error error = {0};
    bool ok = read_text(&s,
                        "ukeyfuzz scenario 1  # a comment\r\n"
                        "\n"
                        "   handlers\t2\n"
                        "max-idle-ms default\n"
                        "strategy replay\n"
                        "packet-threads 1\n"
                        "packet-0: packet count=3 flow=1\n"
                        "main: fault flow=any fault=delete-busy\n"
                        "main: sleep ms=300 # not long\n"
                        "preempt revalidator-0 at 12 to handler-1\n"
                        "bytes 00ff\n"
                        "bytes 7f\n"
                        "end",
                        &error);

    CHECK(ok, "%u:%u: %s", error.line, error.column, error.message);
    CHECK(s.n_handlers == 2 && s.max_idle_ms == 0, "settings");
    CHECK(s.packet[0].n == 1 && s.packet[0].list[0].flow == 1 && s.packet[0].list[0].b == 2,
          "the operands of packet");
    CHECK(s.main.n == 2 && s.main.list[0].flow == SCENARIO_MAX_FLOWS &&
              s.main.list[0].a == FAULT_DELETE_BUSY - 1 && s.main.list[0].b == 0,
          "the operands of fault");
    CHECK(operation_ms(&s.main.list[1]) == 300, "the operand of sleep");
    /* main, call_rcu, packet-0, revalidator-0, handler-0, handler-1. */
    CHECK(s.n_preemptions == 1 && s.preemptions[0].actor == 3 && s.preemptions[0].target == 5 &&
              s.preemptions[0].point == 12,
          "the preemption");
    CHECK(s.n_bytes == 3 && s.bytes[2] == 0x7f, "the bytes");
}

static void test_what_is_wrong(void)
{
    static const struct {
        const char *text;
        unsigned line, column;
        const char *message;
    } cases[] = {
        {"", 1, 1, "expected 'ukeyfuzz'"},
        {"ukeyfuzz corpus 1\nend\n", 1, 10, "expected 'scenario', not 'corpus'"},
        {"ukeyfuzz scenario\nend\n", 1, 18, "expected the version"},
        {"ukeyfuzz scenario 3\nend\n", 1, 19, "version 3 of the form is newer"},
        {"ukeyfuzz scenario 0\nend\n", 1, 19, "expected the version"},
        {"ukeyfuzz scenario 1\n", 2, 1, "there is no line 'end'"},
        {"ukeyfuzz scenario 1\nend\nmain: purge\n", 3, 1, "there is more after 'end'"},
        {"ukeyfuzz scenario 1 1\nend\n", 1, 21, "for '1'; expected a scenario for fuzz_interleave"},
        {"ukeyfuzz scenario 1 fuzz_sequence\nend\n", 1, 21, "for 'fuzz_sequence'; expected"},
        {"ukeyfuzz scenario 1 fuzz_interleave 1\nend\n", 1, 37, "expected the end of the line"},
        {"ukeyfuzz scenario 1\nhandlers 5\nend\n", 2, 10, "a number from 1 to 4, not '5'"},
        {"ukeyfuzz scenario 1\nhandlers\nend\n", 2, 9, "a number from 1 to 4, not ''"},
        {"ukeyfuzz scenario 1\nhandlers 02\nend\n", 2, 10, "not '02'"},
        {"ukeyfuzz scenario 1\nflow-limit 0\nend\n", 2, 12, "from 1 to 255, or default"},
        {"ukeyfuzz scenario 1\nfull-dumps 1\nend\n", 2, 12, "one of: no, yes; not '1'"},
        {"ukeyfuzz scenario 1\nseed 4294967296\nend\n", 2, 6, "from 0 to 4294967295"},
        {"ukeyfuzz scenario 1\nflows 1\nflows 1\nend\n", 3, 1, "'flows' was given before"},
        {"ukeyfuzz scenario 1\nmain: purge\nflows 1\nend\n", 3, 1, "settings stand before"},
        {"ukeyfuzz scenario 1\nfrob 1\nend\n", 2, 1, "not 'frob'"},
        {"ukeyfuzz scenario 1\nmain: frob\nend\n", 2, 7, "expected an operation, not 'frob'"},
        {"ukeyfuzz scenario 1\nmain:\nend\n", 2, 6, "expected an operation, not ''"},
        {"ukeyfuzz scenario 1\npacket-0: purge\nend\n", 2, 11, "only main can do 'purge'"},
        {"ukeyfuzz scenario 1\npacket-2: sleep\nend\n", 2, 1, "packet-0: to packet-1:"},
        {"ukeyfuzz scenario 1\nmain: packet flow=4\nend\n", 2, 19, "from 0 to 3, not '4'"},
        {"ukeyfuzz scenario 1\nmain: packet flow\nend\n", 2, 14, "no operand 'flow'"},
        {"ukeyfuzz scenario 1\nmain: packet ms=1\nend\n", 2, 14, "no operand 'ms'"},
        {"ukeyfuzz scenario 1\nmain: packet flow=1 flow=1\nend\n", 2, 21, "was given before"},
        {"ukeyfuzz scenario 1\nmain: fault flow=4\nend\n", 2, 18, "from 0 to 3, or any"},
        {"ukeyfuzz scenario 1\nmain: fault fault=x\nend\n", 2, 19, "there is no fault 'x'"},
        {"ukeyfuzz scenario 1\nmain: sleep ms=65536\nend\n", 2, 16, "from 0 to 65535"},
        {"ukeyfuzz scenario 1\npreempt handler-1 at 1 to main\nend\n", 2, 9, "there is 1 handler"},
        {"ukeyfuzz scenario 1\npreempt nobody at 1 to main\nend\n", 2, 9, "expected an actor"},
        {"ukeyfuzz scenario 1\npreempt main at x to main\nend\n", 2, 17, "a point is a number"},
        {"ukeyfuzz scenario 1\npreempt main 1 to main\nend\n", 2, 14,
         "expected 'at' or 'after', not '1'"},
        {"ukeyfuzz scenario 2\npreempt main after 1 yield to main\nend\n", 2, 20, "1st or 12th"},
        {"ukeyfuzz scenario 2\npreempt main after 2st yield to main\nend\n", 2, 20, "not '2st'"},
        {"ukeyfuzz scenario 2\npreempt main after 0th yield to main\nend\n", 2, 20, "not '0th'"},
        {"ukeyfuzz scenario 2\npreempt main after 1st frob to main\nend\n", 2, 24,
         "no event 'frob'"},
        {"ukeyfuzz scenario 2\npreempt main after 1st atomic to main\nend\n", 2, 24, "no event"},
        {"ukeyfuzz scenario 2\npreempt main after 1st yield in a-b to main\nend\n", 2, 33,
         "a function's name, not 'a-b'"},
        {"ukeyfuzz scenario 2\npreempt main after 1st yield since 1st yield to main\nend\n", 2, 40,
         "no landmark 'yield'"},
        {"ukeyfuzz scenario 2\npreempt main after 1st ukey since 1st ukey to main\nend\n", 2, 29,
         "expected 'to', not 'since'"},
        {"ukeyfuzz scenario 2\npreempt main after start plus 0 to main\nend\n", 2, 31, "not '0'"},
        {"ukeyfuzz scenario 1\nbytes 0\nend\n", 2, 7, "pairs of hexadecimal digits"},
        {"ukeyfuzz scenario 1\nbytes 00zz\nend\n", 2, 9, "not 'zz'"},
    };
    static struct scenario s;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text_error error = {0};

        if (read_text(&s, cases[i].text, &error)) {
            CHECK(false, "taken for right: %s", cases[i].text);
            continue;
        }
        CHECK(error.line == cases[i].line && error.column == cases[i].column &&
                  strstr(error.message, cases[i].message),
              "%sis refused with %u:%u: %s", cases[i].text, error.line, error.column,
              error.message);
    }
}

static void check_too_many(const char *line, unsigned n, const char *message)
{
    static struct scenario s;
    struct text_error error = {0};
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    assert(stream);
    fputs("ukeyfuzz scenario 1\n", stream);
    for (unsigned i = 0; i < n; i++) {
        fputs(line, stream);
    }
    fputs("end\n", stream);
    fclose(stream);
    CHECK(!scenario_read_text(&s, NULL, text, size, &error) && error.line == n + 1 &&
              strstr(error.message, message),
          "%u times %s: %u:%u: %s", n, line, error.line, error.column, error.message);
    free(text);
}

static void test_too_many(void)
{
    check_too_many("main: purge\n", SCENARIO_MAX_MAIN_OPERATIONS + 1, "more than");
    check_too_many("packet-1: sleep\n", SCENARIO_MAX_PACKET_OPERATIONS + 1, "more than");
    check_too_many("preempt main at 1 to main\n", SCENARIO_MAX_PREEMPTIONS + 1, "more than");
    check_too_many("bytes 00\n", SCENARIO_MAX_BYTES + 1, "more than");
}

/* The manual has every name that the reader knows. */
static void test_manual(void)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    assert(stream);
    scenario_write_manual(stream);
    fclose(stream);
    for (unsigned kind = 0; kind < OPERATIONS; kind++) {
        const struct operation_form *form = operation_form((enum operation_kind)kind);

        CHECK(strstr(text, form->name), "the manual lacks %s", form->name);
        for (unsigned i = 0; i < 3; i++) {
            for (unsigned v = 0; form->word[i] && v < form->range[i]; v++) {
                const char *word = form->word[i](v);

                CHECK(!word || strstr(text, word), "the manual lacks %s", word);
            }
        }
    }
    for (size_t i = 0; i < settings_count(); i++) {
        CHECK(strstr(text, setting_at(i)->name), "the manual lacks %s", setting_at(i)->name);
    }
    free(text);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_seeds_round_trip), CASE(test_any_bytes_round_trip),
        CASE(test_written_by_hand),  CASE(test_what_is_wrong),
        CASE(test_too_many),         CASE(test_manual),
    };

    model_events_name();
    return RUN_CASES(cases);
}
