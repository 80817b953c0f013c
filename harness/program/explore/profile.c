#include "program/explore/profile.h"

#include <string.h>

/* What is counted now. */
static struct profile counted;
static struct strategy *behind;

static void increment(uint16_t *count)
{
    if (*count < UINT16_MAX) {
        ++*count;
    }
}

/* Where each object is in the profile, by a hash of it; 0: free, else the index + 1. */
enum { BUCKETS = 4 * PROFILE_OBJECTS };
static uint16_t buckets[BUCKETS];
static bool written[PROFILE_OBJECTS];

/* The index of an object in what is counted; PROFILE_OBJECTS if there is no room for it. */
static unsigned find_counted(uint64_t object)
{
    uint64_t at = (object * UINT64_C(0x9e3779b97f4a7c15) >> 40) % BUCKETS;

    for (;; at = (at + 1) % BUCKETS) {
        unsigned i = buckets[at];

        if (i && counted.objects[i - 1] == object) {
            return i - 1;
        }
        if (!i) {
            break;
        }
    }
    if (counted.n_objects == PROFILE_OBJECTS) {
        return PROFILE_OBJECTS;
    }
    counted.objects[counted.n_objects++] = object;
    buckets[at] = (uint16_t)counted.n_objects;
    return counted.n_objects - 1;
}

static unsigned find_object(struct profile *p, uint64_t object)
{
    unsigned i = 0;

    while (i < p->n_objects && p->objects[i] != object) {
        i++;
    }
    if (i == p->n_objects && i < PROFILE_OBJECTS) {
        p->objects[p->n_objects++] = object;
    }
    return i;
}

static void count(unsigned actor)
{
    pending_operation operation = actor_pending(actor);
    unsigned class = pending_class_of(operation);

    counted.n_actors = actor >= counted.n_actors ? actor + 1 : counted.n_actors;
    increment(&counted.estimates[class][actor]);
    increment(&counted.estimates[PROFILE_ALL][actor]);
    if (class != PENDING_NOTHING) {
        unsigned i = find_counted(pending_object(operation));

        if (i < PROFILE_OBJECTS) {
            written[i] |= pending_object(operation) == operation;
            increment(&counted.object_estimates[i][actor]);
        }
    }
}

static struct strategy_choice choose(struct strategy *self, const struct strategy_view *view)
{
    struct strategy_choice choice = behind->choose(behind, view);

    choice.quiet = 0;
    if (view->reason != REASON_BLOCK || choice.next != view->current) {
        count(choice.next);
    }
    return choice;
}

static void begin(struct strategy *self)
{
    if (behind->begin) {
        behind->begin(behind);
    }
}

struct strategy *profile_begin(struct strategy *strategy)
{
    static struct strategy counter = {.name = "profile", .begin = begin, .choose = choose};

    behind = strategy;
    memset(&counted, 0, sizeof counted);
    memset(buckets, 0, sizeof buckets);
    memset(written, 0, sizeof written);
    return &counter;
}

static void take_larger(uint16_t *to, const uint16_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i] > to[i] ? from[i] : to[i];
    }
}

static bool is_shared(const uint16_t *estimates)
{
    unsigned n = 0;

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        n += estimates[i] > 0;
    }
    return n > 1;
}

void profile_end(struct profile *p, uint32_t n_points, bool stacks_are_shared)
{
    p->n_executions++;
    p->length = n_points > p->length ? n_points : p->length;
    p->n_actors = counted.n_actors > p->n_actors ? counted.n_actors : p->n_actors;
    p->stacks_are_shared |= stacks_are_shared;
    take_larger(&p->estimates[0][0], &counted.estimates[0][0],
                sizeof p->estimates / sizeof p->estimates[0][0]);
    for (unsigned i = 0; i < counted.n_objects; i++) {
        bool matters = written[i] && is_shared(counted.object_estimates[i]);
        unsigned j = matters ? find_object(p, counted.objects[i]) : PROFILE_OBJECTS;

        if (j < PROFILE_OBJECTS) {
            take_larger(p->object_estimates[j], counted.object_estimates[i], RUNTIME_MAX_ACTORS);
        }
    }
}
