#include "shrink/internal.h"

#include <string.h>

/* What is less is better, the first member first. */
struct cost {
    uint32_t elements, world, operands, points;
};

static uint32_t cost_of_operations(const struct operations *operations)
{
    uint32_t sum = 0;

    for (unsigned i = 0; i < operations->n; i++) {
        const struct operation *op = &operations->list[i];

        sum += op->flow;
        sum += op->kind == OP_WAIT || op->kind == OP_ADVANCE ? operation_ms(op)
                                                             : (unsigned)op->a + op->b;
    }
    return sum;
}

/* What another strategy than `replay` would read. */
static bool has_leftovers(const struct scenario *s)
{
    return s->n_bytes > 0 || s->mean_gap > 1 || s->depth > 1 || s->interest || s->length;
}

static struct cost cost_of(const struct scenario *s)
{
    struct cost cost = {
        .elements = (uint32_t)s->main.n + s->packet[0].n + s->packet[1].n,
        .world = (uint32_t)s->packet_datapath + s->n_handlers + s->n_revalidators +
                 2U * s->n_packet_threads + 2U * s->n_flows + s->n_umaps + s->dump_batch +
                 s->full_dump + s->revalidate_always + s->leave_flows + !!s->flow_limit +
                 !!s->min_revalidate_pps + !!s->max_idle_ms + !!s->max_revalidator_ms + !!s->seed,
    };

    if (s->strategy == STRATEGY_REPLAY) {
        cost.elements += s->n_preemptions;
        cost.world += has_leftovers(s);
        for (unsigned i = 0; i < s->n_preemptions; i++) {
            cost.points += s->preemptions[i].point * RUNTIME_MAX_ACTORS + s->preemptions[i].target;
        }
    } else {
        cost.elements += 4 * PREEMPTIONS_MAX;
    }
    cost.operands = cost_of_operations(&s->main) + cost_of_operations(&s->packet[0]) +
                    cost_of_operations(&s->packet[1]);
    return cost;
}

static bool is_less(const struct cost *a, const struct cost *b)
{
    if (a->elements != b->elements) {
        return a->elements < b->elements;
    }
    if (a->world != b->world) {
        return a->world < b->world;
    }
    return a->operands != b->operands ? a->operands < b->operands : a->points < b->points;
}

static void copy_observation(struct shrink_observation *to, const struct shrink_observation *from)
{
    to->recorded = from->recorded;
    to->n_preemptions = from->n_preemptions;
    to->n_events = from->n_events;
    memcpy(to->preemptions, from->preemptions, from->n_preemptions * sizeof *from->preemptions);
    memcpy(to->events, from->events, from->n_events * sizeof *from->events);
}

bool shrink_over(const struct shrinker *sh)
{
    return sh->stopped || sh->n_questions >= sh->predicate->max_questions;
}

static bool ask(struct shrinker *sh, const struct scenario *candidate)
{
    enum shrink_answer answer;

    if (shrink_over(sh)) {
        return false;
    }
    sh->n_questions++;
    sh->last.recorded = false;
    sh->last.n_preemptions = sh->last.n_events = 0;
    answer = sh->predicate->ask(sh->predicate->aux, candidate, &sh->last);
    sh->stopped |= answer == SHRINK_STOP;
    return answer == SHRINK_YES;
}

/* The preemptions that took place, in their order, if the list is complete. */
static bool take_recorded(struct scenario *s, const struct shrink_observation *seen)
{
    if (!seen->recorded || seen->n_preemptions >= PREEMPTIONS_MAX) {
        return false;
    }
    for (size_t i = 0; i < seen->n_preemptions; i++) {
        if (seen->preemptions[i].point > UINT16_MAX) {
            return false;
        }
    }
    s->n_preemptions = (uint16_t)seen->n_preemptions;
    memcpy(s->preemptions, seen->preemptions, seen->n_preemptions * sizeof *seen->preemptions);
    return true;
}

bool shrink_try(struct shrinker *sh, const struct scenario *candidate)
{
    static struct scenario better;
    struct cost old = cost_of(&sh->best), new = cost_of(candidate);

    if (!ask(sh, candidate)) {
        return false;
    }
    better = *candidate;
    if (better.strategy == STRATEGY_REPLAY && sh->last.n_preemptions <= better.n_preemptions) {
        take_recorded(&better, &sh->last);
        new = cost_of(&better);
    }
    if (!is_less(&new, &old)) {
        return false;
    }
    sh->best = better;
    copy_observation(&sh->seen, &sh->last);
    if (sh->predicate->better) {
        sh->predicate->better(sh->predicate->aux, &sh->best);
    }
    return true;
}

void actor_map_identity(struct actor_map *map)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        map->to[i] = (uint8_t)i;
    }
}

/* Everything but how it is decided who runs next. */
static void copy_workload(struct scenario *to, const struct scenario *from)
{
    static struct scenario copy;

    scenario_init(to);
    copy = *from;
    copy.strategy = to->strategy;
    copy.mean_gap = to->mean_gap;
    copy.depth = to->depth;
    copy.interest = to->interest;
    copy.length = to->length;
    copy.n_preemptions = to->n_preemptions;
    copy.n_bytes = to->n_bytes;
    *to = copy;
}

/* Makes the interleaving a list of preemptions, and nothing else. */
static bool freeze(struct shrinker *sh)
{
    static struct scenario candidate;
    bool frozen = sh->best.strategy == STRATEGY_REPLAY;

    if (frozen && !has_leftovers(&sh->best)) {
        return false;
    }
    copy_workload(&candidate, &sh->best);
    candidate.strategy = STRATEGY_REPLAY;
    if (frozen) {
        candidate.n_preemptions = sh->best.n_preemptions;
    } else {
        take_recorded(&candidate, &sh->seen);
    }
    return shrink_try(sh, &candidate);
}

static void reduce(struct shrinker *sh)
{
    bool progress;

    do {
        progress = freeze(sh);
        progress |= shrink_preemptions(sh);
        progress |= shrink_operations(sh);
        progress |= shrink_world(sh);
        if (progress) {
            continue;
        }
        progress |= shrink_merge(sh);
        progress |= shrink_fewer_preemptions(sh);
        progress |= shrink_operations_by_search(sh);
        progress |= shrink_pairs(sh);
        progress |= shrink_operands(sh);
        progress |= shrink_points(sh);
        if (!progress) {
            progress = shrink_vary(sh);
        }
    } while (progress && !shrink_over(sh));
}

enum shrink_end shrink(struct scenario *s, const struct shrink_predicate *predicate,
                       uint32_t *n_questions)
{
    static struct shrinker sh;

    sh.predicate = predicate;
    sh.n_questions = 0;
    sh.stopped = false;
    sh.best = *s;
    scenario_drop_anchors(&sh.best);
    if (!ask(&sh, s)) {
        *n_questions = sh.n_questions;
        return sh.stopped ? SHRINK_STOPPED : SHRINK_NOT_SHOWN;
    }
    copy_observation(&sh.seen, &sh.last);
    reduce(&sh);
    *s = sh.best;
    *n_questions = sh.n_questions;
    return sh.stopped ? SHRINK_STOPPED : shrink_over(&sh) ? SHRINK_EXHAUSTED : SHRINK_MINIMAL;
}

bool shrink_is_minimal(struct scenario *s, const struct shrink_predicate *predicate)
{
    static struct shrinker sh;
    static struct scenario candidate;

    sh.predicate = predicate;
    sh.n_questions = 0;
    sh.stopped = false;
    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        for (unsigned i = 0; i < operation_list(s, list)->n; i++) {
            candidate = *s;
            operations_remove(&candidate, list, i, 1);
            if (ask(&sh, &candidate)) {
                *s = candidate;
                return false;
            }
        }
    }
    for (unsigned i = 0; s->strategy == STRATEGY_REPLAY && i < s->n_preemptions; i++) {
        candidate = *s;
        preemptions_remove(&candidate, i, 1);
        if (ask(&sh, &candidate)) {
            *s = candidate;
            return false;
        }
    }
    return true;
}

static void count_operations(const struct operations *operations, struct scenario_size *size)
{
    size->operations += operations->n;
    for (unsigned i = 0; i < operations->n; i++) {
        enum operation_kind kind = (enum operation_kind)operations->list[i].kind;

        size->faults += kind >= OP_FAULT && kind != OP_HEAL;
    }
}

struct scenario_size scenario_size(const struct scenario *s)
{
    struct scenario_size size = {
        .preemptions = s->strategy == STRATEGY_REPLAY ? s->n_preemptions : 0,
        .actors = 1U + s->n_handlers + s->n_revalidators + s->n_packet_threads,
        .flows = s->n_flows,
    };

    count_operations(&s->main, &size);
    for (unsigned i = 0; i < s->n_packet_threads; i++) {
        count_operations(&s->packet[i], &size);
    }
    return size;
}
