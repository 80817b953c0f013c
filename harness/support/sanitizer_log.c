#include "support/sanitizer_log.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_FRAMES = 2, STACKS = 2 };

/* A line of a log. Not terminated. */
struct line {
    const char *text;
    size_t n;
};

static const char *find(struct line line, const char *what)
{
    return memmem(line.text, line.n, what, strlen(what));
}

static bool begins(struct line line, const char *what)
{
    return line.n >= strlen(what) && !strncmp(line.text, what, strlen(what));
}

/* The rest of the line, from `at` on. */
static struct line rest(struct line line, const char *at)
{
    return (struct line){at, line.n - (size_t)(at - line.text)};
}

static void append(struct log_finding *f, const char *before, const char *text, size_t n)
{
    size_t at = strlen(f->what);

    snprintf(f->what + at, sizeof f->what - at, "%s%.*s", before, (int)n, text);
}

/* The length of the number at `s` (with a sign or a 0x, if it has them), 0 if there is none. */
static size_t number_length(const char *s, size_t max)
{
    size_t n = max > 1 && s[0] == '-' && isdigit((unsigned char)s[1]);

    if (n == max || !isdigit((unsigned char)s[n])) {
        return 0;
    }
    n += max - n > 1 && s[n] == '0' && s[n + 1] == 'x' ? 2 : 0;
    while (n < max && isxdigit((unsigned char)s[n])) {
        n++;
    }
    return n;
}

/* Appends the text without its numbers and the spaces before them. A digit inside of a word is a
 * part of its name. */
static void append_words(struct log_finding *f, const char *text, size_t length)
{
    char words[sizeof f->what];
    size_t n = 0;

    for (size_t i = 0; i < length && n < sizeof words;) {
        bool may_begin = n == 0 || !isalnum((unsigned char)words[n - 1]) || text[i] == '-';
        size_t number = may_begin ? number_length(text + i, length - i) : 0;

        if (!number) {
            words[n++] = text[i++];
            continue;
        }
        i += number;
        while (n > 0 && words[n - 1] == ' ') {
            n--;
        }
    }
    append(f, "", words, n);
}

/* The functions of src/ in the stack, or else the innermost one. */
static void append_functions(struct log_finding *f, const struct log_stack *stack, unsigned max)
{
    unsigned n = 0;

    for (unsigned i = 0; i < stack->n && n < max; i++) {
        if (log_is_of_src(&stack->frames[i])) {
            const char *function = stack->frames[i].function;

            append(f, n++ ? " < " : " in ", function, strlen(function));
        }
    }
    if (n == 0 && stack->n) {
        append(f, " in ", stack->frames[0].function, strlen(stack->frames[0].function));
    }
}

static const char *innermost(const struct log_stack *stack)
{
    for (unsigned i = 0; i < stack->n; i++) {
        if (log_is_of_src(&stack->frames[i])) {
            return stack->frames[i].function;
        }
    }
    return stack->n ? stack->frames[0].function : "";
}

/* "heap-use-after-free on address 0x1 at pc 0x2": the kind, whether it was a read or a write, and
 * where. */
static void take_error(struct log_finding *f, struct line kind)
{
    static const char *const ends[] = {" on ", " in thread ", " (", ": ", " at "};
    const char *after = kind.text + kind.n;
    struct log_stack stack;
    size_t n = kind.n;

    for (unsigned i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const char *end = find((struct line){kind.text, n}, ends[i]);

        n = end ? (size_t)(end - kind.text) : n;
    }
    append_words(f, kind.text, n);
    if (!strncmp(after, "\nREAD of", 8) || !strncmp(after, "\nWRITE of", 9)) {
        append(f, " ", after + 1, strcspn(after + 1, " "));
    }
    if (log_stacks_read(after, &stack, 1)) {
        append_functions(f, &stack, SHOWN_FRAMES);
    }
}

/* "data race (pid=1)": two stacks, whose order is chance. */
static void take_race(struct log_finding *f, struct line kind)
{
    const char *end = find(kind, " (");
    struct log_stack stacks[STACKS];
    unsigned n = log_stacks_read(kind.text + kind.n, stacks, STACKS);
    const char *sides[STACKS] = {n > 0 ? innermost(&stacks[0]) : "",
                                 n > 1 ? innermost(&stacks[1]) : ""};
    bool turn = n > 1 && strcmp(sides[0], sides[1]) > 0;

    append(f, "", kind.text, end ? (size_t)(end - kind.text) : kind.n);
    append(f, " ", sides[turn], strlen(sides[turn]));
    if (n > 1) {
        append(f, " / ", sides[!turn], strlen(sides[!turn]));
    }
}

/* "signed integer overflow: 1 + 2 cannot be represented in type 'int'". */
static void take_undefined(struct log_finding *f, struct line kind)
{
    struct log_stack stack;

    append_words(f, kind.text, kind.n);
    if (log_stacks_read(kind.text + kind.n, &stack, 1)) {
        append_functions(f, &stack, SHOWN_FRAMES);
    }
}

static void set_line(struct log_finding *f, struct line line)
{
    snprintf(f->line, sizeof f->line, "%.*s", (int)line.n, line.text);
}

/* Cuts the text at its end, if it is there. */
static bool cut_end(struct line *line, const char *end)
{
    size_t n = strlen(end);
    bool there = line->n >= n && !strncmp(line->text + line->n - n, end, n);

    line->n -= there ? n : 0;
    return there;
}

/* For people, up to the first address or the process's number: each run has other ones. */
static void set_line_of_report(struct log_finding *f, struct line line)
{
    static const char *const stops[] = {" 0x", " (pid="};
    static const char *const leads[] = {
        " on address", " on unknown address", " on", " (pc", " at", ":"};
    bool cut = false;

    for (unsigned i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        const char *stop = find(line, stops[i]);

        cut |= stop != NULL;
        line.n = stop ? (size_t)(stop - line.text) : line.n;
    }
    for (unsigned i = 0; cut && i < sizeof leads / sizeof leads[0];) {
        i = cut_end(&line, leads[i]) ? 0 : i + 1;
    }
    set_line(f, line);
}

/* "/path/file.c:12: assertion x == y failed", "program: /path/file.c:12: f: Assertion `x' failed."
 * or "Assertion failed: x (/path/file.c: f: 12)": the file and the condition. */
static bool take_assertion(struct log_finding *f, struct line line)
{
    const char *at = find(line, "ssertion ");
    const char *file = line.text, *end, *stop;
    struct line condition;

    if (!at || at == line.text || !strchr("aA", at[-1])) {
        return false;
    }
    condition = rest(line, at - 1);
    if (begins(condition, "Assertion failed: ")) {
        file = find(condition, " (");
        file = file ? file + 2 : line.text;
    } else if (!find(condition, " failed")) {
        return false;
    }
    end = find(rest(line, file), ": ");
    stop = find(rest(line, file), ":");
    if (!end || !stop) {
        return false;
    }
    if (end == stop && file == line.text) { /* The program's name comes first. */
        file = end + 2;
        stop = find(rest(line, file), ":");
    }
    for (const char *c = file; stop && c < stop; c++) {
        file = *c == '/' ? c + 1 : file;
    }
    set_line(f, rest(line, file));
    append(f, "", file, stop ? (size_t)(stop - file) : 0);
    append(f, stop ? " " : "", condition.text, condition.n);
    return true;
}

/* What the C library says before it calls abort(). */
static bool take_library(struct log_finding *f, struct line line)
{
    static const char *const beginnings[] = {
        "free(): ",
        "malloc(): ",
        "realloc(): ",
        "double free or corruption",
        "corrupted ",
        "munmap_chunk(): ",
        "malloc_consolidate",
        "*** stack smashing detected",
        "*** buffer overflow detected",
        "Fatal glibc error: ",
    };

    for (unsigned i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (begins(line, beginnings[i])) {
            append_words(f, line.text, line.n);
            return true;
        }
    }
    return false;
}

static void set_tag(struct log_finding *f, const char *tag)
{
    snprintf(f->tag, sizeof f->tag, "%s", tag);
}

/* "==17==ERROR: AddressSanitizer: heap-..."; `at` is at the sanitizer's name. */
static bool take_sanitizer(struct log_finding *f, struct line line, const char *at)
{
    static const struct {
        const char *name, *tag;
    } sanitizers[] = {{"AddressSanitizer", "ASAN"}, {"HWAddressSanitizer", "ASAN"},
                      {"LeakSanitizer", "LEAK"},    {"MemorySanitizer", "MSAN"},
                      {"ThreadSanitizer", "RACE"},  {"UndefinedBehaviorSanitizer", "CRASH"}};
    bool warning = find(line, "WARNING: ");

    for (unsigned i = 0; i < sizeof sanitizers / sizeof sanitizers[0]; i++) {
        size_t n = strlen(sanitizers[i].name);

        if (begins(rest(line, at), sanitizers[i].name) && !strncmp(at + n, ": ", 2)) {
            bool race = !strcmp(sanitizers[i].tag, "RACE");

            set_tag(f, race && !warning ? "CRASH" : sanitizers[i].tag); /* A signal, say. */
            (race && warning ? take_race : take_error)(f, rest(line, at + n + 2));
            set_line_of_report(f, rest(line, at));
            return true;
        }
    }
    return false;
}

/* libFuzzer's "==9== ERROR: libFuzzer: timeout after 61 seconds". */
static bool take_libfuzzer(struct log_finding *f, struct line line)
{
    static const char mark[] = "ERROR: libFuzzer: ";
    const char *at = find(line, mark);
    struct line said;

    if (!at) {
        return false;
    }
    said = rest(line, at + strlen(mark));
    set_tag(f, begins(said, "out-of-memory") ? "OOM"
               : begins(said, "timeout")     ? "TIMEOUT"
                                             : "CRASH");
    append_words(f, said.text, find(said, " (") ? (size_t)(find(said, " (") - said.text) : said.n);
    snprintf(f->line, sizeof f->line, "libFuzzer: %.*s", (int)said.n, said.text);
    return true;
}

/* Whether the line says why the process ends, but for libFuzzer's. */
static bool take_line(struct log_finding *f, struct line line)
{
    static const char undefined[] = ": runtime error: ";
    static const char *const marks[] = {"ERROR: ", "WARNING: ", "FATAL: "};
    const char *at = find(line, undefined);

    set_line(f, line);
    if (at) {
        set_tag(f, "ASAN");
        take_undefined(f, rest(line, at + strlen(undefined)));
        set_line_of_report(f, rest(line, at + 2));
        return true;
    }
    for (unsigned i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        at = find(line, marks[i]);
        if (at && take_sanitizer(f, line, at + strlen(marks[i]))) {
            return true;
        }
    }
    set_tag(f, "ABORT");
    return take_assertion(f, line) || take_library(f, line);
}

bool log_finding_read(const char *log, struct log_finding *finding)
{
    struct log_finding libfuzzer = {.tag = ""};

    for (const char *at = log; *at; at += *at == '\n') {
        struct line line = {at, strcspn(at, "\n")};

        *finding = (struct log_finding){.at = (size_t)(at - log)};
        if (take_line(finding, line)) {
            return true;
        }
        if (!libfuzzer.tag[0]) {
            libfuzzer.at = (size_t)(at - log);
            take_libfuzzer(&libfuzzer, line);
        }
        at += line.n;
    }
    *finding = libfuzzer;
    return libfuzzer.tag[0];
}
