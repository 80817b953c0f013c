/*
 * Where a file comes from survives both forms, and what somebody else wrote is either understood or
 * is part of the scenario's bytes, as it always was.
 */
#include "scenario/provenance.h"

#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "generation/seeds.h"
#include "scenario/file.h"
#include "scenario/text.h"
#include "support/random.h"

static const struct provenance made = {
    .target = "fuzz_interleave",
    .build = "asan-fine",
    .commit = "0123456789abcdef0123456789abcdef01234567-dirty",
    .sources = "0123456789abcdef",
    .planted = "own-start_stop.2",
    .signature = "ONCE \"a\\b\" # no comment",
};

/* Bytes with trailers. */
static uint8_t data[SCENARIO_FILE_MAX];
static size_t size;

static void append(const void *bytes, size_t n)
{
    memcpy(data + size, bytes, n);
    size += n;
}

static void append_trailer(const struct provenance *p)
{
    char trailer[PROVENANCE_TRAILER_MAX];

    append(trailer, provenance_trailer(p, trailer));
}

/* A seed's bytes; returns how many. */
static size_t take_seed(size_t i)
{
    static struct scenario s;

    scenario_init(&s);
    seed_at(i)->build(&s);
    size = scenario_encode(&s, data, sizeof data);
    return size;
}

static bool same(const struct provenance *a, const struct provenance *b)
{
    return !memcmp(a, b, sizeof *a);
}

static void test_comes_back_from_a_trailer(void)
{
    static const struct provenance nothing;
    struct provenance p = made;

    for (size_t i = 0; i < seed_count(); i++) {
        size_t n = take_seed(i);

        CHECK(provenance_split(data, size, &p) == n && same(&p, &nothing), "%s", seed_at(i)->name);
        append_trailer(&made);
        CHECK(size > n && provenance_split(data, size, &p) == n && same(&p, &made), "%s",
              seed_at(i)->name);
        CHECK(provenance_split(data, size, NULL) == n, "%s", seed_at(i)->name);
    }
}

/* The longest that each member can be. */
static void test_has_room(void)
{
    struct provenance longest = {0}, p;
    char trailer[PROVENANCE_TRAILER_MAX];
    size_t n;

    memset(longest.target, 't', sizeof longest.target - 1);
    memset(longest.build, 'b', sizeof longest.build - 1);
    memset(longest.commit, 'c', 64);
    strcat(longest.commit, "-dirty");
    memset(longest.sources, 'a', sizeof longest.sources - 1);
    memset(longest.planted, 'p', sizeof longest.planted - 1);
    memset(longest.signature, '\\', sizeof longest.signature - 1);
    n = provenance_trailer(&longest, trailer);
    CHECK(n < sizeof trailer, "%zu bytes", n);
    CHECK(provenance_split((const uint8_t *)trailer, n, &p) == 0 && same(&p, &longest), "%s",
          trailer);
}

/* An execution is the same with a trailer as without. */
static void test_decodes_the_same(void)
{
    static uint8_t with[SCENARIO_MAX_SIZE], without[SCENARIO_MAX_SIZE];
    static struct scenario s;
    struct random random = {7};

    for (unsigned i = 0; i < 500; i++) {
        size_t n = random_below(&random, 2000), n_with, n_without;

        for (size = 0; size < n; size++) {
            data[size] = (uint8_t)random_next(&random);
        }
        scenario_decode(&s, data, size);
        n_without = scenario_encode(&s, without, sizeof without);
        append_trailer(&made);
        scenario_decode(&s, data, size);
        n_with = scenario_encode(&s, with, sizeof with);
        CHECK(n_with == n_without && !memcmp(with, without, n_with), "bytes %u", i);
    }
}

static void test_the_last_of_several_counts(void)
{
    struct provenance p, other = made;
    size_t n = take_seed(0);

    strcpy(other.build, "plain");
    append_trailer(&other);
    append_trailer(&made);
    CHECK(provenance_split(data, size, &p) == n && same(&p, &made), "%s", p.build);
}

/* Cut off, with something behind it, or with one byte changed, it is no trailer, or one that says
 * something else in its own words; and nothing is read beyond the bytes. */
static void test_damaged(void)
{
    static uint8_t copy[SCENARIO_FILE_MAX];
    size_t n = take_seed(0);
    struct provenance p;

    append_trailer(&made);
    for (size_t cut = n + 1; cut < size; cut++) {
        uint8_t *exact = malloc(cut);

        memcpy(exact, data, cut);
        CHECK(provenance_split(exact, cut, &p) == cut && !provenance_is_known(&p), "cut at %zu",
              cut);
        free(exact);
    }
    for (size_t at = n; at < size; at++) {
        for (unsigned value = 0; value < 256; value++) {
            size_t split;

            memcpy(copy, data, size);
            copy[at] = (uint8_t)value;
            split = provenance_split(copy, size, &p);
            CHECK(split == n || !provenance_is_known(&p), "byte %zu is %u", at, value);
            CHECK(split == n || split == size, "byte %zu is %u", at, value);
            for (const char *c = (const char *)&p; c < (const char *)(&p + 1); c++) {
                CHECK(!*c || (*c >= ' ' && *c <= '~'), "byte %zu is %u", at, value);
            }
        }
    }
    append("x", 1);
    CHECK(provenance_split(data, size, &p) == size, "one byte more");
}

static void expect_no_trailer(const char *lines, const char *last)
{
    struct provenance p;

    take_seed(0);
    append(lines, strlen(lines));
    append(last, strlen(last));
    CHECK(provenance_split(data, size, &p) == size && !provenance_is_known(&p), "%s%s", lines,
          last);
}

static void test_what_is_no_trailer(void)
{
    static const char *const lengths[] = {"00000", "99999", "65535", "00023", "00025",
                                          "0x018", "   24", "-0024", "+0024", "24   "};
    static char long_lines[3000];
    char last[64];

    for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        snprintf(last, sizeof last, "ukeyfuzz trailer of %s bytes\n", lengths[i]);
        expect_no_trailer("origin build=plain x=y\n\n", last);
        expect_no_trailer("origin build=plain     \n", i == 3 ? "" : last);
    }
    expect_no_trailer("preempt main at 1 to handler-0\n", "ukeyfuzz trailer of 00031 bytes\n");
    expect_no_trailer("origin build=plain build=a\n", "ukeyfuzz trailer of 00027 bytes\n");
    expect_no_trailer("\n", "ukeyfuzz trailer of 00001 bytes\n");
    expect_no_trailer("shows \"a\001b\"\n", "ukeyfuzz trailer of 00012 bytes\n");
    expect_no_trailer("shows \"ab\n", "ukeyfuzz trailer of 00010 bytes\n");
    expect_no_trailer("shows \"ab\\", "ukeyfuzz trailer of 00010 bytes\n");
    memset(long_lines, ' ', sizeof long_lines - 1);
    memcpy(long_lines, "origin build=plain", strlen("origin build=plain"));
    long_lines[sizeof long_lines - 2] = '\n';
    expect_no_trailer(long_lines, "ukeyfuzz trailer of 02999 bytes\n");
}

/* Through a file of each form and back. */
static void test_files(void)
{
    static struct scenario s, again;
    static uint8_t before[SCENARIO_MAX_SIZE], after[SCENARIO_MAX_SIZE];
    const char *const names[] = {"provenance.bin", "provenance.scenario"};
    char error[SCENARIO_FILE_ERROR];
    struct provenance p;
    size_t n;

    take_seed(1);
    scenario_decode(&s, data, size);
    n = scenario_encode(&s, before, sizeof before);
    for (unsigned i = 0; i < 4; i++) {
        const struct provenance *origin = i < 2 ? &made : NULL;
        const char *name = names[i % 2];

        CHECK(scenario_write_file(&s, origin, name, NULL, NULL, error), "%s", error);
        CHECK(scenario_read_file(&again, &p, name, error), "%s", error);
        CHECK(scenario_encode(&again, after, sizeof after) == n && !memcmp(before, after, n), "%s",
              name);
        CHECK(origin ? same(&p, origin) : !provenance_is_known(&p), "%s", name);
        unlink(name);
    }
}

static void expect_refused(const char *line, unsigned column, const char *message)
{
    static struct scenario s;
    struct text_error error = {0};
    char text[1024];

    snprintf(text, sizeof text, "ukeyfuzz scenario 1\n%s\nend\n", line);
    CHECK(!scenario_read_text(&s, NULL, text, strlen(text), &error), "%s", text);
    CHECK(error.line == 2 && error.column == column && strstr(error.message, message),
          "%s: %u:%u: %s", line, error.line, error.column, error.message);
}

static void test_texts_that_are_refused(void)
{
    char line[700];

    expect_refused("origin", 7, "expected target=");
    expect_refused("origin frob=1", 8, "expected target=");
    expect_refused("origin build=", 14, "a build's name");
    expect_refused("origin build=a/b", 14, "a build's name");
    expect_refused("origin build=plain build=asan", 20, "given before");
    expect_refused("origin build=a23456789012345678", 14, "a build's name");
    expect_refused("origin commit=HEAD", 15, "a commit in hexadecimal");
    expect_refused("origin commit=0123456-clean", 15, "a commit in hexadecimal");
    expect_refused("origin sources=12", 16, "16 hexadecimal digits");
    expect_refused("shows", 6, "in quotes");
    expect_refused("shows STALL", 7, "in quotes");
    expect_refused("shows \"STALL", 13, "quotes at the end");
    expect_refused("shows \"\"", 8, "between the quotes");
    expect_refused("shows \"a\033[31mb\"", 9, "printable");
    expect_refused("shows \"a\" b", 11, "end of the line");
    snprintf(line, sizeof line, "shows \"%0*d\"", SIGNATURE_MAX, 0);
    expect_refused(line, 7 + SIGNATURE_MAX, "longer than");
}

static void test_compared(void)
{
    struct provenance here = made, p = made;
    char text[256];

    CHECK(provenance_same_sources(&p, &here) && !provenance_other_sources(&p, &here), "same");
    here.sources[0] = 'f';
    CHECK(!provenance_same_sources(&p, &here) && provenance_other_sources(&p, &here), "other");
    here.sources[0] = '\0';
    CHECK(!provenance_same_sources(&p, &here) && !provenance_other_sources(&p, &here), "unknown");

    provenance_describe(&p, text, sizeof text);
    CHECK(!strcmp(text, "asan-fine build at 0123456789ab-dirty (planted own-start_stop.2)"), "%s",
          text);
    p = (struct provenance){0};
    provenance_describe(&p, text, sizeof text);
    CHECK(!strcmp(text, "an unknown build at an unknown commit"), "%s", text);
    strcpy(p.planted, "B59");
    strcpy(p.build, "plain");
    provenance_describe(&p, text, sizeof text);
    CHECK(!strcmp(text, "plain build with B59 planted"), "%s", text);
    p.planted[0] = '\0';

    CHECK(provenance_shows(&p, "anything"), "nothing is known");
    strcpy(p.signature, "ASAN");
    CHECK(provenance_shows(&p, "ASAN heap-use-after-free in f"), "a tag alone");
    CHECK(!provenance_shows(&p, "ASANITY") && !provenance_shows(&p, "RACE in f"), "another tag");
    strcpy(p.signature, "ASAN heap-use-after-free in f");
    CHECK(!provenance_shows(&p, "ASAN heap-use-after-free in g"), "another function");
    CHECK(provenance_shows(&p, "ASAN heap-use-after-free in f"), "the same");
}

static void test_set(void)
{
    struct provenance p;

    provenance_set(p.build, sizeof p.build, "a\033b\nc\xff");
    CHECK(!strcmp(p.build, "a?b?c?"), "%s", p.build);
    provenance_set(p.build, sizeof p.build, "0123456789abcdefghij");
    CHECK(!strcmp(p.build, "0123456789abcde"), "%s", p.build);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_comes_back_from_a_trailer),
        CASE(test_has_room),
        CASE(test_decodes_the_same),
        CASE(test_the_last_of_several_counts),
        CASE(test_damaged),
        CASE(test_what_is_no_trailer),
        CASE(test_files),
        CASE(test_texts_that_are_refused),
        CASE(test_compared),
        CASE(test_set),
    };

    return RUN_CASES(cases);
}
