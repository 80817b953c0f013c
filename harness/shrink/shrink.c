#include "shrink/passes.h"

/* What is tried first. Everything of one stage is; the next stage has its turn only where those before it
 * change nothing any more. */
enum stage { STAGE_CHEAP, STAGE_DEAR, STAGE_BY_LOT, STAGES };

static const struct pass {
    enum stage stage;
    bool (*run)(struct shrinker *);
} passes[] = {
    {STAGE_CHEAP, shrink_freeze},
    {STAGE_CHEAP, shrink_preemptions},
    {STAGE_CHEAP, shrink_operations},
    {STAGE_CHEAP, shrink_world},
    {STAGE_DEAR, shrink_merge},
    {STAGE_DEAR, shrink_fewer_preemptions},
    {STAGE_DEAR, shrink_operations_by_search},
    {STAGE_DEAR, shrink_pairs},
    {STAGE_DEAR, shrink_operands},
    {STAGE_DEAR, shrink_points},
    {STAGE_BY_LOT, shrink_vary},
};

/* In the order of the table. */
static bool run_stage(struct shrinker *sh, enum stage stage)
{
    bool progress = false;

    for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++) {
        if (passes[i].stage == stage) {
            progress |= passes[i].run(sh);
        }
    }
    return progress;
}

static void reduce(struct shrinker *sh)
{
    bool progress;

    do {
        progress = false;
        for (enum stage stage = STAGE_CHEAP; stage < STAGES && !progress; stage++) {
            progress = run_stage(sh, stage);
        }
    } while (progress && !shrink_over(sh));
}

enum shrink_end shrink(struct scenario *s, const struct shrink_predicate *predicate,
                       uint32_t *n_questions)
{
    static struct shrinker sh;

    shrink_begin(&sh, predicate);
    if (!shrink_ask(&sh, s)) {
        *n_questions = sh.n_questions;
        return sh.stopped ? SHRINK_STOPPED : SHRINK_NOT_SHOWN;
    }
    shrink_take(&sh, s);
    scenario_drop_anchors(&sh.best);
    reduce(&sh);
    *s = sh.best;
    *n_questions = sh.n_questions;
    return sh.stopped ? SHRINK_STOPPED : shrink_over(&sh) ? SHRINK_EXHAUSTED : SHRINK_MINIMAL;
}

bool shrink_is_minimal(struct scenario *s, const struct shrink_predicate *predicate)
{
    static struct shrinker sh;
    static struct scenario candidate;

    shrink_begin(&sh, predicate);
    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        for (unsigned i = 0; i < operation_list(s, list)->n; i++) {
            candidate = *s;
            operations_remove(&candidate, list, i, 1);
            if (shrink_ask(&sh, &candidate)) {
                *s = candidate;
                return false;
            }
        }
    }
    for (unsigned i = 0; s->strategy == STRATEGY_REPLAY && i < s->n_preemptions; i++) {
        candidate = *s;
        preemptions_remove(&candidate, i, 1);
        if (shrink_ask(&sh, &candidate)) {
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
