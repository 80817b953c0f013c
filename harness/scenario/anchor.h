/*
 * Anchors: what a preemption means, beside the number of its point. A point's number changes with
 * every lock, load or store that the cache gains before it; an anchor says which event of the
 * actor's the preemption follows, and stays right. In the text form:
 *
 *     preempt handler-0 at 27 after 2nd mutex-unlock in install since 1st put-commit to main
 *
 * "When handler-0 has unlocked a mutex in install() for the second time since it saw the datapath
 * commit a put for the first time, it gives way to main." What comes after `since`, a *landmark*,
 * is an event of the model's, of which a change of the cache that does nothing makes neither more
 * nor fewer. Landmarks are counted from the actor's beginning; other events since the last
 * landmark, whatever it was. A landmark can be the event itself: `after 3rd dump-record`. `after
 * start` is before the actor's first event. `plus 2` is two points later, where they have no
 * events.
 *
 * Lines and addresses have no part in it. An anchor is looked up by the tools (search/resolve.h)
 * and never during an execution, which goes by the point.
 */
#ifndef SCENARIO_ANCHOR_H
#define SCENARIO_ANCHOR_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    SCENARIO_MAX_ANCHORS = 512, /* Preemptions beyond have none. */
    ANCHOR_MAX_FUNCTIONS = 64,
    ANCHOR_FUNCTION_SIZE = 48, /* With the zero at its end; longer names are cut off. */
};

enum anchor_kind { ANCHOR_NONE, ANCHOR_START, ANCHOR_EVENT };

struct anchor {
    uint8_t kind;          /* enum anchor_kind. */
    uint8_t event;         /* enum event_kind or the model's: what the actor has done. */
    uint8_t operation;     /* Of an atomic operation or an access to memory: its value 0. */
    uint8_t landmark;      /* A kind of the model's; EVENT_NONE: there has been none. */
    uint8_t function;      /* Where it stood: 1 + index among the functions; 0: not known. */
    uint16_t nth;          /* From 1. */
    uint16_t landmark_nth; /* From 1. */
    uint16_t more;         /* Points without an event of their own since. */
};

/* Those of a scenario: anchor i is that of preemption i. */
struct anchors {
    uint16_t n;
    uint8_t n_functions;
    struct anchor list[SCENARIO_MAX_ANCHORS];
    char functions[ANCHOR_MAX_FUNCTIONS][ANCHOR_FUNCTION_SIZE];
};

/* The number of a function, for anchor.function, which is added if it is not there yet; 0 if there
 * is no room, or the name is none of C's. */
unsigned anchors_function(struct anchors *, const char *name, size_t length);

/* The name of an anchor's function; "" if that is not known. */
const char *anchor_function(const struct anchors *, const struct anchor *);

/* The kinds of events that are landmarks. */
bool anchor_is_landmark(unsigned event_kind);

/* Whether two anchors, each of a scenario of its own, say the same. */
bool anchor_same(const struct anchors *, const struct anchor *, const struct anchors *,
                 const struct anchor *);

/* Writes "after 2nd mutex-unlock in ...". Not of ANCHOR_NONE. */
void anchor_write(FILE *, const struct anchors *, const struct anchor *);

/* Reads what comes after the word "after". False, after text_fail(), if it is none. */
struct text_lexer;
bool anchor_read(struct text_lexer *, struct anchors *, struct anchor *);

/* In the binary form the anchors follow the rest, in a section that begins with a mark. Readers
 * that do not know it ignore it. */
enum {
    ANCHORS_MAX_SIZE = 8 + 11 * SCENARIO_MAX_ANCHORS + ANCHOR_MAX_FUNCTIONS * ANCHOR_FUNCTION_SIZE
};
size_t anchors_size(const struct anchors *);                  /* 0 if there are none. */
size_t anchors_encode(const struct anchors *, uint8_t *data); /* Returns the size. */
/* Reads them for a list of `n` preemptions; none if they are not as anchors_encode() writes them.
 */
void anchors_decode(struct anchors *, const uint8_t *data, size_t size, size_t n);

#endif /* anchor.h */
