#include "search/search.h"

#include <time.h>

#include "support/random.h"

enum {
    /* How far a preemption is moved by itself, together with another one, and by lot. */
    RADIUS = 64,
    RADIUS_OF_PAIRS = 6,
    RADIUS_BY_LOT = 24,
    /* As many are moved at once by lot. */
    MOVED_BY_LOT = 4,
    /* For so many points more does a preempted actor stay so. */
    REPEATS = 16,
    /* The strategies in which orders are drawn take turns; each gap between two switches as well. */
    DEEPEST = 4,
    LARGEST_GAP = 32,
};

struct state {
    const struct scenario *from;
    const struct resolution *resolution;
    struct search *search;
    struct scenario candidate;
    time_t deadline;
    bool found;
};

static bool is_over(const struct state *state)
{
    const struct search *search = state->search;

    return state->found || search->error || search->n_executions >= search->max_executions ||
           time(NULL) >= state->deadline;
}

/* Executes the candidate. Returns true when there is nothing more to try. */
static bool try(struct state *state)
{
    static struct candidate_result result;
    struct search *search = state->search;

    if (is_over(state)) {
        return true;
    }
    search->error = candidates_execute(&state->candidate, &result, NULL);
    search->n_executions++;
    state->found = !search->error && search->shows(search->aux, &result);
    return is_over(state);
}

/* Puts the preemptions back to where they were. */
static void restore(struct state *state)
{
    state->candidate.n_preemptions = state->from->n_preemptions;
    for (unsigned i = 0; i < state->from->n_preemptions; i++) {
        state->candidate.preemptions[i] = state->from->preemptions[i];
    }
}

/* Moves preemption `i` by `by` points. False if there is no such point. */
static bool move(struct state *state, unsigned i, int by)
{
    int64_t point = (int64_t)state->from->preemptions[i].point + by;

    if (point < 1 || point > UINT16_MAX) {
        return false;
    }
    state->candidate.preemptions[i].point = (uint32_t)point;
    return true;
}

static void leave_out(struct scenario *s, unsigned i)
{
    s->n_preemptions--;
    for (; i < s->n_preemptions; i++) {
        s->preemptions[i] = s->preemptions[i + 1];
    }
}

/* Without each one, and without any. */
static bool try_fewer(struct state *state)
{
    bool over = false;

    for (unsigned i = 0; i < state->from->n_preemptions && !over; i++) {
        restore(state);
        leave_out(&state->candidate, i);
        over = try(state);
    }
    if (!over) {
        state->candidate.n_preemptions = 0;
        over = try(state);
    }
    return over;
}

/* Where the anchor of each may mean as well. */
static bool try_others(struct state *state)
{
    for (unsigned rank = 0; rank < RESOLVED_OTHERS; rank++) {
        for (unsigned i = 0; i < state->from->anchors.n; i++) {
            if (rank < state->resolution->n_others[i]) {
                restore(state);
                state->candidate.preemptions[i].point = state->resolution->others[i][rank];
                if (try(state)) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Each by itself, the nearest points first. */
static bool try_single(struct state *state)
{
    for (int by = 1; by <= RADIUS; by++) {
        for (unsigned i = 0; i < state->from->n_preemptions; i++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                restore(state);
                if (move(state, i, sign * by) && try(state)) {
                    return true;
                }
            }
        }
    }
    return false;
}

static bool try_pair(struct state *state, unsigned i, unsigned j, int by)
{
    for (int other = -by; other <= by; other++) {
        for (unsigned k = 0; k < 4; k++) {
            int edge = k & 1 ? by : -by;

            restore(state);
            /* The further of the two is `by` points away, so that no pair comes twice. */
            if (move(state, i, k & 2 ? edge : other) && move(state, j, k & 2 ? other : edge) &&
                try(state)) {
                return true;
            }
        }
    }
    return false;
}

static bool try_pairs(struct state *state)
{
    for (int by = 1; by <= RADIUS_OF_PAIRS; by++) {
        for (unsigned i = 0; i < state->from->n_preemptions; i++) {
            for (unsigned j = 0; j < i; j++) {
                if (try_pair(state, i, j, by)) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Preemption `i`, and at the next `n` points of its actor again. False if there is no room. */
static bool repeat(struct state *state, unsigned i, unsigned n)
{
    struct scenario *s = &state->candidate;
    struct preemption again = state->from->preemptions[i];

    if (s->n_preemptions + n > SCENARIO_MAX_PREEMPTIONS || again.point + n > UINT16_MAX) {
        return false;
    }
    for (unsigned k = 1; k <= n; k++) {
        again.point++;
        s->preemptions[s->n_preemptions++] = again;
    }
    return true;
}

/* Whom a preemption lets run may have to wait, or may yield, where it did not: it is let run again. One
 * preemption may also have moved by a few points. */
static bool try_repeated(struct state *state)
{
    for (int by = 0; by <= RADIUS_OF_PAIRS; by++) {
        for (unsigned n = 1; n <= REPEATS; n *= 2) {
            for (unsigned i = 0; i < state->from->n_preemptions; i++) {
                for (int sign = -1; sign <= (by > 0); sign += 2) {
                    restore(state);
                    if (repeat(state, i, n) && move(state, i, sign * by) && try(state)) {
                        return true;
                    }
                }
            }
        }
    }
    return false;
}

/* Whether what is left of the search is for other orders. */
static bool is_time_for_orders(const struct state *state)
{
    const struct search *search = state->search;

    return search->n_executions >= search->max_executions / 4 * 3 ||
           time(NULL) >= state->deadline - (time_t)search->max_seconds / 4;
}

/* A few at once, by lot. */
static bool try_by_lot(struct state *state)
{
    struct random random = {1};

    do {
        restore(state);
        for (unsigned n = 1 + random_below(&random, MOVED_BY_LOT); n > 0; n--) {
            unsigned i = random_below(&random, state->from->n_preemptions);
            unsigned n_others = i < state->from->anchors.n ? state->resolution->n_others[i] : 0;

            if (n_others && random_one_in(&random, 3)) {
                state->candidate.preemptions[i].point =
                    state->resolution->others[i][random_below(&random, n_others)];
            } else {
                move(state, i, (int)random_below(&random, 2 * RADIUS_BY_LOT + 1) - RADIUS_BY_LOT);
            }
        }
        if (try(state)) {
            return true;
        }
    } while (!is_time_for_orders(state));
    return false;
}

static bool try_nearby(struct state *state)
{
    return try_fewer(state) || try_others(state) || try_single(state) || try_repeated(state) ||
           try_pairs(state) || try_by_lot(state);
}

/* The same operations in an order that the number `n` stands for. */
static void draw_order(struct state *state, uint32_t n)
{
    static const enum scenario_strategy drawn[] = {STRATEGY_RANDOM, STRATEGY_PCT, STRATEGY_POS,
                                                   STRATEGY_DELAY_BOUND};
    struct scenario *s = &state->candidate;
    struct random random = {n};

    s->strategy = drawn[n % (sizeof drawn / sizeof drawn[0])];
    s->seed = (uint32_t)random_next(&random);
    s->mean_gap = (uint8_t)(1 + random_below(&random, LARGEST_GAP));
    s->depth = (uint8_t)(1 + random_below(&random, DEEPEST));
    s->n_preemptions = s->n_bytes = 0;
}

static void try_orders(struct state *state)
{
    uint32_t n = 0;

    do {
        draw_order(state, ++n);
    } while (!try(state));
}

bool search_nearby(struct scenario *s, const struct resolution *resolution, struct search *search)
{
    static struct state state;

    search->n_executions = 0;
    search->error = 0;
    state.from = s;
    state.resolution = resolution;
    state.search = search;
    state.candidate = *s;
    state.deadline = time(NULL) + search->max_seconds;
    state.found = false;
    if (s->strategy != STRATEGY_REPLAY || s->n_preemptions == 0 || !try_nearby(&state)) {
        try_orders(&state);
    }
    candidates_end();
    if (state.found) {
        scenario_drop_anchors(&state.candidate);
        *s = state.candidate;
    }
    return state.found;
}
