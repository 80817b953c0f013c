/*
 * The loops that a livelock ends in: of each actor, how many of its steps it does again and again.
 * One round of each shows all of them.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"
#include "support/printable.h"

enum {
    LEAST_ROUNDS = 3, /* Fewer are no loop. */
    LONGEST = 4096,   /* Steps of one round; no longer loop is looked for. */
};

/* The steps of one actor, without those in which others are run and time passes. */
struct track {
    const struct recording *recording;
    size_t n, *steps;
};

static bool is_of_track(const struct event *e, unsigned actor)
{
    return e->actor == actor && e->kind != EVENT_SWITCH && e->kind != EVENT_TIME &&
           e->kind != EVENT_VIOLATION;
}

static void take_track(struct track *track, unsigned actor)
{
    track->n = 0;
    for (size_t i = 0; i < track->recording->n_events; i++) {
        if (is_of_track(&track->recording->events[i], actor)) {
            track->steps[track->n++] = i;
        }
    }
}

static bool same_place(const uint32_t *a, const uint32_t *b)
{
    unsigned i = 0;

    while (i < RECORDING_MAX_FRAMES - 1 && a[i] && a[i] == b[i]) {
        i++;
    }
    return a[i] == b[i];
}

/* Whether two steps of a track do the same in the same place. */
static bool same(const struct track *track, size_t i, size_t j)
{
    const struct recording *r = track->recording;
    const struct event *a = &r->events[track->steps[i]], *b = &r->events[track->steps[j]];

    return a->kind == b->kind && a->object == b->object &&
           same_place(r->frames[track->steps[i]], r->frames[track->steps[j]]);
}

/* How many steps before the first `end` are the same as those one round earlier. */
static size_t count_same(const struct track *track, size_t end, size_t period)
{
    size_t n = 0;

    while (n + period < end && same(track, end - 1 - n, end - 1 - n - period)) {
        n++;
    }
    return n;
}

/* The shortest round that the track ends in; 0: it ends in none. */
static size_t find_period(const struct track *track)
{
    for (size_t period = 1; period <= LONGEST && period <= track->n / LEAST_ROUNDS; period++) {
        if (count_same(track, track->n, period) >= (LEAST_ROUNDS - 1) * period) {
            return period;
        }
    }
    return 0;
}

/* Whether the round before `end` is the track's last one, begun at any of its steps. */
static bool is_last_round(const struct track *track, size_t end, size_t period)
{
    for (size_t shift = 0; shift < period; shift++) {
        size_t i = 0;

        while (i < period &&
               same(track, end - period + i, track->n - period + (i + shift) % period)) {
            i++;
        }
        if (i == period) {
            return true;
        }
    }
    return false;
}

/* Where the rounds begin that end the track. Where the recording leaves something out, or a round
 * is cut short, the same rounds go on before it. */
static size_t find_begin(const struct track *track, size_t period)
{
    size_t begin = track->n - period - count_same(track, track->n, period), skipped = 0;

    while (skipped <= 2 * period && begin >= skipped + LEAST_ROUNDS * period) {
        size_t end = begin - skipped;

        if (count_same(track, end, period) >= (LEAST_ROUNDS - 1) * period &&
            is_last_round(track, end, period)) {
            begin = end - period - count_same(track, end, period);
            skipped = 0;
        } else {
            skipped++;
        }
    }
    return begin;
}

/* Who holds the lock that the actor is refused in its loop. */
static void find_holder(const struct timeline *t, const struct track *track,
                        struct timeline_loop *loop)
{
    uint8_t holders[FOLLOWED_LOCKS] = {0}, *holder;

    for (size_t i = track->n - loop->period; i < track->n; i++) {
        const struct event *e = &t->recording->events[track->steps[i]];

        if (e->kind == EVENT_MUTEX_TRYLOCK_BUSY || e->kind == EVENT_RWLOCK_BUSY ||
            e->kind == EVENT_SPIN_BUSY) {
            loop->lock = e->object;
        }
    }
    holder = &holders[loop->lock % FOLLOWED_LOCKS];
    for (size_t i = 0; loop->lock && i < t->n_steps; i++) {
        uint8_t before = *holder;

        timeline_follow_lock(holders, &t->recording->events[i]);
        loop->taken = *holder != before ? i : loop->taken;
    }
    if (*holder) {
        loop->holder = *holder - 1;
    }
}

static void add_loop(struct timeline *t, const struct track *track, unsigned actor)
{
    size_t period = find_period(track), begin = period ? find_begin(track, period) : 0;
    struct timeline_loop *loop = &t->loops[t->n_loops];

    if (period) {
        *loop = (struct timeline_loop){.actor = actor,
                                       .period = period,
                                       .n_rounds = (track->n - begin) / period,
                                       .first = track->steps[begin],
                                       .second = track->steps[begin + period],
                                       .last = track->steps[track->n - 1],
                                       .holder = RUNTIME_MAX_ACTORS};
        find_holder(t, track, loop);
        t->n_loops++;
    }
}

/* Who has ended, or has come to wait for ever, before the longest loop began, only once had one. */
static void drop_old_loops(struct timeline *t)
{
    size_t most = 0, begin = 0;
    unsigned n = 0;

    for (unsigned i = 0; i < t->n_loops; i++) {
        if (t->loops[i].period * t->loops[i].n_rounds > most) {
            most = t->loops[i].period * t->loops[i].n_rounds;
            begin = t->loops[i].first;
        }
    }
    for (unsigned i = 0; i < t->n_loops; i++) {
        if (t->loops[i].last > begin) {
            t->loops[n++] = t->loops[i];
        }
    }
    t->n_loops = n;
}

static void mark_repeats(struct timeline *t)
{
    for (unsigned i = 0; i < t->n_loops; i++) {
        for (size_t j = t->loops[i].second; j < t->n_steps; j++) {
            if (t->steps[j].actor == t->loops[i].actor &&
                t->recording->events[j].kind != EVENT_VIOLATION) {
                t->steps[j].repeats = true;
            }
        }
    }
}

bool timeline_find_loops(struct timeline *t)
{
    struct track track = {.recording = t->recording};

    if (!timeline_is_livelock(t->recording)) {
        return true;
    }
    track.steps = malloc((t->n_steps + 1) * sizeof *track.steps);
    if (!track.steps) {
        return false;
    }
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        take_track(&track, actor);
        add_loop(t, &track, actor);
    }
    free(track.steps);
    drop_old_loops(t);
    mark_repeats(t);
    return true;
}

void timeline_loop_text(const struct timeline *t, const struct timeline_loop *loop, char *text,
                        size_t size)
{
    const struct recording *r = t->recording;
    const struct report_object *lock = report_object(t->objects, OBJECT_LOCK, loop->lock);
    int n = snprintf(text, size, "a loop: %s repeats %zu step%s from step %zu on, %s%zu times",
                     r->names[loop->actor], loop->period, plural(loop->period), loop->first,
                     r->truncated ? "at least " : "", loop->n_rounds);

    if (n > 0 && (size_t)n < size && lock && loop->holder < RUNTIME_MAX_ACTORS) {
        snprintf(text + n, size - (size_t)n, "; it waits for %s, which holds %s",
                 loop->holder == loop->actor ? "itself" : r->names[loop->holder], lock->name);
    }
}
