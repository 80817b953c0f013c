#include "program/timeline/choices.h"

#include <string.h>

#include "program/timeline/trace.h"

enum { BITS_MAX = 32, TRIES_PER_CHOICE = 64, PARTS_MAX = 8 };

/* What an actor does in a choice. */
struct part {
    unsigned actor;
    uint32_t first_point, last_point;
};

/* A choice of the last trace. Each bit of what is drawn is 1 if the chooser gives way to the second of
 * two actors right after it has created that. */
struct choice {
    unsigned chooser, n, value;
    unsigned n_parts, n_bits;
    struct part parts[PARTS_MAX];     /* The chooser's, and those of the actors that it creates. */
    struct preemption ones[BITS_MAX]; /* The highest bit first. */
};

static void add_to_part(struct choice *c, const struct event *e)
{
    unsigned i = 0;

    while (i < c->n_parts && c->parts[i].actor != e->actor) {
        i++;
    }
    if (i == c->n_parts && i < PARTS_MAX) {
        c->parts[c->n_parts++] = (struct part){e->actor, e->point, e->point};
    }
    if (i < c->n_parts) {
        c->parts[i].last_point = e->point;
    }
}

/* Reads the choice that begins at step `i`. False if it was not made, or what is said of it cannot be. */
static bool read_choice(const struct trace *t, size_t i, struct choice *c)
{
    unsigned created = 0;

    *c = (struct choice){.chooser = trace_step(t, i)->chooser};
    for (; i < trace_n_steps(t); i++) {
        const struct trace_step *s = trace_step(t, i);
        const struct event *e = &s->event;

        if (!s->choice || s->chooser != c->chooser) {
            continue;
        }
        add_to_part(c, e);
        if (e->actor != c->chooser) {
            continue;
        }
        if (e->kind == EVENT_ACTOR_CREATE && created++ % 2 && c->n_bits < BITS_MAX) {
            struct preemption *one = &c->ones[c->n_bits++];

            one->actor = (typeof(one->actor))e->actor;
            one->point = e->point + 1;
            one->target = (typeof(one->target))e->object;
        }
        if (s->choice == CHOICE_MADE) {
            c->n = s->size;
            c->value = (unsigned)s->value;
            return c->value < c->n;
        }
    }
    return false;
}

static bool decides(const struct choice *c, const struct preemption *p)
{
    for (unsigned i = 0; i < c->n_parts; i++) {
        const struct part *part = &c->parts[i];

        if (p->actor == part->actor && p->point >= part->first_point &&
            p->point <= part->last_point) {
            return true;
        }
    }
    return false;
}

/* The schedule with another value chosen. False if it would have too many preemptions. */
static bool set_value(struct schedule *s, const struct choice *c, unsigned value)
{
    uint64_t drawn = (((uint64_t)value << c->n_bits) + c->n - 1) / c->n;
    size_t n = 0;

    for (size_t i = 0; i < s->n_preemptions; i++) {
        if (!decides(c, &s->preemptions[i])) {
            s->preemptions[n++] = s->preemptions[i];
        }
    }
    s->n_preemptions = n;
    if (n + c->n_bits > SUBJECT_PREEMPTIONS) {
        return false;
    }
    for (unsigned bit = 0; bit < c->n_bits; bit++) {
        if (drawn >> (c->n_bits - 1 - bit) & 1) {
            s->preemptions[s->n_preemptions++] = c->ones[bit];
        }
    }
    return true;
}

static bool fails(struct schedule *s)
{
    const struct trace *t = trace_make(&s->settings, s->preemptions, s->n_preemptions, false);

    return t && failure_is(&t->result, s->signature);
}

/* Takes what the execution itself has recorded: the same, in the order of time. */
static void take_recorded(struct schedule *s)
{
    const struct subject_result *result = &trace_last()->result;

    if (result->n_preemptions <= s->n_preemptions) {
        s->n_preemptions = result->n_preemptions;
        memcpy(s->preemptions, result->preemptions, s->n_preemptions * sizeof *s->preemptions);
    }
}

/* Tries the values from `least` to the one that is chosen now. */
static unsigned lower(struct schedule *s, const struct choice *c, unsigned least,
                      const volatile bool *stop)
{
    static struct schedule candidate;
    unsigned n_tries = 0;

    for (unsigned value = least; value <= c->value && n_tries < TRIES_PER_CHOICE && !*stop;
         value++) {
        candidate = *s;
        n_tries++;
        if (set_value(&candidate, c, value) && fails(&candidate)) {
            take_recorded(&candidate);
            *s = candidate;
            break;
        }
    }
    return n_tries;
}

static unsigned lower_all(struct schedule *s, bool to_itself, const volatile bool *stop)
{
    unsigned n_tries = 0;

    for (size_t i = 0; i < trace_n_steps(trace_last()); i++) {
        struct choice c;

        if (trace_step(trace_last(), i)->choice == CHOICE_BEGINS &&
            read_choice(trace_last(), i, &c) && c.value) {
            n_tries += 1 + lower(s, &c, to_itself ? c.value : 0, stop);
            if (!fails(s)) {
                break;
            }
        }
    }
    return n_tries;
}

/* At first each choice is made in the way in which others are tried: a value may have come by
 * preemptions of the actors that the choice creates, which the next choice moves. */
unsigned choices_lower(struct schedule *s, const volatile bool *stop)
{
    unsigned n_tries = lower_all(s, true, stop);

    return n_tries + lower_all(s, false, stop);
}

unsigned choices_made(void)
{
    unsigned n = 0;

    for (size_t i = 0; i < trace_n_steps(trace_last()); i++) {
        n += trace_step(trace_last(), i)->choice == CHOICE_MADE;
    }
    return n;
}

size_t choices_preemptions(const struct schedule *s)
{
    size_t n = 0;

    for (size_t i = 0; i < trace_n_steps(trace_last()); i++) {
        struct choice c;

        if (trace_step(trace_last(), i)->choice != CHOICE_BEGINS ||
            !read_choice(trace_last(), i, &c)) {
            continue;
        }
        for (size_t j = 0; j < s->n_preemptions; j++) {
            n += decides(&c, &s->preemptions[j]);
        }
    }
    return n;
}
