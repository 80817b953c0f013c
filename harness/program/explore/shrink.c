#include "program/explore/shrink.h"

#include <string.h>
#include <time.h>

#include "program/explore/failure.h"

struct search {
    const struct subject_settings *settings;
    const char *signature;
    struct subject_result *shared;
    const volatile bool *stop;
    time_t end; /* By the clock, in seconds. */
    unsigned n_tries;
};

enum { TRIES_MAX = 3000, PAIRS_MAX = 16 };

static bool fails(struct search *s, const struct preemption *list, size_t n)
{
    if (*s->stop || s->n_tries >= TRIES_MAX || time(NULL) >= s->end) {
        return false;
    }
    s->n_tries++;
    return subject_replay(s->settings, list, n, false, NULL, NULL, s->shared) &&
           failure_is(s->shared, s->signature);
}

/* Without the entries from `at` on, `count` of them. */
static size_t without(struct preemption *to, const struct preemption *list, size_t n, size_t at,
                      size_t count)
{
    memmove(to, list, at * sizeof *to);
    memmove(to + at, list + at + count, (n - at - count) * sizeof *to);
    return n - count;
}

/* Takes what the failing execution itself recorded, if that is shorter: entries that did nothing
 * are not in it. */
static void take_recorded(struct search *s, struct preemption *list, size_t *n)
{
    size_t recorded = s->shared->n_preemptions;

    if (recorded < *n) {
        memcpy(list, s->shared->preemptions, recorded * sizeof *list);
        *n = recorded;
    }
}

/* Delta debugging: leaves out pieces, large ones first. */
static void leave_out(struct search *s, struct preemption *list, size_t *n)
{
    static struct preemption candidate[SUBJECT_PREEMPTIONS];

    for (size_t piece = (*n + 1) / 2; piece > 0; piece = piece > 1 ? (piece + 1) / 2 : 0) {
        bool again = true;

        while (again) {
            again = false;
            /* From behind: what comes late depends on what comes early. */
            for (size_t end = *n; end > 0;) {
                size_t at = end > piece ? end - piece : 0;
                size_t left = without(candidate, list, *n, at, end - at);

                if (fails(s, candidate, left)) {
                    memcpy(list, candidate, left * sizeof *list);
                    *n = left;
                    take_recorded(s, list, n);
                    again = piece == 1;
                    end = at < *n ? at : *n;
                } else {
                    end = at;
                }
            }
        }
        if (piece == 1) {
            break;
        }
    }
}

/* Of a short list, pairs as well: one entry may be there only to undo another. */
static bool leave_out_pair(struct search *s, struct preemption *list, size_t *n)
{
    struct preemption candidate[PAIRS_MAX];

    for (size_t i = 0; *n <= PAIRS_MAX && i < *n; i++) {
        for (size_t j = i + 1; j < *n; j++) {
            size_t left = without(candidate, list, *n, j, 1);

            left = without(candidate, candidate, left, i, 1);
            if (fails(s, candidate, left)) {
                memcpy(list, candidate, left * sizeof *list);
                *n = left;
                return true;
            }
        }
    }
    return false;
}

unsigned shrink(const struct subject_settings *settings, const char *signature,
                struct preemption *list, size_t *n, struct subject_result *shared,
                const volatile bool *stop, unsigned seconds)
{
    struct search s = {settings, signature, shared, stop, time(NULL) + seconds, 0};

    if (fails(&s, list, 0)) {
        *n = 0;
    } else {
        do {
            leave_out(&s, list, n);
        } while (leave_out_pair(&s, list, n));
    }
    return s.n_tries;
}
