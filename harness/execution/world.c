#include "execution/world.h"

struct model_settings world_settings(const struct scenario *s)
{
    return (struct model_settings){
        .seed = s->seed,
        .n_flows = (unsigned)s->n_flows + s->more_flows,
        .dump_batch = s->dump_batch,
        .other_errors = s->other_errors,
    };
}

struct cache_settings world_cache_settings(const struct scenario *s, unsigned queue_capacity)
{
    return (struct cache_settings){
        .n_flows = world_settings(s).n_flows,
        .n_umaps = s->n_umaps,
        .flow_limit = s->flow_limit,
        .max_idle_ms = s->max_idle_ms,
        .max_revalidator_ms = s->max_revalidator_ms,
        .min_revalidate_pps = s->min_revalidate_pps,
        .revalidate_always = s->revalidate_always,
        .full_dump = s->full_dump,
        .queue_capacity = s->queue_capacity ? s->queue_capacity : queue_capacity,
        .upcall_batch = s->upcall_batch,
        .revalidate_batch = s->revalidate_batch,
        .identities_collide = s->identities_collide,
        .umaps_grow = s->umaps_grow,
        .packets_per_hit = scenario_packets_per_hit(s->counters),
    };
}
