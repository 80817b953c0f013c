/*
 * What a report asks of the kind of program that it tells of. The pages and traces of format/ know a
 * timeline and this, and no more: the cache answers in format/cache_subject.c, any program that
 * `ukeyfuzz cc` has built in program/timeline/report.c.
 */
#ifndef REPORT_SUBJECT_H
#define REPORT_SUBJECT_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/json.h"

struct timeline;
struct timeline_loop;

enum { SUBJECT_TEXT_MAX = 256 };

/* Steps that begin and end a slice of an actor's track, beside locks. */
struct subject_slice {
    unsigned begin, end; /* Kinds of events. */
    bool is_alone;       /* An actor has one at a time, whatever object its events name. */
};

/* What a trace plots, in packets. */
struct subject_counter {
    const char *name;
    unsigned (*value)(const struct timeline *, size_t step);
};

struct report_subject {
    const char *violated; /* The verdict on what is not clean. */

    /* Write text, at most `size` bytes with the zero at its end. */
    void (*describe)(const struct timeline *, size_t step, char *text, size_t size);
    void (*message)(const struct timeline *, char *text, size_t size);
    void (*actor)(const struct timeline *, unsigned actor, char *text, size_t size);
    /* NULL: no loops are looked for. */
    void (*describe_loop)(const struct timeline *, const struct timeline_loop *, char *text,
                          size_t size);

    /* Write members of JSON beside those that every subject has (format/json.h): of the document,
     * of a step, and the elements of "objects". */
    void (*write_document)(struct json *, const struct timeline *);
    void (*write_step)(struct json *, const struct timeline *, size_t step);
    void (*write_objects)(struct json *, const struct timeline *);
    /* Writes the elements of "ledgers" (format/html.h). NULL: there are none. */
    void (*write_ledgers)(struct json *, const struct timeline *);

    unsigned n_slices, n_counters;
    const struct subject_slice *slices;
    const struct subject_counter *counters;
};

/* The cache. */
extern const struct report_subject cache_subject;

/* Writes an element of "objects": a lock or the like, and where it was made or first used. */
void subject_write_object(struct json *, const struct timeline *, const char *kind, uint64_t number,
                          const char *name, const char *origin);

#endif /* subject.h */
