#include "scenario/anchor.h"

#include <ctype.h>
#include <string.h>

#include "runtime/event.h"

static const uint8_t mark[4] = {'@', 'a', 'n', 'c'};
enum { HEAD_SIZE = sizeof mark + 3, RECORD_SIZE = 11 };

/* A name of C's, so that it is one word of the text form and no control byte of a file's reaches a
 * terminal. */
static bool is_name(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name[i];

        if (c >= 0x80 || (!isalnum(c) && c != '_')) {
            return false;
        }
    }
    return length > 0;
}

unsigned anchors_function(struct anchors *anchors, const char *name, size_t length)
{
    length = length < ANCHOR_FUNCTION_SIZE ? length : ANCHOR_FUNCTION_SIZE - 1;
    for (unsigned i = 0; i < anchors->n_functions; i++) {
        if (strlen(anchors->functions[i]) == length &&
            !memcmp(anchors->functions[i], name, length)) {
            return i + 1;
        }
    }
    if (anchors->n_functions == ANCHOR_MAX_FUNCTIONS || !is_name(name, length)) {
        return 0;
    }
    memcpy(anchors->functions[anchors->n_functions], name, length);
    anchors->functions[anchors->n_functions][length] = '\0';
    return ++anchors->n_functions;
}

const char *anchor_function(const struct anchors *anchors, const struct anchor *a)
{
    return a->function ? anchors->functions[a->function - 1] : "";
}

bool anchor_is_landmark(unsigned event_kind)
{
    return event_kind >= EVENT_CLIENT;
}

bool anchor_same(const struct anchors *of_a, const struct anchor *a, const struct anchors *of_b,
                 const struct anchor *b)
{
    return a->kind == b->kind && a->event == b->event && a->operation == b->operation &&
           a->landmark == b->landmark && a->nth == b->nth && a->landmark_nth == b->landmark_nth &&
           a->more == b->more && !strcmp(anchor_function(of_a, a), anchor_function(of_b, b));
}

size_t anchors_size(const struct anchors *anchors)
{
    size_t size = HEAD_SIZE + (size_t)RECORD_SIZE * anchors->n;

    for (unsigned i = 0; i < anchors->n_functions; i++) {
        size += strlen(anchors->functions[i]) + 1;
    }
    return anchors->n ? size : 0;
}

static uint8_t *put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    return at + 2;
}

size_t anchors_encode(const struct anchors *anchors, uint8_t *data)
{
    uint8_t *at = data;

    if (!anchors->n) {
        return 0;
    }
    memcpy(at, mark, sizeof mark);
    at = put16(at + sizeof mark, anchors->n);
    *at++ = anchors->n_functions;
    for (unsigned i = 0; i < anchors->n; i++) {
        const struct anchor *a = &anchors->list[i];

        *at++ = a->kind;
        *at++ = a->event;
        *at++ = a->operation;
        *at++ = a->landmark;
        *at++ = a->function;
        at = put16(put16(put16(at, a->nth), a->landmark_nth), a->more);
    }
    for (unsigned i = 0; i < anchors->n_functions; i++) {
        size_t length = strlen(anchors->functions[i]) + 1;

        memcpy(at, anchors->functions[i], length);
        at += length;
    }
    return (size_t)(at - data);
}

static unsigned get16(const uint8_t *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

/* Whether there is a word for a kind of event. */
static bool has_word(unsigned event)
{
    return event != EVENT_NONE && event < EVENT_KINDS && strcmp(event_kind_name(event), "?") != 0;
}

static bool is_legal_landmark(const struct anchor *a)
{
    if (!a->landmark) {
        return a->landmark_nth == 0;
    }
    return anchor_is_landmark(a->landmark) && has_word(a->landmark) && a->landmark_nth > 0 &&
           !anchor_is_landmark(a->event);
}

/* Whether it is an anchor that the text form can say as well. */
static bool is_legal(const struct anchor *a)
{
    bool accesses = a->event == EVENT_ATOMIC || a->event == EVENT_MEMORY;

    if (a->kind == ANCHOR_EVENT) {
        return a->nth > 0 && has_word(a->event) && a->operation < (accesses ? 4 : 1) &&
               is_legal_landmark(a);
    }
    return a->kind <= ANCHOR_START && !a->event && !a->operation && !a->landmark && !a->function &&
           !a->nth && !a->landmark_nth && (a->kind == ANCHOR_START || !a->more);
}

/* Functions are numbered in the order of their first use, as reading the text numbers them. */
static bool is_next_function(unsigned function, unsigned *n_used)
{
    if (function > *n_used) {
        (*n_used)++;
    }
    return function <= *n_used;
}

static bool decode(struct anchors *anchors, const uint8_t *data, size_t size, size_t n)
{
    const uint8_t *at = data + HEAD_SIZE, *end = data + size;
    unsigned n_functions, n_anchors, n_used = 0;

    if (size < HEAD_SIZE || memcmp(data, mark, sizeof mark) != 0) {
        return false;
    }
    n_anchors = get16(data + sizeof mark);
    n_functions = data[HEAD_SIZE - 1];
    if (n_anchors == 0 || n_anchors > SCENARIO_MAX_ANCHORS || n_anchors > n ||
        n_functions > ANCHOR_MAX_FUNCTIONS ||
        (size_t)(end - at) < (size_t)RECORD_SIZE * n_anchors) {
        return false;
    }
    for (unsigned i = 0; i < n_anchors; i++, at += RECORD_SIZE) {
        struct anchor *a = &anchors->list[i];

        *a = (struct anchor){at[0],
                             at[1],
                             at[2],
                             at[3],
                             at[4],
                             (uint16_t)get16(at + 5),
                             (uint16_t)get16(at + 7),
                             (uint16_t)get16(at + 9)};
        if (!is_legal(a) || !is_next_function(a->function, &n_used)) {
            return false;
        }
    }
    if (n_used != n_functions || anchors->list[n_anchors - 1].kind == ANCHOR_NONE) {
        return false;
    }
    for (unsigned i = 0; i < n_functions; i++) {
        const uint8_t *zero = memchr(at, '\0', (size_t)(end - at));

        if (!zero || zero - at >= ANCHOR_FUNCTION_SIZE ||
            anchors_function(anchors, (const char *)at, (size_t)(zero - at)) != i + 1) {
            return false;
        }
        at = zero + 1;
    }
    anchors->n = (uint16_t)n_anchors;
    return true;
}

void anchors_decode(struct anchors *anchors, const uint8_t *data, size_t size, size_t n)
{
    anchors->n = anchors->n_functions = 0;
    if (!decode(anchors, data, size, n)) {
        anchors->n = anchors->n_functions = 0;
    }
}
