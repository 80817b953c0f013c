/*
 * Anchors as the text form has them.
 */
#include <string.h>

#include "runtime/event.h"
#include "scenario/anchor.h"
#include "scenario/text/lexer.h"

static const char *const accesses[] = {"-load", "-store", "-update", "-fence"};

static bool is_access(unsigned event)
{
    return event == EVENT_ATOMIC || event == EVENT_MEMORY;
}

static const char *suffix_of(unsigned n)
{
    unsigned last = n % 10;

    if (n / 10 % 10 == 1) {
        return "th";
    }
    return last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
}

void anchor_write(FILE *stream, const struct anchors *anchors, const struct anchor *a)
{
    const char *function = anchor_function(anchors, a);

    if (a->kind == ANCHOR_START) {
        fputs("after start", stream);
    } else {
        fprintf(stream, "after %u%s %s%s", a->nth, suffix_of(a->nth), event_kind_name(a->event),
                is_access(a->event) ? accesses[a->operation] : "");
    }
    if (*function) {
        fprintf(stream, " in %s", function);
    }
    if (a->landmark) {
        fprintf(stream, " since %u%s %s", a->landmark_nth, suffix_of(a->landmark_nth),
                event_kind_name(a->landmark));
    }
    if (a->more) {
        fprintf(stream, " plus %u", a->more);
    }
}

/* "2nd". */
static bool read_nth(struct text_lexer *lexer, struct text_token token, uint16_t *nth)
{
    struct text_token digits = token;
    uint32_t number;

    digits.length = token.length > 2 ? token.length - 2 : 0;
    if (!text_parse_number(digits, &number) || number == 0 || number > UINT16_MAX ||
        !token_is(token_rest(token, digits.length), suffix_of(number))) {
        return text_fail(lexer, token.text, "expected how often, such as 1st or 12th, not '%.*s'",
                         text_shown(token), token.text);
    }
    *nth = (uint16_t)number;
    return true;
}

/* Whether a word is an event's, perhaps with an access behind it. */
static bool is_event(struct text_token token, unsigned event, uint8_t *operation)
{
    const char *name = event_kind_name(event);
    struct text_token rest;

    *operation = 0;
    if (!is_access(event)) {
        return strcmp(name, "?") != 0 && token_is(token, name);
    }
    if (!token_begins_with(token, name)) {
        return false;
    }
    rest = token_rest(token, strlen(name));
    for (unsigned i = 0; i < sizeof accesses / sizeof accesses[0]; i++) {
        if (token_is(rest, accesses[i])) {
            *operation = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static bool read_event(struct text_lexer *lexer, bool landmark, uint8_t *event, uint8_t *operation)
{
    struct text_token token = text_next_token(lexer);

    for (unsigned kind = landmark ? EVENT_CLIENT : EVENT_NONE + 1; kind < EVENT_KINDS; kind++) {
        if (is_event(token, kind, operation)) {
            *event = (uint8_t)kind;
            return true;
        }
    }
    return text_fail(lexer, token.text, "there is no %s '%.*s'", landmark ? "landmark" : "event",
                     text_shown(token), token.text);
}

/* "in FUNCTION", "since NTH LANDMARK" and "plus N", as far as they are there. */
static bool read_rest(struct text_lexer *lexer, struct anchors *anchors, struct anchor *a)
{
    struct text_lexer before = *lexer;
    struct text_token token = text_next_token(lexer);
    uint32_t more;
    uint8_t none;

    if (a->kind == ANCHOR_EVENT && token_is(token, "in")) {
        token = text_next_token(lexer);
        a->function = (uint8_t)anchors_function(anchors, token.text, token.length);
        if (!a->function) {
            return text_fail(lexer, token.text, "expected a function's name, not '%.*s'",
                             text_shown(token), token.text);
        }
        before = *lexer;
        token = text_next_token(lexer);
    }
    if (a->kind == ANCHOR_EVENT && !anchor_is_landmark(a->event) && token_is(token, "since")) {
        if (!read_nth(lexer, text_next_token(lexer), &a->landmark_nth) ||
            !read_event(lexer, true, &a->landmark, &none)) {
            return false;
        }
        before = *lexer;
        token = text_next_token(lexer);
    }
    if (token_is(token, "plus")) {
        token = text_next_token(lexer);
        if (!text_parse_value(lexer, token, "how many points later", 1, UINT16_MAX, 0, NULL,
                              &more)) {
            return false;
        }
        a->more = (uint16_t)more;
        before = *lexer;
    }
    *lexer = before;
    return true;
}

bool anchor_read(struct text_lexer *lexer, struct anchors *anchors, struct anchor *a)
{
    struct text_token token = text_next_token(lexer);

    *a = (struct anchor){.kind = ANCHOR_START};
    if (!token_is(token, "start")) {
        a->kind = ANCHOR_EVENT;
        if (!read_nth(lexer, token, &a->nth) ||
            !read_event(lexer, false, &a->event, &a->operation)) {
            return false;
        }
    }
    return read_rest(lexer, anchors, a);
}
