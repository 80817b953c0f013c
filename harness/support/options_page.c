#include "support/options_page.h"

#include <stdlib.h>
#include <string.h>

#include "support/printable.h"

enum { WIDTH = 80, COLUMN_AT_MOST = 24, LABEL_SIZE = 64 };

/* How a page is written: for a terminal, or for man(7). */
struct style {
    void (*usage)(FILE *, const char *usage);
    void (*paragraph)(FILE *, const char *text, size_t n); /* Of a text, a line or more. */
    void (*literal)(FILE *, const char *text, size_t n);   /* Lines that stay as they are. */
    void (*option)(FILE *, const char *label, const char *help, size_t column);
    const char *before_options;
};

/* "-o, --output OUT", "--signature[=TEXT]". Returns its length. */
static size_t label_of(const struct option_row *row, char label[LABEL_SIZE])
{
    char letter[8] = "";
    const char *argument = row->argument ? row->argument : "";
    int n;

    if (row->letter) {
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    }
    n = snprintf(label, LABEL_SIZE, argument[0] == '[' ? "%s%s[=%s" : "%s%s %s", letter, row->name,
                 argument + (argument[0] == '['));
    if (!row->argument) {
        label[--n] = '\0';
    }
    return (size_t)n;
}

static bool is_literal(const char *line)
{
    return !strncmp(line, "  ", 2);
}

/* The length of a paragraph, or of the literal lines, at the beginning of `text`. */
static size_t part_length(const char *text)
{
    const char *end = text;
    bool literal = is_literal(text);

    while (*end && *end != '\n' && is_literal(end) == literal) {
        end += strcspn(end, "\n");
        end += *end == '\n';
    }
    return (size_t)(end - text);
}

static void write_parts(FILE *stream, const char *text, const struct style *style)
{
    while (*(text += strspn(text, "\n"))) {
        size_t n = part_length(text);

        (is_literal(text) ? style->literal : style->paragraph)(stream, text, n);
        text += n;
    }
}

static size_t column_of(const struct command_line *line)
{
    char label[LABEL_SIZE];
    size_t column = 0;

    for (const struct option_row *row = line->rows; row && row->name; row++) {
        size_t n = label_of(row, label) + 4;

        column = n > column ? n : column;
    }
    return column < COLUMN_AT_MOST ? column : COLUMN_AT_MOST;
}

static void write_page(FILE *stream, const struct command_line *line, const struct style *style)
{
    char text[1024];

    snprintf(text, sizeof text, "%s%s%s%s", line->program, line->rows ? " [OPTION]..." : "",
             line->usage ? " " : "", line->usage ? line->usage : "");
    style->usage(stream, text);
    write_parts(stream, line->about, style);
    fputs(line->rows ? style->before_options : "", stream);
    for (const struct option_row *row = line->rows; row && row->name; row++) {
        char label[LABEL_SIZE];

        label_of(row, label);
        style->option(stream, label, row->help, column_of(line));
    }
    write_parts(stream, line->notes ? line->notes : "", style);
    snprintf(text, sizeof text, "Exit code: %s\n", line->exit_codes);
    style->paragraph(stream, text, strlen(text));
}

/* Writes words, wrapped, from column `at` on, and from `indent` on in the lines after the first. */
static void wrap(FILE *stream, const char *text, size_t n, size_t at, size_t indent)
{
    const char *end = text + n;
    bool first = true;

    while (text < end) {
        size_t length = strcspn(text, " \n");

        if (length && !first && at + 1 + length > WIDTH) {
            fprintf(stream, "\n%*s", (int)indent, "");
            at = indent;
            first = true;
        }
        if (length) {
            fprintf(stream, "%s%.*s", first ? "" : " ", (int)length, text);
            at += length + !first;
            first = false;
        }
        text += length + 1;
    }
    putc('\n', stream);
}

static void help_usage(FILE *stream, const char *usage)
{
    fprintf(stream, "usage: %s\n", usage);
}

static void help_paragraph(FILE *stream, const char *text, size_t n)
{
    putc('\n', stream);
    wrap(stream, text, n, 0, 0);
}

static void help_literal(FILE *stream, const char *text, size_t n)
{
    putc('\n', stream);
    fwrite(text, 1, n, stream);
}

static void help_option(FILE *stream, const char *label, const char *help, size_t column)
{
    if (strlen(label) + 4 > column) {
        fprintf(stream, "  %s\n%*s", label, (int)column, "");
    } else {
        fprintf(stream, "  %-*s", (int)column - 2, label);
    }
    wrap(stream, help, strlen(help), column, column);
}

static const struct style help_style = {help_usage, help_paragraph, help_literal, help_option,
                                        "\n"};

/* Writes a text in which man(7) obeys nothing. */
static void man_text(FILE *stream, const char *text, size_t n)
{
    bool begins = true;

    for (const char *end = text + n; text < end; text++) {
        if (begins && strchr(".'", *text)) {
            fputs("\\&", stream);
        }
        if (*text == '\\' || *text == '-') {
            fputs(*text == '-' ? "\\-" : "\\e", stream);
        } else {
            putc(*text, stream);
        }
        begins = *text == '\n';
    }
}

static void man_line(FILE *stream, const char *request, const char *text)
{
    fprintf(stream, "%s \"", request);
    man_text(stream, text, strlen(text));
    fputs("\"\n", stream);
}

static void man_usage(FILE *stream, const char *usage)
{
    fputs(".PP\n", stream);
    man_line(stream, ".B", usage);
}

static void man_paragraph(FILE *stream, const char *text, size_t n)
{
    fputs(".PP\n", stream);
    man_text(stream, text, n);
    fputs(n && text[n - 1] == '\n' ? "" : "\n", stream);
}

static void man_literal(FILE *stream, const char *text, size_t n)
{
    fputs(".PP\n.RS 4\n.nf\n", stream);
    man_text(stream, text, n);
    fputs(".fi\n.RE\n", stream);
}

static void man_option(FILE *stream, const char *label, const char *help, size_t column)
{
    fputs(".TP\n", stream);
    man_line(stream, ".B", label);
    man_text(stream, help, strlen(help));
    putc('\n', stream);
}

static const struct style man_style = {man_usage, man_paragraph, man_literal, man_option, ""};

void options_write_help(FILE *stream, const struct command_line *line)
{
    write_page(stream, line, &help_style);
}

void options_write_man(FILE *stream, const struct command_line *line)
{
    write_page(stream, line, &man_style);
}

void options_write_text(FILE *stream, const char *text)
{
    write_parts(stream, text, &help_style);
}

void options_write_man_text(FILE *stream, const char *text)
{
    write_parts(stream, text, &man_style);
}

/* A line of options_write_completion(). */
static void complete(FILE *stream, const char *spelling, const struct option_row *row)
{
    const char *words = row->one_of ? row->one_of : row->completes;

    if (!row->argument || row->argument[0] == '[') {
        fprintf(stream, "%s\t%s\n", spelling, row->argument ? "optional" : "flag");
    } else if (words && *words) {
        fprintf(stream, "%s\tword\t%s\n", spelling, words);
    } else {
        bool none = words || row->whole || row->whole32 || row->real;

        fprintf(stream, "%s\t%s\n", spelling, none ? "nothing" : "file");
    }
}

void options_write_completion(FILE *stream, const struct command_line *line)
{
    if (line->operand_word) {
        fputs("operand\tword\t", stream);
        for (unsigned i = 0; line->operand_word(i); i++) {
            fprintf(stream, "%s%s", i ? " " : "", line->operand_word(i));
        }
        putc('\n', stream);
    } else {
        fprintf(stream, "operand\t%s\n", line->operand ? "file" : "nothing");
    }
    for (const struct option_row *row = line->rows; row && row->name; row++) {
        const char letter[] = {'-', row->letter, '\0'};

        if (row->letter) {
            complete(stream, letter, row);
        }
        complete(stream, row->name, row);
    }
    fputs("--help\tflag\n", stream);
}

bool options_print(FILE *stream, const struct command_line *line, enum options_wish wish)
{
    static void (*const writers[])(FILE *, const struct command_line *) = {
        [OPTIONS_HELP] = options_write_help,
        [OPTIONS_MAN] = options_write_man,
        [OPTIONS_COMPLETION] = options_write_completion,
        [OPTIONS_WRONG] = NULL,
    };

    if (writers[wish]) {
        writers[wish](stream, line);
    }
    return writers[wish];
}

_Noreturn void options_exit(const struct command_line *line, const char *error)
{
    const char *command = strchr(line->program, ' ');

    fflush(stdout);
    fprintf(stderr, "%.*s: %s%s", (int)strcspn(line->program, " "), line->program,
            command ? command + 1 : "", command ? ": " : "");
    printable_write(stderr, error);
    putc('\n', stderr);
    exit(2);
}

void options_read_or_exit(const struct command_line *line, int argc, char **argv,
                          struct options_given *given)
{
    struct options_error error;
    enum options_wish wish = options_read(line, argc, argv, given, &error);

    if (wish == OPTIONS_WRONG) {
        options_exit(line, error.text);
    }
    if (options_print(stdout, line, wish)) {
        if (fflush(stdout) || ferror(stdout)) {
            options_exit(line, "standard output cannot be written");
        }
        exit(0);
    }
}
