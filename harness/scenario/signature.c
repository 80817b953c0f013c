#include "scenario/signature.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { CLAUSE_MAX = SIGNATURE_MAX, FRAMES = 2, FUNCTION_MAX = 96 };

static void append(struct signature *signature, const char *text, size_t n)
{
    size_t at = strlen(signature->text);
    size_t room = sizeof signature->text - 1 - at;

    n = n < room ? n : room;
    memcpy(signature->text + at, text, n);
    signature->text[at + n] = '\0';
}

static void append_string(struct signature *signature, const char *text)
{
    append(signature, text, strlen(text));
}

/* Length of the number at `s` (with a sign, a 0x or a range's dots, if it has them), 0 if there is
 * none. A digit inside of a word is a part of its name. */
static size_t number_length(const char *s)
{
    size_t n = 0;

    if (s[0] == '-' && isdigit((unsigned char)s[1])) {
        n++;
    }
    if (!isdigit((unsigned char)s[n])) {
        return 0;
    }
    if (s[n] == '0' && s[n + 1] == 'x') {
        n += 2;
    }
    while (isxdigit((unsigned char)s[n])) {
        n++;
    }
    return n;
}

static void take_out(char *text, const char *what)
{
    size_t n = strlen(what);
    char *at = text;

    while ((at = strstr(at, what))) {
        memmove(at, at + n, strlen(at + n) + 1);
    }
}

/* "X, X" and "X and X" become "X", where X is a word. */
static void join_repeated(char *text, const char *between)
{
    char *at = text;

    while ((at = strstr(at, between))) {
        const char *second = at + strlen(between), *first = at;
        size_t n;

        while (first > text && !strchr(" ,", first[-1])) {
            first--;
        }
        n = (size_t)(at - first);
        if (n > 0 && !strncmp(first, second, n) && !isalnum((unsigned char)second[n])) {
            memmove(at, second + n, strlen(second + n) + 1);
        } else {
            at++;
        }
    }
}

/* Writes `message` without its numbers. */
static void without_numbers(char *out, size_t size, const char *message)
{
    size_t n = 0;

    while (*message && n + 1 < size) {
        bool begins = n == 0 || !isalnum((unsigned char)out[n - 1]);
        size_t number = begins || *message == '-' ? number_length(message) : 0;

        if (number) {
            message += number;
            while (n > 0 && out[n - 1] == ' ') {
                n--;
            }
        } else if (*message == '\n') {
            out[n++] = ' ';
            message++;
        } else {
            out[n++] = *message++;
        }
    }
    out[n] = '\0';
    take_out(out, " of pmd");
    join_repeated(out, ", ");
    join_repeated(out, " and ");
}

/* Whether the signature has the clause already. */
static bool has_clause(const struct signature *signature, const char *clause, size_t n)
{
    const char *at = signature->text;

    while ((at = strstr(at, "; "))) {
        at += 2;
        if (!strncmp(at, clause, n) && (!at[n] || at[n] == ';')) {
            return true;
        }
    }
    return false;
}

/* The function of "FUNCTION (FILE:LINE)...". */
static void append_function(struct signature *signature, const char *place)
{
    size_t n = strcspn(place, " ");

    append(signature, place, strncmp(place + n, " (", 2) ? 0 : n);
}

/* What a stack that is full is called, before the place. */
static const char overflowed[] = " KiB overflowed in ";

/* "...: it spins in FUNCTION (FILE:LINE), called by ...": where it is, and not who did it, or at
 * which line he was seen. False if the message is not of that kind. */
static bool of_place(struct signature *signature, const char *tag, const char *message)
{
    static const char *const verbs[] = {"spins in ", "waits in ", "dies in "};

    append_string(signature, tag);
    for (unsigned i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        char mark[32];
        const char *at;

        snprintf(mark, sizeof mark, ": it %s", verbs[i]);
        at = strstr(message, mark);
        if (at) {
            append_string(signature, " ");
            append_string(signature, strcmp(tag, "HANG") ? verbs[i] : "");
            append_function(signature, at + strlen(mark));
            return true;
        }
    }
    return !strcmp(tag, "HANG");
}

/* Whether the message of a death with that tag may say where. */
static bool names_place(const char *what)
{
    return !strcmp(what, "HANG") || !strcmp(what, "HARNESS");
}

bool signature_is_of_message(const char *what, const char *message)
{
    return names_place(what) || strstr(message, overflowed);
}

void signature_of_violation(struct signature *signature, const char *invariant, const char *message)
{
    char text[1024];
    const char *clause = text;

    signature->text[0] = '\0';
    if (names_place(invariant)) {
        if (of_place(signature, invariant, message)) {
            return;
        }
    } else {
        append_string(signature, invariant);
    }
    if (strstr(message, overflowed)) {
        append_string(signature, " stack-overflow in ");
        append_function(signature, strstr(message, overflowed) + strlen(overflowed));
        return;
    }
    without_numbers(text, sizeof text, message);
    while (*clause) {
        const char *end = strstr(clause, "; ");
        size_t n = end ? (size_t)(end - clause) : strlen(clause);

        if (!has_clause(signature, clause, n)) {
            append_string(signature, clause == text ? " " : "; ");
            append(signature, clause, n);
        }
        clause += n + (end ? 2 : 0);
    }
}

static const char *line_end(const char *s)
{
    const char *end = strchr(s, '\n');

    return end ? end : s + strlen(s);
}

/* Reads "    #3 0x0123 in function /path/src/file.c:1:2 ..." or the same without address. Returns
 * whether the line is a frame; `*own` says if its file is in a folder called src. */
static bool parse_frame(const char *line, const char *end, char *function, bool *own)
{
    const char *at = line, *slash = NULL;
    size_t n = 0;

    while (at < end && *at == ' ') {
        at++;
    }
    if (*at != '#' || !isdigit((unsigned char)at[1])) {
        return false;
    }
    while (at < end && *at != ' ') {
        at++;
    }
    at += at < end;
    if (!strncmp(at, "0x", 2)) {
        while (at < end && *at != ' ') {
            at++;
        }
        at += at < end;
        at += !strncmp(at, "in ", 3) ? 3 : 0;
    }
    while (at < end && *at != ' ' && n + 1 < FUNCTION_MAX) {
        function[n++] = *at++;
    }
    function[n] = '\0';
    function[strcspn(function, ".")] = '\0'; /* A compiler's copy, "f.constprop.0", is f. */
    at += at < end;
    for (const char *c = at; c < end && *c != ' ' && *c != ':'; c++) {
        slash = *c == '/' ? c : slash;
    }
    *own = slash && slash - at >= 3 && !strncmp(slash - 3, "src", 3) &&
           (slash - at == 3 || slash[-4] == '/');
    return true;
}

/* The first `max` functions of src/ in the stack that begins behind `text`; if there are none, the
 * innermost function. Moves `*text` behind the stack. Returns how many there are. */
static unsigned parse_stack(const char **text, char functions[][FUNCTION_MAX], unsigned max)
{
    const char *line = *text;
    unsigned n = 0;
    bool in_stack = false, found = false;

    while (*line) {
        const char *end = line_end(line);
        char function[FUNCTION_MAX];
        bool own;

        if (parse_frame(line, end, function, &own)) {
            if (!in_stack || (own && !found)) {
                strcpy(functions[0], function);
                n = 1;
                found = own;
            } else if (own && n < max) {
                strcpy(functions[n++], function);
            }
            in_stack = true;
        } else if (in_stack) {
            break;
        }
        line = end + (*end != '\0');
    }
    *text = line;
    return n;
}

static void append_functions(struct signature *signature, char functions[][FUNCTION_MAX],
                             unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        append_string(signature, i ? " < " : " in ");
        append_string(signature, functions[i]);
    }
}

/* "ERROR: AddressSanitizer: heap-use-after-free on address ...", or another sanitizer's "SEGV on
 * unknown address ...": the kind, whether it was a read or a write, and where. */
static void of_address_error(struct signature *signature, const char *kind)
{
    char functions[FRAMES][FUNCTION_MAX];
    const char *text = line_end(kind);
    unsigned n;

    append_string(signature, " ");
    append(signature, kind, strcspn(kind, " \n"));
    if (!strncmp(text, "\nREAD", 5) || !strncmp(text, "\nWRITE", 6)) {
        append(signature, " ", 1);
        append(signature, text + 1, strcspn(text + 1, " \n"));
    }
    n = parse_stack(&text, functions, FRAMES);
    append_functions(signature, functions, n);
}

/* "runtime error: signed integer overflow: ...". */
static void of_undefined_behaviour(struct signature *signature, const char *kind)
{
    char functions[FRAMES][FUNCTION_MAX], line[CLAUSE_MAX], message[CLAUSE_MAX];
    const char *text = line_end(kind);
    unsigned n;

    snprintf(line, sizeof line, "%.*s", (int)strcspn(kind, "\n"), kind);
    without_numbers(message, sizeof message, line);
    append_string(signature, " ");
    append_string(signature, message);
    n = parse_stack(&text, functions, FRAMES);
    append_functions(signature, functions, n);
}

/* "ThreadSanitizer: data race (pid=1)": two stacks, whose order is chance. */
static void of_race(struct signature *signature, const char *kind)
{
    char first[1][FUNCTION_MAX] = {""}, second[1][FUNCTION_MAX] = {""};
    const char *text = line_end(kind);
    bool both;

    append_string(signature, " ");
    append(signature, kind, strcspn(kind, "(\n"));
    both = parse_stack(&text, first, 1) && parse_stack(&text, second, 1);
    if (both && strcmp(first[0], second[0]) > 0) {
        append_string(signature, second[0]);
        append_string(signature, " / ");
        append_string(signature, first[0]);
    } else {
        append_string(signature, first[0]);
        append_string(signature, both ? " / " : "");
        append_string(signature, second[0]);
    }
}

/* "/path/file.c:12: assertion x == y failed", or as the C library says it: the file and the
 * condition. */
static void of_assertion(struct signature *signature, const char *report, const char *assertion)
{
    const char *file = assertion, *end, *text = assertion;

    while (file > report && file[-1] != '\n') {
        file--;
    }
    end = file + strcspn(file, ":");
    if (end[1] == ' ') { /* "program: file:line: function: Assertion ..." */
        file = end + 2;
        end = file + strcspn(file, ":");
    }
    for (const char *c = file; c < end; c++) {
        file = *c == '/' ? c + 1 : file;
    }
    append_string(signature, " ");
    append(signature, file, (size_t)(end - file));
    append_string(signature, " ");
    append(signature, text, (size_t)(line_end(text) - text));
}

void signature_of_death(struct signature *signature, const char *what, const char *report,
                        const char *otherwise)
{
    static const char undefined[] = "runtime error: ", sanitizer[] = "Sanitizer: ",
                      thread[] = "WARNING: ThreadSanitizer: ";
    const char *at;

    snprintf(signature->text, sizeof signature->text, "%s", what);
    if (signature_is_of_message(what, otherwise)) {
        signature_of_violation(signature, what, otherwise);
    } else if ((at = strstr(report, undefined))) {
        of_undefined_behaviour(signature, at + strlen(undefined));
    } else if ((at = strstr(report, thread))) {
        of_race(signature, at + strlen(thread));
    } else if ((at = strstr(report, "ERROR: ")) && (at = strstr(at, sanitizer))) {
        of_address_error(signature, at + strlen(sanitizer));
    } else if ((at = strstr(report, "assertion ")) || (at = strstr(report, "Assertion "))) {
        of_assertion(signature, report, at);
    } else {
        append_string(signature, " ");
        append_string(signature, otherwise);
    }
}

bool signature_same(const struct signature *a, const struct signature *b)
{
    return !strcmp(a->text, b->text);
}
