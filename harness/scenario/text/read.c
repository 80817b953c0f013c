/*
 * The reader works line by line. Each function that reads something returns false after it has said
 * where and what it expected.
 */
#include <string.h>

#include "runtime/runtime.h"
#include "scenario/actors.h"
#include "scenario/settings.h"
#include "scenario/text.h"
#include "scenario/text/lexer.h"
#include "support/printable.h"

static const char target[] = "fuzz_interleave";

struct reader {
    struct text_lexer lexer;
    struct scenario *s;
    struct provenance *provenance;
    uint64_t settings_seen; /* Bit i: the i-th setting was given. */
    bool past_settings;
};

static bool read_setting(struct reader *r, struct text_token name, size_t i)
{
    const struct setting *setting = setting_at(i);
    struct text_token token = text_next_token(&r->lexer);
    uint32_t value;

    if (r->past_settings) {
        return text_fail(&r->lexer, name.text, "settings stand before operations and preemptions");
    }
    if (r->settings_seen >> i & 1) {
        return text_fail(&r->lexer, name.text, "'%s' was given before", setting->name);
    }
    r->settings_seen |= UINT64_C(1) << i;
    if (!text_parse_value(&r->lexer, token, setting->name, setting->min, setting->max, 0,
                          setting->word, &value)) {
        return false;
    }
    setting_set(r->s, setting, value);
    return true;
}

/* "main", "handler-1", or "actor-9". */
static bool parse_actor(struct reader *r, struct text_token token, uint8_t *actor)
{
    uint32_t number;

    for (enum actor_role role = ROLE_MAIN; role < ROLES; role++) {
        const char *name = actor_role_name(role);
        unsigned count = actor_role_count(r->s, role);

        if (!actor_role_is_numbered(role)) {
            if (token_is(token, name)) {
                *actor = (uint8_t)actor_role_first(r->s, role);
                return true;
            }
            continue;
        }
        if (token_begins_with(token, name) && token.length > strlen(name) &&
            token.text[strlen(name)] == '-') {
            if (!text_parse_number(token_rest(token, strlen(name) + 1), &number) ||
                number >= count) {
                return text_fail(&r->lexer, token.text,
                                 "at the start there %s %u %s%s, counted from 0, no '%.*s'",
                                 count == 1 ? "is" : "are", count, name, plural(count),
                                 text_shown(token), token.text);
            }
            *actor = (uint8_t)(actor_role_first(r->s, role) + number);
            return true;
        }
    }
    if (token_begins_with(token, "actor-") &&
        text_parse_number(token_rest(token, strlen("actor-")), &number) &&
        number < RUNTIME_MAX_ACTORS) {
        *actor = (uint8_t)number;
        return true;
    }
    return text_fail(&r->lexer, token.text,
                     "expected an actor, such as main or handler-0, not '%.*s'", text_shown(token),
                     token.text);
}

/* Keeps what a preemption means, of the one that is read next. */
static bool add_anchor(struct reader *r, const char *where)
{
    struct anchors *anchors = &r->s->anchors;
    unsigned i = r->s->n_preemptions;

    if (i >= SCENARIO_MAX_ANCHORS) {
        return text_fail(&r->lexer, where, "'after' is for the first %d preemptions",
                         SCENARIO_MAX_ANCHORS);
    }
    while (anchors->n <= i) {
        anchors->list[anchors->n++] = (struct anchor){.kind = ANCHOR_NONE};
    }
    return anchor_read(&r->lexer, anchors, &anchors->list[i]);
}

/* "at POINT", or "after ...", or both. */
static bool read_place(struct reader *r, uint32_t *point)
{
    struct text_lexer before = r->lexer;
    struct text_token token = text_next_token(&r->lexer);
    bool has_point = token_is(token, "at");

    *point = 0;
    if (has_point) {
        token = text_next_token(&r->lexer);
        if (!text_parse_value(&r->lexer, token, "a point", 0, UINT16_MAX, 0, NULL, point)) {
            return false;
        }
        before = r->lexer;
        token = text_next_token(&r->lexer);
    }
    if (token_is(token, "after")) {
        return add_anchor(r, token.text);
    }
    if (!has_point) {
        return text_fail(&r->lexer, token.text, "expected 'at' or 'after'%s%.*s%s",
                         token.length ? ", not '" : "", text_shown(token), token.text,
                         token.length ? "'" : "");
    }
    r->lexer = before;
    return true;
}

static bool read_preemption(struct reader *r)
{
    struct preemption p;

    if (r->s->n_preemptions == SCENARIO_MAX_PREEMPTIONS) {
        return text_fail(&r->lexer, r->lexer.line_start, "more than %d preemptions",
                         SCENARIO_MAX_PREEMPTIONS);
    }
    if (!parse_actor(r, text_next_token(&r->lexer), &p.actor) || !read_place(r, &p.point) ||
        !text_expect_word(&r->lexer, "to") ||
        !parse_actor(r, text_next_token(&r->lexer), &p.target)) {
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
    struct text_token token = text_next_token(&r->lexer);

    if (token.length == 0 || token.length % 2) {
        return text_fail(&r->lexer, token.text, "expected pairs of hexadecimal digits");
    }
    for (size_t i = 0; i < token.length; i += 2) {
        int high = hex_digit(token.text[i]), low = hex_digit(token.text[i + 1]);

        if (high < 0 || low < 0) {
            return text_fail(&r->lexer, token.text + i, "expected two of 0-9 and a-f, not '%.2s'",
                             token.text + i);
        }
        if (r->s->n_bytes == SCENARIO_MAX_BYTES) {
            return text_fail(&r->lexer, token.text + i, "more than %d bytes", SCENARIO_MAX_BYTES);
        }
        r->s->bytes[r->s->n_bytes++] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* "packet-1:" and the like. */
static bool read_actor_line(struct reader *r, struct text_token actor)
{
    uint32_t number;

    if (token_is(actor, "main:")) {
        return operation_read(&r->lexer, &r->s->main, false);
    }
    if (token_begins_with(actor, "packet-") &&
        text_parse_number((struct text_token){actor.text + strlen("packet-"),
                                              actor.length - strlen("packet-") - 1},
                          &number) &&
        number < SCENARIO_MAX_PACKET_THREADS) {
        return operation_read(&r->lexer, &r->s->packet[number], true);
    }
    return text_fail(&r->lexer, actor.text,
                     "operations are of main: or packet-0: to packet-%d:, not '%.*s'",
                     SCENARIO_MAX_PACKET_THREADS - 1, text_shown(actor), actor.text);
}

static bool read_line(struct reader *r, struct text_token first)
{
    if (provenance_is_line(first)) {
        return provenance_read_line(&r->lexer, first, r->provenance);
    }
    for (size_t i = 0; i < settings_count(); i++) {
        if (token_is(first, setting_at(i)->name)) {
            return read_setting(r, first, i);
        }
    }
    r->past_settings = true;
    if (token_is(first, "preempt")) {
        return read_preemption(r);
    }
    if (token_is(first, "bytes")) {
        return read_bytes(r);
    }
    if (first.text[first.length - 1] == ':') {
        return read_actor_line(r, first);
    }
    return text_fail(
        &r->lexer, first.text,
        "expected a setting, 'main:', 'packet-0:', 'preempt', 'bytes' or 'end', not '%.*s'",
        text_shown(first), first.text);
}

static bool read_version(struct reader *r)
{
    struct text_token token;
    uint32_t version;

    if (!text_expect_word(&r->lexer, TEXT_MAGIC) || !text_expect_word(&r->lexer, "scenario")) {
        return false;
    }
    token = text_next_token(&r->lexer);
    if (!text_parse_number(token, &version) || version == 0) {
        return text_fail(&r->lexer, token.text, "expected the version of the form, %d",
                         SCENARIO_TEXT_VERSION);
    }
    if (version > SCENARIO_TEXT_VERSION) {
        return text_fail(&r->lexer, token.text,
                         "version %u of the form is newer than this program, which reads %d",
                         version, SCENARIO_TEXT_VERSION);
    }
    token = text_next_token(&r->lexer);
    if (token.length > 0 && !token_is(token, target)) {
        return text_fail(&r->lexer, token.text, "for '%.*s'; expected a scenario for %s",
                         text_shown(token), token.text, target);
    }
    return text_end_line(&r->lexer);
}

bool scenario_read_text(struct scenario *s, struct provenance *provenance, const char *text,
                        size_t size, struct text_error *error)
{
    struct provenance unused;
    struct reader r = {
        .lexer = {.line_start = text, .at = text, .end = text + size, .line = 1, .error = error},
        .s = s,
        .provenance = provenance ? provenance : &unused};
    bool ended = false;

    scenario_init(s);
    *r.provenance = (struct provenance){0};
    if (!read_version(&r)) {
        return false;
    }
    while (r.lexer.at < r.lexer.end) {
        struct text_token first = text_next_token(&r.lexer);

        if (first.length > 0) {
            if (ended) {
                return text_fail(&r.lexer, first.text, "there is more after 'end'");
            }
            ended = token_is(first, "end");
            if (!ended && !read_line(&r, first)) {
                return false;
            }
        }
        if (!text_end_line(&r.lexer)) {
            return false;
        }
    }
    return ended || text_fail(&r.lexer, r.lexer.at, "there is no line 'end': the file is cut off");
}
