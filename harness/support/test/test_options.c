/* A command line is read by its table, and what is wrong in it is said in one line. */
#include <stdio.h>
#include <string.h>

#include "test/check.h"
#include "support/options.h"

static struct {
    bool quiet, json, taken;
    const char *out, *build, *signature;
    uint64_t whole;
    uint32_t lines;
    double seconds;
} got;

static bool take_even(const char *text, struct options_error *error)
{
    got.taken = strlen(text) % 2 == 0;
    return got.taken || options_refuse(error, "--even: '%s' is odd", text);
}

static const struct option_row rows[] = {
    {"--quiet", .letter = 'q', .flag = &got.quiet, .help = "print less"},
    {"--json", .flag = &got.json, .excludes = "--text --output", .help = "print JSON"},
    {"--output", .letter = 'o', .argument = "OUT", .text = &got.out, .one_operand = true,
     .help = "where to"},
    {"--build", .argument = "NAME", .text = &got.build, .one_of = "plain asan", .help = "which"},
    {"--signature", .argument = "[TEXT]", .text = &got.signature, .help = "what"},
    {"--whole", .argument = "N", .whole = &got.whole, .least = 1, .most = 100, .help = "count"},
    {"--seed", .argument = "N", .whole = &got.whole, .most = 0x1p64, .help = "any number"},
    {"--lines", .argument = "N", .whole32 = &got.lines, .most = 10, .help = "lines"},
    {"--seconds", .argument = "N", .real = &got.seconds, .least = 0.5, .most = 3, .help = "time"},
    {"--even", .argument = "TEXT", .take = take_even, .help = "even"},
    {"--at", .argument = "WHERE", .text = &got.out, .needs = "--json --quiet", .help = "place"},
    {.name = NULL},
};

static const struct command_line line = {
    .program = "tool run", .operand = "file", .least = 1, .most = 2, .rows = rows};

static struct options_given given;
static struct options_error error;

/* Reads the words of `text`. */
static enum options_wish read_line(const struct command_line *of, const char *text)
{
    static char words[1024], *argv[32];
    int argc = 0;

    memset(&got, 0, sizeof got);
    memset(&error, 0, sizeof error);
    snprintf(words, sizeof words, "run %s", text);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
        argv[argc++] = word;
    }
    argv[argc] = NULL;
    return options_read(of, argc, argv, &given, &error);
}

static void check_refused(const char *text, const char *expected)
{
    CHECK_INT(read_line(&line, text), OPTIONS_WRONG);
    CHECK_TEXT(error.text, expected);
}

static void values_go_where_the_table_says(void)
{
    CHECK_INT(read_line(&line, "-q -o out --build=asan --lines 7 --seconds 1.5 --even ab x"),
              OPTIONS_RUN);
    CHECK(got.quiet);
    CHECK(!got.json);
    CHECK_TEXT(got.out, "out");
    CHECK_TEXT(got.build, "asan");
    CHECK(!got.signature);
    CHECK_INT(got.lines, 7);
    CHECK(got.seconds == 1.5);
    CHECK(got.taken);
    CHECK_INT(given.n_operands, 1);
    CHECK_TEXT(given.operands[0], "x");
}

static void the_largest_number_is_whole(void)
{
    CHECK_INT(read_line(&line, "--seed 18446744073709551615 x"), OPTIONS_RUN);
    CHECK(got.whole == UINT64_MAX);
    check_refused("--seed 18446744073709551616 x",
                  "--seed: '18446744073709551616' is not a whole number from 0 to "
                  "1.84467440737096e+19");
}

static void an_argument_may_be_left_out_where_the_table_says_so(void)
{
    CHECK_INT(read_line(&line, "--signature x"), OPTIONS_RUN);
    CHECK_TEXT(got.signature, "");
    CHECK_INT(read_line(&line, "--signature=ONCE x"), OPTIONS_RUN);
    CHECK_TEXT(got.signature, "ONCE");
}

static void options_may_follow_operands_but_not_two_dashes(void)
{
    CHECK_INT(read_line(&line, "x --quiet"), OPTIONS_RUN);
    CHECK(got.quiet);
    CHECK_INT(read_line(&line, "-- --quiet -"), OPTIONS_RUN);
    CHECK(!got.quiet);
    CHECK_INT(given.n_operands, 2);
    CHECK_TEXT(given.operands[0], "--quiet");
}

static void what_follows_a_command_is_its_own(void)
{
    struct command_line outer = line;

    outer.operands_end_options = true;
    outer.most = 0;
    CHECK_INT(read_line(&outer, "-q show --frob -q"), OPTIONS_RUN);
    CHECK_INT(given.n_operands, 3);
    CHECK_TEXT(given.operands[1], "--frob");
}

static void help_is_for_the_asking(void)
{
    CHECK_INT(read_line(&line, "--help"), OPTIONS_HELP);
    CHECK_INT(read_line(&line, "x -h --frob"), OPTIONS_HELP);
    CHECK_INT(read_line(&line, "--help-man"), OPTIONS_MAN);
    CHECK_INT(read_line(&line, "--help-completion"), OPTIONS_COMPLETION);
}

/* Command lines, and what is said of them. */
static const struct {
    const char *text, *expected;
} wrong[] = {
    {"--qiet x", "unknown option '--qiet'; did you mean '--quiet'?; try tool run --help"},
    {"--ouptut=x x", "unknown option '--ouptut=x'; did you mean '--output'?; try tool run --help"},
    {"--xyzzy x", "unknown option '--xyzzy'; try tool run --help"},
    {"-qx x", "unknown option '-x'; try tool run --help"},
    {"--quiet=1 x", "--quiet takes no value"},
    {"x --output", "--output wants a value"},
    {"x -o", "-o wants a value"},
    {"--build moon x", "there is no build called 'moon'"},
    {"--build assan x", "there is no build called 'assan'; did you mean 'asan'?"},
    {"--build as x", "there is no build called 'as'"},
    {"--whole 0 x", "--whole: '0' is not a whole number from 1 to 100"},
    {"--whole 101 x", "--whole: '101' is not a whole number from 1 to 100"},
    {"--whole 1.5 x", "--whole: '1.5' is not a whole number from 1 to 100"},
    {"--whole -1 x", "--whole: '-1' is not a whole number from 1 to 100"},
    {"--whole 5x x", "--whole: '5x' is not a whole number from 1 to 100"},
    {"--whole 0x10 x", "--whole: '0x10' is not a whole number from 1 to 100"},
    {"--seconds inf x", "--seconds: 'inf' is not a number from 0.5 to 3"},
    {"--seconds 0.4 x", "--seconds: '0.4' is not a number from 0.5 to 3"},
    {"--even abc x", "--even: 'abc' is odd"},
    {"--json -o y x", "--json does not go with --output"},
    {"-o y --json x", "--json does not go with --output"},
    {"--at y x", "--at goes with --json"},
    {"-o y a b", "--output wants a single file"},
    {"-q", "no file; try tool run --help"},
    {"a b c", "too many files; try tool run --help"},
};

static void what_is_wrong_is_said(void)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        check_refused(wrong[i].text, wrong[i].expected);
    }
}

static void operands_where_there_are_none(void)
{
    const struct command_line bare = {.program = "tool"};
    struct command_line one = line;

    one.most = 1;
    CHECK_INT(read_line(&bare, "x"), OPTIONS_WRONG);
    CHECK_TEXT(error.text, "unknown argument 'x'; try tool --help");
    CHECK_INT(read_line(&one, "a b"), OPTIONS_WRONG);
    CHECK_TEXT(error.text, "one file at a time; try tool run --help");
}

static void what_was_given_can_be_repeated(void)
{
    const char *argv[16], *expected[] = {"--quiet", "--output", "y", "--sig=ONCE"};
    size_t n;

    CHECK_INT(read_line(&line, "-q --build asan -oy --sig=ONCE x"), OPTIONS_RUN);
    n = options_repeat(&given, "--build", argv, 16);
    CHECK_INT(n, 4);
    for (size_t i = 0; i < n; i++) {
        CHECK_TEXT(argv[i], expected[i]);
    }
    CHECK_INT(options_repeat(&given, "", argv, 16), 6);
    CHECK(options_repeat(&given, "", argv, 3) <= 3);
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(values_go_where_the_table_says),
        CASE(the_largest_number_is_whole),
        CASE(an_argument_may_be_left_out_where_the_table_says_so),
        CASE(options_may_follow_operands_but_not_two_dashes),
        CASE(what_follows_a_command_is_its_own),
        CASE(help_is_for_the_asking),
        CASE(what_is_wrong_is_said),
        CASE(operands_where_there_are_none),
        CASE(what_was_given_can_be_repeated),
    };

    return RUN_CASES(tests);
}
