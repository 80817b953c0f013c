/*
 * What the tag of a finding means: "ONCE", "LOCK", "ASAN", ... One table for everything that names
 * tags to people: the head of a finding, `ukeyfuzz explain`, `ukeyfuzz help TAG` and reports.
 */
#ifndef REPORT_TAGS_H
#define REPORT_TAGS_H 1

#include <stddef.h>

struct tag {
    const char *name; /* In capitals. */
    const char *line; /* What must hold, in one line of at most 72 columns, without a full stop. */
    const char *text; /* A paragraph: what is checked, and where to look. Lines of at most 78
                       * columns, each ended by a newline. */
};

/* All tags: first the invariants of the cache, then those of the runtime, then the ways in which a
 * process can die. Static. */
const struct tag *tags_all(size_t *n);

/* The tag of that name, in whatever case; NULL if there is none. */
const struct tag *tag_find(const char *name);

#endif /* tags.h */
