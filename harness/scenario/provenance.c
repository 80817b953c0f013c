#include "scenario/provenance.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "scenario/text/lexer.h"

static const char origin[] = "origin", shows[] = "shows";

static bool is_word(const char *value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isalnum((unsigned char)value[i]) && !strchr("_.-", value[i])) {
            return false;
        }
    }
    return n > 0;
}

static size_t hex_length(const char *value, size_t n)
{
    size_t i = 0;

    while (i < n && (isdigit((unsigned char)value[i]) || (value[i] >= 'a' && value[i] <= 'f'))) {
        i++;
    }
    return i;
}

static bool is_commit(const char *value, size_t n)
{
    static const char dirty[] = "-dirty";
    size_t digits = hex_length(value, n), m = strlen(dirty);

    return digits >= 7 && digits <= 64 &&
           (digits == n || (digits + m == n && !memcmp(value + digits, dirty, m)));
}

static bool is_hash(const char *value, size_t n)
{
    return n == 16 && hex_length(value, n) == n;
}

/* The operands of the line `origin`. */
static const struct operand {
    const char *name;
    size_t offset, size;
    bool (*is_legal)(const char *, size_t);
    const char *expected;
} operands[] = {
#define OPERAND(MEMBER, IS_LEGAL, EXPECTED)                                                      \
    {                                                                                            \
#MEMBER, offsetof(struct provenance, MEMBER), sizeof((struct provenance *)NULL)->MEMBER, \
            IS_LEGAL, EXPECTED                                                                   \
    }
    OPERAND(target, is_word, "a fuzz target's name"),
    OPERAND(build, is_word, "a build's name"),
    OPERAND(commit, is_commit, "a commit in hexadecimal, with -dirty behind it or without"),
    OPERAND(sources, is_hash, "16 hexadecimal digits"),
    OPERAND(planted, is_word, "a bug's name"),
#undef OPERAND
};
enum { N_OPERANDS = sizeof operands / sizeof operands[0] };
/* Every character of a signature may need a backslash; the rest is for the words around. */
_Static_assert(sizeof(struct provenance) + SIGNATURE_MAX + 128 < PROVENANCE_TEXT_MAX, "");
_Static_assert(PROVENANCE_TEXT_MAX + 64 < PROVENANCE_TRAILER_MAX, "");

bool provenance_is_known(const struct provenance *p)
{
    return p->target[0] || p->build[0] || p->commit[0] || p->sources[0] || p->planted[0] ||
           p->signature[0];
}

bool provenance_same_sources(const struct provenance *a, const struct provenance *b)
{
    return a->sources[0] && !strcmp(a->sources, b->sources);
}

bool provenance_other_sources(const struct provenance *of_file, const struct provenance *here)
{
    return of_file->sources[0] && here->sources[0] && strcmp(of_file->sources, here->sources) != 0;
}

bool provenance_shows(const struct provenance *p, const char *signature)
{
    return !p->signature[0] || signature_matches(p->signature, signature);
}

void provenance_describe_commit(const struct provenance *p, char *text, size_t size)
{
    enum { SHORT = 12 };
    size_t digits = hex_length(p->commit, strlen(p->commit));

    if (p->commit[0] && digits <= SHORT) {
        snprintf(text, size, "at %s", p->commit);
    } else if (p->commit[0]) {
        snprintf(text, size, "at %.*s%s", SHORT, p->commit, p->commit + digits);
    } else if (p->planted[0]) {
        snprintf(text, size, "with %s planted", p->planted);
    } else {
        snprintf(text, size, "at an unknown commit");
    }
}

void provenance_describe(const struct provenance *p, char *text, size_t size)
{
    char commit[sizeof p->commit + 32];
    bool both = p->commit[0] && p->planted[0];

    provenance_describe_commit(p, commit, sizeof commit);
    snprintf(text, size, "%s build %s%s%s%s", p->build[0] ? p->build : "an unknown", commit,
             both ? " (planted " : "", both ? p->planted : "", both ? ")" : "");
}

void provenance_set(char *member, size_t size, const char *value)
{
    size_t n = 0;

    for (; value[n] && n + 1 < size; n++) {
        member[n] = value[n] >= ' ' && value[n] <= '~' ? value[n] : '?';
    }
    member[n] = '\0';
}

size_t provenance_format(const struct provenance *p, char text[PROVENANCE_TEXT_MAX])
{
    size_t n = 0;

    for (unsigned i = 0; i < N_OPERANDS; i++) {
        const char *value = (const char *)p + operands[i].offset;

        if (*value) {
            n += (size_t)sprintf(text + n, "%s %s=%s", n ? "" : origin, operands[i].name, value);
        }
    }
    if (n) {
        text[n++] = '\n';
    }
    if (p->signature[0]) {
        n += (size_t)sprintf(text + n, "%s \"", shows);
        for (const char *at = p->signature; *at; at++) {
            if (*at == '"' || *at == '\\') {
                text[n++] = '\\';
            }
            text[n++] = *at;
        }
        n += (size_t)sprintf(text + n, "\"\n");
    }
    text[n] = '\0';
    return n;
}

bool provenance_is_line(struct text_token first)
{
    return token_is(first, origin) || token_is(first, shows);
}

static bool read_operand(struct text_lexer *lexer, struct text_token token, struct provenance *p)
{
    for (unsigned i = 0; i < N_OPERANDS; i++) {
        const struct operand *o = &operands[i];
        size_t n = strlen(o->name);
        struct text_token value;
        char *member = (char *)p + o->offset;

        if (!token_begins_with(token, o->name) || token.length == n || token.text[n] != '=') {
            continue;
        }
        value = token_rest(token, n + 1);
        if (*member) {
            return text_fail(lexer, token.text, "'%s' was given before", o->name);
        }
        if (value.length >= o->size || !o->is_legal(value.text, value.length)) {
            return text_fail(lexer, value.text, "%s is %s, not '%.*s'", o->name, o->expected,
                             text_shown(value), value.text);
        }
        memcpy(member, value.text, value.length);
        member[value.length] = '\0';
        return true;
    }
    return text_fail(lexer, token.text,
                     "expected target=, build=, commit=, sources= or planted=, not '%.*s'",
                     text_shown(token), token.text);
}

/* A string in quotes, in which a backslash stands before quotes and backslashes. */
static bool read_signature(struct text_lexer *lexer, struct provenance *p)
{
    struct text_token token = text_next_token(lexer);
    const char *at = token.text;
    size_t n = 0;

    if (token.length == 0 || *at != '"') {
        return text_fail(lexer, at, "expected what it showed, in quotes");
    }
    for (at++; at < lexer->end && *at != '"'; at++) {
        at += *at == '\\' && at + 1 < lexer->end;
        if (*at < ' ' || *at > '~') {
            return text_fail(lexer, at, "expected printable ASCII, and quotes at the end");
        }
        if (n + 1 == sizeof p->signature) {
            return text_fail(lexer, at, "longer than %d characters", SIGNATURE_MAX - 1);
        }
        p->signature[n++] = *at;
    }
    if (at == lexer->end) {
        return text_fail(lexer, at, "expected quotes at the end");
    }
    p->signature[n] = '\0';
    lexer->at = at + 1;
    return n > 0 || text_fail(lexer, at, "expected what it showed between the quotes");
}

bool provenance_read_line(struct text_lexer *lexer, struct text_token first, struct provenance *p)
{
    struct text_token token;

    if (token_is(first, shows)) {
        return p->signature[0] ? text_fail(lexer, first.text, "'%s' was given before", shows)
                               : read_signature(lexer, p);
    }
    token = text_next_token(lexer);
    do {
        if (!read_operand(lexer, token, p)) {
            return false;
        }
        token = text_next_token(lexer);
    } while (token.length > 0);
    return true;
}
