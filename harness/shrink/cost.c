#include "shrink/cost.h"

static uint32_t cost_of_operations(const struct operations *operations)
{
    uint32_t sum = 0;

    for (unsigned i = 0; i < operations->n; i++) {
        const struct operation *op = &operations->list[i];

        sum += op->flow;
        sum += operation_is_sleep(op) ? operation_ms(op) : (unsigned)op->a + op->b;
    }
    return sum;
}

bool cost_has_leftovers(const struct scenario *s)
{
    return s->n_bytes > 0 || s->mean_gap > 1 || s->depth > 1 || s->interest || s->length;
}

/* How many settings are not those of the empty input. */
static uint32_t cost_of_settings(const struct scenario *s)
{
    return (uint32_t)s->packet_datapath + s->full_dump + s->revalidate_always + s->leave_flows +
           s->identities_collide + s->umaps_grow + s->destroy_running + s->other_errors +
           !!s->flow_limit + !!s->min_revalidate_pps + !!s->max_idle_ms + !!s->max_revalidator_ms +
           !!s->upcall_batch + !!s->revalidate_batch + !!s->create_fails + !!s->queue_capacity +
           !!s->seed + (s->start != START_USUAL) + (s->counters != COUNTERS_USUAL);
}

struct cost cost_of(const struct scenario *s)
{
    struct cost cost = {
        .elements = (uint32_t)s->main.n + s->packet[0].n + s->packet[1].n,
        .world = (uint32_t)s->n_handlers + s->n_revalidators + 2U * s->n_packet_threads +
                 2U * s->n_flows + s->more_flows + s->n_umaps + s->dump_batch + s->n_lives +
                 cost_of_settings(s),
    };

    if (s->strategy == STRATEGY_REPLAY) {
        cost.elements += s->n_preemptions;
        cost.world += cost_has_leftovers(s);
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

bool cost_is_less(const struct cost *a, const struct cost *b)
{
    if (a->elements != b->elements) {
        return a->elements < b->elements;
    }
    if (a->world != b->world) {
        return a->world < b->world;
    }
    return a->operands != b->operands ? a->operands < b->operands : a->points < b->points;
}
