/* What somebody else has written never reaches a terminal as it is. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/check.h"
#include "support/printable.h"

static const char *const fine[] = {
    "",     "ONCE flow 7", "a\\b",      "naïve",      "Ωμέγα",
    "中文", "🙂",        "e\xcc\x81", "a\xc2\xa0z", "\xef\xbf\xbd",
};

/* A text, and how it is shown, as a whole and in JSON. */
static const struct {
    const char *text, *shown, *json;
} escaped[] = {
    {"\033[2J", "\\x1b[2J", "\"\\u001b[2J\""},
    {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d", "\"a\\u000ab\\u0009c\\u000d\""},
    {"\177", "\\x7f", "\"\\u007f\""},
    {"\xc2\x9b"
     "31m",
     "\\u009b31m", "\"\\u009b31m\""}, /* CSI in UTF-8. */
    {"\x9b"
     "31m",
     "\\x9b31m", "\"\\udc9b31m\""}, /* As a byte. */
    {"\xe2\x80\xae"
     "gnp",
     "\\u202egnp", "\"\\u202egnp\""}, /* From right to left. */
    {"\xe2\x81\xa6", "\\u2066", "\"\\u2066\""},
    {"\xe2\x80\xa8", "\\u2028", "\"\\u2028\""},
    {"\xef\xbb\xbfx", "\\ufeffx", "\"\\ufeffx\""},
    {"\xf3\xa0\x80\x81", "\\U000e0001", "\"\\udb40\\udc01\""},
    {"\xc0\x9b", "\\xc0\\x9b", "\"\\udcc0\\udc9b\""}, /* Longer than it need be. */
    {"\xe0\x80\x9b", "\\xe0\\x80\\x9b", "\"\\udce0\\udc80\\udc9b\""},
    {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\"\\udced\\udca0\\udc80\""}, /* Half of a pair. */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\"\\udcf4\\udc90\\udc80\\udc80\""},
    {"\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80",
     "\"\\udcf8\\udc88\\udc80\\udc80\\udc80\""},
    {"\xff", "\\xff", "\"\\udcff\""},
    {"cut \xe4\xb8", "cut \\xe4\\xb8", "\"cut \\udce4\\udcb8\""}, /* Ends within a character. */
};
enum { N_ESCAPED = sizeof escaped / sizeof escaped[0] };

static char written[200000];

/* What a function writes of a text. */
static const char *of(void (*write)(FILE *, const char *), const char *text)
{
    FILE *stream = fmemopen(written, sizeof written, "w");

    write(stream, text);
    fclose(stream);
    return written;
}

static void what_people_read_stays(void)
{
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        CHECK(printable(fine[i]) == fine[i]);
        CHECK_TEXT(of(printable_write, fine[i]), fine[i]);
    }
}

static void what_a_terminal_obeys_does_not(void)
{
    for (size_t i = 0; i < N_ESCAPED; i++) {
        CHECK_TEXT(printable(escaped[i].text), escaped[i].shown);
        CHECK_TEXT(of(printable_write, escaped[i].text), escaped[i].shown);
        CHECK_TEXT(of(printable_json, escaped[i].text), escaped[i].json);
    }
}

/* A path, and what stands for it in a command. */
static const struct {
    const char *path, *word;
} words[] = {
    {"/tmp/asan-crash-3ec4.min", "/tmp/asan-crash-3ec4.min"},
    {"", "''"},
    {"a b's (ü) & c/x", "'a b'\\''s (ü) & c/x'"},
    {"x; rm y", "'x; rm y'"},
    {"$(id)`id`$HOME\"\\", "'$(id)`id`$HOME\"\\'"},
    {"a=b/fuzz", "'a=b/fuzz'"}, /* Not an assignment. */
    {"~/*?[a]{b,c}!#", "'~/*?[a]{b,c}!#'"},
    {"-x", "./-x"}, /* Not an option. */
    {"-x y", "./'-x y'"},
    {"a\nb'%d\\", "\"$(printf 'a\\012b\\047%%d\\134')\""},
    {"\033[2J!\xff", "\"$(printf '\\033\\1332J\\041\\377')\""},
    {"a\n\n", "\"$(printf 'a')\"'\n\n'"},
    {"-\n", "./\"$(printf '-')\"'\n'"},
};

static void paths_in_commands(void)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        CHECK_TEXT(printable_path(words[i].path), words[i].word);
    }
}

/* What a command gets from the shell for the word of a path. */
static const char *through_a_shell(const char *path)
{
    char command[40000];
    FILE *shell;

    snprintf(command, sizeof command, "printf %%s. %s", printable_path(path));
    shell = popen(command, "r");
    written[fread(written, 1, sizeof written - 1, shell)] = '\0';
    CHECK_INT(pclose(shell), 0);
    return written;
}

static void a_shell_reads_the_path(void)
{
    char expected[64], all[256];

    for (int c = 1; c < 256; c++) {
        all[c - 1] = (char)c;
    }
    all[255] = '\0';
    CHECK(!memcmp(through_a_shell(all), all, 255));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        snprintf(expected, sizeof expected, "%s%s.", *words[i].path == '-' ? "./" : "",
                 words[i].path);
        CHECK_TEXT(through_a_shell(words[i].path), expected);
    }
}

static void json_has_no_markup(void)
{
    CHECK_TEXT(of(printable_json, "\"\\</script>é"), "\"\\\"\\\\\\u003c/script>é\"");
}

static void in_place(void)
{
    char text[] = "a\033\n\tb\xc2\x9b"
                  "c\xff";

    printable_make(text, "\n\t");
    CHECK_TEXT(text, "a?\n\tb??c?");
}

static void several_in_one_call(void)
{
    char text[64];

    snprintf(text, sizeof text, "%s %s %s", printable("\001"), printable("\002"),
             printable("\003"));
    CHECK_TEXT(text, "\\x01 \\x02 \\x03");
}

static void long_texts(void)
{
    char *text = malloc(50001);

    memset(text, '\033', 50000);
    text[50000] = '\0';
    CHECK(strlen(printable(text)) < 20000);
    CHECK(strstr(printable(text), "\\x1b..."));
    text[4095] = '\0';
    CHECK_INT(strlen(printable(text)), 4 * 4095);
    memset(text, '\'', 4095);
    CHECK_INT(strlen(printable_path(text)), 4 * 4095 + 2);
    text[4095] = '\'';
    CHECK_INT(strlen(printable_path(text)), 4 * 4095 + 2);
    free(text);
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(what_people_read_stays), CASE(what_a_terminal_obeys_does_not),
        CASE(json_has_no_markup),     CASE(in_place),
        CASE(several_in_one_call),    CASE(long_texts),
        CASE(paths_in_commands),      CASE(a_shell_reads_the_path),
    };

    return RUN_CASES(tests);
}
