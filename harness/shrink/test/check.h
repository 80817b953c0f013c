/*
 * What the tests of the shrinker have in common: a scenario that is shrunk in place.
 */
#ifndef SCENARIO_TEST_SHRINK_CHECK_H
#define SCENARIO_TEST_SHRINK_CHECK_H 1

#include "scenario/test/expect.h"
#include "shrink/shrink.h"

enum { MANY_QUESTIONS = 1000000 };

static struct scenario s;
static uint32_t n_questions; /* That the last run has asked. */

/* Shrinks `s` as far as the predicate allows. */
static inline enum shrink_end run(enum shrink_answer (*ask)(void *, const struct scenario *,
                                                            struct shrink_observation *),
                                  void *aux)
{
    const struct shrink_predicate predicate = {ask, NULL, aux, MANY_QUESTIONS};

    return shrink(&s, &predicate, &n_questions);
}

#endif /* check.h */
