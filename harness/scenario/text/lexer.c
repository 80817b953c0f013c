#include "scenario/text/lexer.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

/* No table has more words. */
enum { MAX_WORDS = 64 };

bool text_fail(struct text_lexer *lexer, const char *where, const char *format, ...)
{
    va_list args;

    lexer->error->line = lexer->line;
    lexer->error->column = (unsigned)(where - lexer->line_start) + 1;
    va_start(args, format);
    vsnprintf(lexer->error->message, sizeof lexer->error->message, format, args);
    va_end(args);
    return false;
}

/* At most this much of a wrong word is repeated in a message. */
int text_shown(struct text_token token)
{
    return token.length < 32 ? (int)token.length : 32;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool at_line_end(const struct text_lexer *lexer)
{
    return lexer->at == lexer->end || *lexer->at == '\n' || *lexer->at == '#';
}

static void skip_blanks(struct text_lexer *lexer)
{
    while (lexer->at < lexer->end && is_blank(*lexer->at)) {
        lexer->at++;
    }
}

struct text_token text_next_token(struct text_lexer *lexer)
{
    struct text_token token;

    skip_blanks(lexer);
    token.text = lexer->at;
    while (!at_line_end(lexer) && !is_blank(*lexer->at)) {
        lexer->at++;
    }
    token.length = (size_t)(lexer->at - token.text);
    return token;
}

bool token_is(struct text_token token, const char *word)
{
    return token.length == strlen(word) && !memcmp(token.text, word, token.length);
}

bool token_begins_with(struct text_token token, const char *word)
{
    return token.length >= strlen(word) && !memcmp(token.text, word, strlen(word));
}

/* The part of a token from `n` characters on. */
struct text_token token_rest(struct text_token token, size_t n)
{
    return (struct text_token){token.text + n, token.length - n};
}

bool text_expect_word(struct text_lexer *lexer, const char *word)
{
    struct text_token token = text_next_token(lexer);

    return token_is(token, word) || text_fail(lexer, token.text, "expected '%s'%s%.*s%s", word,
                                              token.length ? ", not '" : "", text_shown(token),
                                              token.text, token.length ? "'" : "");
}

/* Whether the token is a number without superfluous zeros that fits. */
bool text_parse_number(struct text_token token, uint32_t *value)
{
    uint64_t number = 0;

    if (token.length == 0 || token.length > 10 || (token.length > 1 && token.text[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < token.length; i++) {
        if (!isdigit((unsigned char)token.text[i])) {
            return false;
        }
        number = number * 10 + (uint64_t)(token.text[i] - '0');
    }
    *value = (uint32_t)number;
    return number <= UINT32_MAX;
}

/* The words there are for values from `min` to `max`, as "a, b, c"; empty if there are none, or too
 * many for a message. */
static void list_words(char *list, size_t size, uint32_t min, uint32_t max,
                       const char *(*word)(unsigned))
{
    size_t used = 0;

    list[0] = '\0';
    for (uint64_t v = min; word && v <= max && v - min < MAX_WORDS; v++) {
        const char *name = word((unsigned)v);

        if (name) {
            used += (size_t)snprintf(list + used, size - used, "%s%s", used ? ", " : "", name);
            if (used >= size) {
                list[0] = '\0';
                return;
            }
        }
    }
}

struct near_miss_text text_nearest(struct text_token token, uint32_t min, uint32_t max,
                                   const char *(*word)(unsigned))
{
    char written[NEAR_MISS_MAX];
    struct near_miss near = {.word = written};

    snprintf(written, sizeof written, "%.*s", text_shown(token), token.text);
    for (uint64_t v = min; word && v <= max && v - min < MAX_WORDS; v++) {
        const char *name = word((unsigned)v);

        if (name) {
            near_miss_try(&near, name, strlen(name));
        }
    }
    return near_miss_text(&near);
}

static bool find_word(struct text_token token, uint32_t min, uint32_t max,
                      const char *(*word)(unsigned), uint32_t *value)
{
    for (uint64_t v = min; word && v <= max && v - min < MAX_WORDS; v++) {
        const char *name = word((unsigned)v);

        if (name && token_is(token, name)) {
            *value = (uint32_t)v;
            return true;
        }
    }
    return false;
}

/* A value from `min` to `max`, written as what `word` calls it, or else as a number that is `bias`
 * more than it. `what` is for the message. */
bool text_parse_value(struct text_lexer *lexer, struct text_token token, const char *what,
                      uint32_t min, uint32_t max, uint32_t bias, const char *(*word)(unsigned),
                      uint32_t *value)
{
    uint32_t first = min, number;
    uint64_t last = max;
    char words[96];

    if (find_word(token, min, max, word, value)) {
        return true;
    }
    /* Words stand for the first values, or the last, or all. */
    while (word && first <= last && word(first)) {
        first++;
    }
    while (word && last > first && last - min < MAX_WORDS && word((unsigned)last)) {
        last--;
    }
    if (first <= last && text_parse_number(token, &number) && number >= first + bias &&
        number - bias <= last) {
        *value = number - bias;
        return true;
    }
    list_words(words, sizeof words, min, max, word);
    if (first <= last) {
        return text_fail(lexer, token.text, "%s is a number from %u to %u%s%s, not '%.*s'", what,
                         first + bias, (unsigned)last + bias, words[0] ? ", or " : "", words,
                         text_shown(token), token.text);
    }
    if (words[0]) {
        return text_fail(lexer, token.text, "%s is one of: %s; not '%.*s'%s", what, words,
                         text_shown(token), token.text, text_nearest(token, min, max, word).text);
    }
    return text_fail(lexer, token.text, "there is no %s '%.*s'%s; see ukeyfuzz format", what,
                     text_shown(token), token.text, text_nearest(token, min, max, word).text);
}

/* The end of a line, where nothing more may stand but a comment. */
bool text_end_line(struct text_lexer *lexer)
{
    struct text_token token = text_next_token(lexer);

    if (token.length > 0) {
        return text_fail(lexer, token.text, "expected the end of the line, not '%.*s'",
                         text_shown(token), token.text);
    }
    while (lexer->at < lexer->end && *lexer->at != '\n') {
        lexer->at++;
    }
    if (lexer->at < lexer->end) {
        lexer->at++;
        lexer->line++;
        lexer->line_start = lexer->at;
    }
    return true;
}

bool scenario_is_text(const void *data, size_t size)
{
    const char *text = data;
    size_t n = strlen(TEXT_MAGIC);

    /* "ukeyfuzz-schedule" is another form's. */
    return size >= n && !memcmp(text, TEXT_MAGIC, n) && (size == n || text[n] != '-');
}
