/*
 * The reader works line by line. Each function that reads something returns false after it has said
 * in `error` where and what it expected.
 */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "runtime/runtime.h"
#include "scenario/actors.h"
#include "scenario/settings.h"
#include "scenario/text.h"

static const char magic[] = "ukeyfuzz scenario";

/* No table has more words. */
enum { MAX_WORDS = 64 };

struct reader {
    const char *line_start, *at, *end; /* The rest of the text: [at, end). */
    unsigned line;
    struct text_error *error;
    struct scenario *s;
    uint64_t settings_seen; /* Bit i: the i-th setting was given. */
    bool past_settings;
};

/* A run of characters other than blanks. */
struct token {
    const char *text;
    size_t length;
};

static __attribute__((format(printf, 3, 4))) bool fail(struct reader *r, const char *where,
                                                       const char *format, ...)
{
    va_list args;

    r->error->line = r->line;
    r->error->column = (unsigned)(where - r->line_start) + 1;
    va_start(args, format);
    vsnprintf(r->error->message, sizeof r->error->message, format, args);
    va_end(args);
    return false;
}

/* At most this much of a wrong word is repeated in a message. */
static int shown(struct token token)
{
    return token.length < 32 ? (int)token.length : 32;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool at_line_end(const struct reader *r)
{
    return r->at == r->end || *r->at == '\n' || *r->at == '#';
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && is_blank(*r->at)) {
        r->at++;
    }
}

static struct token next_token(struct reader *r)
{
    struct token token;

    skip_blanks(r);
    token.text = r->at;
    while (!at_line_end(r) && !is_blank(*r->at)) {
        r->at++;
    }
    token.length = (size_t)(r->at - token.text);
    return token;
}

static bool is(struct token token, const char *word)
{
    return token.length == strlen(word) && !memcmp(token.text, word, token.length);
}

static bool begins_with(struct token token, const char *word)
{
    return token.length >= strlen(word) && !memcmp(token.text, word, strlen(word));
}

/* The part of a token from `n` characters on. */
static struct token rest(struct token token, size_t n)
{
    return (struct token){token.text + n, token.length - n};
}

static bool expect_word(struct reader *r, const char *word)
{
    struct token token = next_token(r);

    return is(token, word) ||
           fail(r, token.text, "expected '%s'%s%.*s%s", word, token.length ? ", not '" : "",
                shown(token), token.text, token.length ? "'" : "");
}

/* Whether the token is a number without superfluous zeros that fits. */
static bool parse_number(struct token token, uint32_t *value)
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

static bool find_word(struct token token, uint32_t min, uint32_t max, const char *(*word)(unsigned),
                      uint32_t *value)
{
    for (uint64_t v = min; word && v <= max && v - min < MAX_WORDS; v++) {
        const char *name = word((unsigned)v);

        if (name && is(token, name)) {
            *value = (uint32_t)v;
            return true;
        }
    }
    return false;
}

/* A value from `min` to `max`, written as what `word` calls it, or else as a number that is `bias`
 * more than it. `what` is for the message. */
static bool parse_value(struct reader *r, struct token token, const char *what, uint32_t min,
                        uint32_t max, uint32_t bias, const char *(*word)(unsigned), uint32_t *value)
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
    if (first <= last && parse_number(token, &number) && number >= first + bias &&
        number - bias <= last) {
        *value = number - bias;
        return true;
    }
    list_words(words, sizeof words, min, max, word);
    if (first <= last) {
        return fail(r, token.text, "%s is a number from %u to %u%s%s, not '%.*s'", what,
                    first + bias, (unsigned)last + bias, words[0] ? ", or " : "", words,
                    shown(token), token.text);
    }
    return words[0] ? fail(r, token.text, "%s is one of: %s; not '%.*s'", what, words, shown(token),
                           token.text)
                    : fail(r, token.text, "there is no %s '%.*s'; see ukeyfuzz format", what,
                           shown(token), token.text);
}

static bool read_setting(struct reader *r, struct token name, size_t i)
{
    const struct setting *setting = setting_at(i);
    struct token token = next_token(r);
    uint32_t value;

    if (r->past_settings) {
        return fail(r, name.text, "settings stand before operations and preemptions");
    }
    if (r->settings_seen >> i & 1) {
        return fail(r, name.text, "'%s' was given before", setting->name);
    }
    r->settings_seen |= UINT64_C(1) << i;
    if (!parse_value(r, token, setting->name, setting->min, setting->max, 0, setting->word,
                     &value)) {
        return false;
    }
    setting_set(r->s, setting, value);
    return true;
}

/* One "name=value" of an operation. `given`: bit i, operand i was there already. */
static bool read_operand(struct reader *r, struct token token, const struct operation_form *form,
                         struct operation *op, unsigned *given)
{
    uint8_t *const members[] = {&op->flow, &op->a, &op->b};
    const char *equals = memchr(token.text, '=', token.length);
    struct token name = {token.text, equals ? (size_t)(equals - token.text) : token.length};
    uint32_t value;

    for (unsigned i = 0; i < 3; i++) {
        if (!equals || !form->operand[i] || !is(name, form->operand[i])) {
            continue;
        }
        if (*given >> i & 1) {
            return fail(r, token.text, "'%s' was given before", form->operand[i]);
        }
        *given |= 1U << i;
        if (!parse_value(r, rest(token, name.length + 1), form->operand[i], 0,
                         form->ms ? UINT16_MAX : form->range[i] - 1U, form->first[i], form->word[i],
                         &value)) {
            return false;
        }
        *members[i] = (uint8_t)value;
        if (form->ms) {
            op->b = (uint8_t)(value >> 8);
        }
        return true;
    }
    return fail(r, token.text, "'%s' has no operand '%.*s'; see ukeyfuzz format", form->name,
                shown(name), name.text);
}

/* What comes after "main:". */
static bool read_operation(struct reader *r, struct operations *operations, bool packet_thread)
{
    unsigned max = packet_thread ? SCENARIO_MAX_PACKET_OPERATIONS : SCENARIO_MAX_MAIN_OPERATIONS;
    struct token name = next_token(r), token;
    unsigned given = 0;

    if (operations->n == max) {
        return fail(r, name.text, "more than %u operations of one actor", max);
    }
    for (unsigned kind = 0; kind < OPERATIONS; kind++) {
        const struct operation_form *form = operation_form((enum operation_kind)kind);
        struct operation op = {.kind = (uint8_t)kind};

        if (!is(name, form->name)) {
            continue;
        }
        if (packet_thread && kind >= OP_SHARED) {
            return fail(r, name.text, "only main can do '%s'", form->name);
        }
        while (token = next_token(r), token.length > 0) {
            if (!read_operand(r, token, form, &op, &given)) {
                return false;
            }
        }
        operations->list[operations->n++] = op;
        return true;
    }
    return fail(r, name.text, "expected an operation, not '%.*s'; see ukeyfuzz format", shown(name),
                name.text);
}

/* "main", "handler-1", or "actor-9". */
static bool parse_actor(struct reader *r, struct token token, uint8_t *actor)
{
    uint32_t number;

    for (enum actor_role role = ROLE_MAIN; role < ROLES; role++) {
        const char *name = actor_role_name(role);
        unsigned count = actor_role_count(r->s, role);

        if (!actor_role_is_numbered(role)) {
            if (is(token, name)) {
                *actor = (uint8_t)actor_role_first(r->s, role);
                return true;
            }
            continue;
        }
        if (begins_with(token, name) && token.length > strlen(name) &&
            token.text[strlen(name)] == '-') {
            if (!parse_number(rest(token, strlen(name) + 1), &number) || number >= count) {
                return fail(r, token.text,
                            "at the start there %s %u %s%s, counted from 0, no '%.*s'",
                            count == 1 ? "is" : "are", count, name, count == 1 ? "" : "s",
                            shown(token), token.text);
            }
            *actor = (uint8_t)(actor_role_first(r->s, role) + number);
            return true;
        }
    }
    if (begins_with(token, "actor-") && parse_number(rest(token, strlen("actor-")), &number) &&
        number < RUNTIME_MAX_ACTORS) {
        *actor = (uint8_t)number;
        return true;
    }
    return fail(r, token.text, "expected an actor, such as main or handler-0, not '%.*s'",
                shown(token), token.text);
}

static bool read_preemption(struct reader *r)
{
    struct preemption p;
    struct token token;

    if (r->s->n_preemptions == SCENARIO_MAX_PREEMPTIONS) {
        return fail(r, r->line_start, "more than %d preemptions", SCENARIO_MAX_PREEMPTIONS);
    }
    if (!parse_actor(r, next_token(r), &p.actor) || !expect_word(r, "at")) {
        return false;
    }
    token = next_token(r);
    if (!parse_value(r, token, "a point", 0, UINT16_MAX, 0, NULL, &p.point) ||
        !expect_word(r, "to") || !parse_actor(r, next_token(r), &p.target)) {
        return false;
    }
    r->s->preemptions[r->s->n_preemptions++] = p;
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_bytes(struct reader *r)
{
    struct token token = next_token(r);

    if (token.length == 0 || token.length % 2) {
        return fail(r, token.text, "expected pairs of hexadecimal digits");
    }
    for (size_t i = 0; i < token.length; i += 2) {
        int high = hex_digit(token.text[i]), low = hex_digit(token.text[i + 1]);

        if (high < 0 || low < 0) {
            return fail(r, token.text + i, "expected two of 0-9 and a-f, not '%.2s'",
                        token.text + i);
        }
        if (r->s->n_bytes == SCENARIO_MAX_BYTES) {
            return fail(r, token.text + i, "more than %d bytes", SCENARIO_MAX_BYTES);
        }
        r->s->bytes[r->s->n_bytes++] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* "packet-1:" and the like. */
static bool read_actor_line(struct reader *r, struct token actor)
{
    uint32_t number;

    if (is(actor, "main:")) {
        return read_operation(r, &r->s->main, false);
    }
    if (begins_with(actor, "packet-") &&
        parse_number(
            (struct token){actor.text + strlen("packet-"), actor.length - strlen("packet-") - 1},
            &number) &&
        number < SCENARIO_MAX_PACKET_THREADS) {
        return read_operation(r, &r->s->packet[number], true);
    }
    return fail(r, actor.text, "operations are of main: or packet-0: to packet-%d:, not '%.*s'",
                SCENARIO_MAX_PACKET_THREADS - 1, shown(actor), actor.text);
}

static bool read_line(struct reader *r, struct token first)
{
    for (size_t i = 0; i < settings_count(); i++) {
        if (is(first, setting_at(i)->name)) {
            return read_setting(r, first, i);
        }
    }
    r->past_settings = true;
    if (is(first, "preempt")) {
        return read_preemption(r);
    }
    if (is(first, "bytes")) {
        return read_bytes(r);
    }
    if (first.text[first.length - 1] == ':') {
        return read_actor_line(r, first);
    }
    return fail(r, first.text,
                "expected a setting, 'main:', 'packet-0:', 'preempt', 'bytes' or 'end', not '%.*s'",
                shown(first), first.text);
}

/* The end of a line, where nothing more may stand but a comment. */
static bool end_line(struct reader *r)
{
    struct token token = next_token(r);

    if (token.length > 0) {
        return fail(r, token.text, "expected the end of the line, not '%.*s'", shown(token),
                    token.text);
    }
    while (r->at < r->end && *r->at != '\n') {
        r->at++;
    }
    if (r->at < r->end) {
        r->at++;
        r->line++;
        r->line_start = r->at;
    }
    return true;
}

static bool read_version(struct reader *r)
{
    struct token token;
    uint32_t version;

    if (!expect_word(r, "ukeyfuzz") || !expect_word(r, "scenario")) {
        return false;
    }
    token = next_token(r);
    if (!parse_number(token, &version) || version == 0) {
        return fail(r, token.text, "expected the version of the form, %d", SCENARIO_TEXT_VERSION);
    }
    if (version != SCENARIO_TEXT_VERSION) {
        return fail(r, token.text,
                    "version %u of the form is newer than this program, which reads %d", version,
                    SCENARIO_TEXT_VERSION);
    }
    return end_line(r);
}

bool scenario_is_text(const void *data, size_t size)
{
    return size >= strlen(magic) && !memcmp(data, magic, strlen(magic));
}

bool scenario_read_text(struct scenario *s, const char *text, size_t size, struct text_error *error)
{
    struct reader r = {
        .line_start = text, .at = text, .end = text + size, .line = 1, .error = error, .s = s};
    bool ended = false;

    scenario_init(s);
    if (!read_version(&r)) {
        return false;
    }
    while (r.at < r.end) {
        struct token first = next_token(&r);

        if (first.length > 0) {
            if (ended) {
                return fail(&r, first.text, "there is more after 'end'");
            }
            ended = is(first, "end");
            if (!ended && !read_line(&r, first)) {
                return false;
            }
        }
        if (!end_line(&r)) {
            return false;
        }
    }
    return ended || fail(&r, r.at, "there is no line 'end': the file is cut off");
}
