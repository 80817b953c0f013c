#include "support/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/near_miss.h"

/* What getopt_long() returns: for a row, this and its index, so that it is no letter. */
enum { HELP = 256, MAN, COMPLETION, FIRST_ROW };

bool options_refuse(struct options_error *error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    return false;
}

/* The length of the next of several words, with `*at` at its beginning; 0: there is none. */
static size_t words_next(const char **at)
{
    *at += strspn(*at, " ");
    return strcspn(*at, " ");
}

static size_t count(const struct command_line *line)
{
    size_t n = 0;

    while (line->rows && line->rows[n].name) {
        n++;
    }
    return n;
}

/* What getopt_long() reads by. */
struct getopt_tables {
    char letters[2 * OPTIONS_MAX + 4];
    struct option options[OPTIONS_MAX + 4];
};

static int argument_kind(const struct option_row *row)
{
    return !row->argument            ? no_argument
           : row->argument[0] == '[' ? optional_argument
                                     : required_argument;
}

static void make_tables(const struct command_line *line, struct getopt_tables *tables)
{
    char *letter = tables->letters;
    struct option *option = tables->options;

    if (line->operands_end_options) {
        *letter++ = '+';
    }
    *letter++ = ':';
    *letter++ = 'h';
    for (size_t i = 0; i < count(line); i++) {
        const struct option_row *row = &line->rows[i];

        *option++ = (struct option){row->name + 2, argument_kind(row), NULL, FIRST_ROW + (int)i};
        if (row->letter) {
            *letter++ = row->letter;
        }
        if (row->letter && row->argument) {
            *letter++ = ':';
        }
    }
    *letter = '\0';
    *option++ = (struct option){"help", no_argument, NULL, HELP};
    *option++ = (struct option){"help-man", no_argument, NULL, MAN};
    *option++ = (struct option){"help-completion", no_argument, NULL, COMPLETION};
    *option = (struct option){0};
}

/* The row of what getopt_long() has returned, or stored in `optopt`. NULL: it is none. */
static const struct option_row *row_of(const struct command_line *line, int value)
{
    for (size_t i = 0; i < count(line); i++) {
        if (value == FIRST_ROW + (int)i || (value && value == line->rows[i].letter)) {
            return &line->rows[i];
        }
    }
    return NULL;
}

/* The value that getopt_long() has found wrong, as it was written. */
static void wrong_word(char **argv, char *word, size_t size)
{
    const char *written = argv[optind - 1];

    if (optopt && optopt < HELP) {
        snprintf(word, size, "-%c", optopt);
    } else {
        snprintf(word, size, "%s", written);
    }
}

static void refuse_unknown(const struct command_line *line, const char *word,
                           struct options_error *error)
{
    char name[NEAR_MISS_MAX];
    struct near_miss near = {.word = name};

    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    near_miss_try(&near, "--help", strlen("--help"));
    for (size_t i = 0; i < count(line); i++) {
        near_miss_try(&near, line->rows[i].name, strlen(line->rows[i].name));
    }
    options_refuse(error, "unknown option '%s'%s; try %s --help", word, near_miss_text(&near).text,
                   line->program);
}

static bool read_number(const char *name, const char *text, double least, double most,
                        uint64_t *whole, double *real, struct options_error *error)
{
    double value;
    char *end;

    errno = 0;
    value = strtod(text, &end);
    if (whole && !errno && !*end) {
        *whole = strtoull(text, &end, 10);
    }
    if (*text < '0' || *text > '9' || *end || errno || !isfinite(value) || value < least ||
        value > most) {
        return options_refuse(error, "%s: '%s' is not a %snumber from %.15g to %.15g", name, text,
                              whole ? "whole " : "", least, most);
    }
    if (real) {
        *real = value;
    }
    return true;
}

bool options_whole(const char *name, const char *text, uint64_t least, uint64_t most,
                   uint64_t *value, struct options_error *error)
{
    return read_number(name, text, (double)least, (double)most, value, NULL, error);
}

bool options_real(const char *name, const char *text, double least, double most, double *value,
                  struct options_error *error)
{
    return read_number(name, text, least, most, NULL, value, error);
}

/* Whether it is one of the words that it may be. */
static bool check_word(const struct option_row *row, const char *text, struct options_error *error)
{
    struct near_miss near = {.word = text};
    const char *word = row->one_of;

    for (size_t n; (n = words_next(&word)); word += n) {
        if (strlen(text) == n && !memcmp(text, word, n)) {
            return true;
        }
        near_miss_try(&near, word, n);
    }
    return options_refuse(error, "there is no %s called '%s'%s", row->name + 2, text,
                          near_miss_text(&near).text);
}

static bool store(const struct option_row *row, const char *argument, struct options_error *error)
{
    uint64_t whole;

    if (row->one_of && !check_word(row, argument, error)) {
        return false;
    }
    if (row->flag) {
        *row->flag = true;
    } else if (row->text) {
        *row->text = argument ? argument : "";
    } else if (row->whole || row->whole32) {
        if (!read_number(row->name, argument, row->least, row->most, &whole, NULL, error)) {
            return false;
        }
        if (row->whole) {
            *row->whole = whole;
        } else {
            *row->whole32 = (uint32_t)whole;
        }
    } else if (row->real) {
        return read_number(row->name, argument, row->least, row->most, NULL, row->real, error);
    }
    return !row->take || row->take(argument, error);
}

static const struct option_row *find_given(const struct options_given *given, const char *name,
                                           size_t n)
{
    for (unsigned i = 0; i < given->n; i++) {
        const char *other = given->list[i].row->name;

        if (strlen(other) == n && !memcmp(other, name, n)) {
            return given->list[i].row;
        }
    }
    return NULL;
}

/* Whether an option goes with all the others that were given. */
static bool check_others(const struct command_line *line, const struct option_row *row,
                         const struct options_given *given, struct options_error *error)
{
    const char *word = row->excludes;
    bool found = !row->needs;

    for (size_t n; word && (n = words_next(&word)); word += n) {
        if (find_given(given, word, n)) {
            return options_refuse(error, "%s does not go with %.*s", row->name, (int)n, word);
        }
    }
    word = row->needs;
    for (size_t n; !found && (n = words_next(&word)); word += n) {
        found = find_given(given, word, n);
    }
    if (!found) {
        return options_refuse(error, "%s goes with %.*s", row->name, (int)strcspn(row->needs, " "),
                              row->needs);
    }
    if (row->one_operand && given->n_operands > 1) {
        return options_refuse(error, "%s wants a single %s", row->name, line->operand);
    }
    return true;
}

static bool check_operands(const struct command_line *line, const struct options_given *given,
                           struct options_error *error)
{
    unsigned most = line->operand ? line->most : 0;

    if (!line->operand && given->n_operands) {
        return options_refuse(error, "unknown argument '%s'; try %s --help", given->operands[0],
                              line->program);
    }
    if (given->n_operands < line->least) {
        return options_refuse(error, "no %s; try %s --help", line->operand, line->program);
    }
    if (most && given->n_operands > most) {
        return options_refuse(
            error, most == 1 ? "one %s at a time; try %s --help" : "too many %ss; try %s --help",
            line->operand, line->program);
    }
    return true;
}

static void remember(const struct option_row *row, char **argv, struct options_given *given)
{
    bool joined = row->argument && argument_kind(row) == optional_argument && optarg;

    given->list[given->n].row = row;
    given->list[given->n].word = joined ? argv[optind - 1] : row->name;
    given->list[given->n++].argument = joined ? NULL : optarg;
}

static enum options_wish read_one(const struct command_line *line, int value, char **argv,
                                  struct options_given *given, struct options_error *error)
{
    const struct option_row *row = row_of(line, value == ':' || value == '?' ? optopt : value);
    char word[256];

    if (value == HELP || value == 'h') {
        return OPTIONS_HELP;
    }
    if (value == MAN || value == COMPLETION) {
        return value == MAN ? OPTIONS_MAN : OPTIONS_COMPLETION;
    }
    wrong_word(argv, word, sizeof word);
    if (value == ':') {
        options_refuse(error, "%s wants a value", word);
    } else if (value == '?' && row) {
        options_refuse(error, "%s takes no value", row->name);
    } else if (value == '?') {
        refuse_unknown(line, word, error);
    } else if (given->n == OPTIONS_MAX) {
        options_refuse(error, "more than %d options", OPTIONS_MAX);
    } else if (store(row, optarg, error)) {
        remember(row, argv, given);
        return OPTIONS_RUN;
    }
    return OPTIONS_WRONG;
}

enum options_wish options_read(const struct command_line *line, int argc, char **argv,
                               struct options_given *given, struct options_error *error)
{
    struct getopt_tables tables;
    int value;

    make_tables(line, &tables);
    *given = (struct options_given){0};
    opterr = 0;
    optind = 0; /* From the beginning. */
    while ((value = getopt_long(argc, argv, tables.letters, tables.options, NULL)) != -1) {
        enum options_wish wish = read_one(line, value, argv, given, error);

        if (wish != OPTIONS_RUN) {
            return wish;
        }
    }
    given->operands = argv + optind;
    given->n_operands = (unsigned)(argc - optind);
    for (unsigned i = 0; i < given->n; i++) {
        if (!check_others(line, given->list[i].row, given, error)) {
            return OPTIONS_WRONG;
        }
    }
    return check_operands(line, given, error) ? OPTIONS_RUN : OPTIONS_WRONG;
}

size_t options_repeat(const struct options_given *given, const char *without, const char **argv,
                      size_t size)
{
    size_t n = 0;

    for (unsigned i = 0; i < given->n && n + 2 <= size; i++) {
        if (strcmp(given->list[i].row->name, without)) {
            argv[n++] = given->list[i].word;
            if (given->list[i].argument) {
                argv[n++] = given->list[i].argument;
            }
        }
    }
    return n;
}
