/*
 * What the files of ONCE share.
 */
#ifndef CHECK_ONCE_H
#define CHECK_ONCE_H 1

#include "stress/slot.h"

/* A rule that is broken, and why it is. */
struct broken {
    const char *rule, *why;
};
#define BROKEN(RULE, WHY) ((struct broken){RULE, WHY})
#define NOTHING           BROKEN(NULL, NULL)

/* Whether hits since then are excused, as the flow could not be translated, and the cache said so. */
bool once_is_untranslatable(const struct slot *, uint32_t since);

#endif /* once.h */
