/* The cache of src/ as a cache under test. */

#define URCU_API_MAP
#include <urcu/urcu-qsbr.h>

#include <errno.h>
#include <string.h>

#include "cache/udpif_door.h"

static struct udpif *udpif;
bool identities_collide;
uint64_t packets_per_hit = 1;

static int create(const struct cache_settings *settings, const struct cache_world *world)
{
    struct udpif_config config = {
        .n_umaps = settings->n_umaps,
        .umap_buckets = settings->umaps_grow ? 0 : 1,
        .umap_fixed_size = !settings->umaps_grow,
        .queue_capacity = settings->queue_capacity,
        .flow_limit = settings->flow_limit,
        .max_idle_ms = settings->max_idle_ms,
        .max_revalidator_ms = settings->max_revalidator_ms,
        .min_revalidate_pps = settings->min_revalidate_pps,
        .revalidate_always = settings->revalidate_always,
        .full_dump = settings->full_dump,
        .upcall_batch = settings->upcall_batch,
        .revalidate_batch = settings->revalidate_batch,
    };

    identities_collide = settings->identities_collide;
    packets_per_hit = settings->packets_per_hit ? settings->packets_per_hit : 1;
    adapter_expect_flows(settings->n_flows);
    udpif_world_set(world);
    udpif = udpif_create(&config, &udpif_world_datapath, &udpif_world_translation,
                         &udpif_world_observer);
    if (udpif) {
        adapter_check_tables(settings->umaps_grow);
    }
    return udpif ? 0 : errno;
}

static void destroy(void)
{
    udpif_destroy(udpif);
    udpif = NULL;
}

static int start(unsigned n_handlers, unsigned n_revalidators)
{
    return udpif_start(udpif, n_handlers, n_revalidators);
}

static void stop(bool delete_flows)
{
    udpif_stop(udpif, delete_flows);
}

static int set_threads(unsigned n_handlers, unsigned n_revalidators)
{
    return udpif_set_threads(udpif, n_handlers, n_revalidators);
}

static int flush(void)
{
    return udpif_flush(udpif);
}

static void pause_revalidators(void)
{
    udpif_pause(udpif);
}

static void resume_revalidators(void)
{
    udpif_resume(udpif);
}

static void purge(void)
{
    udpif_purge(udpif);
}

static void purge_pmd(unsigned pmd)
{
    udpif_purge_pmd(udpif, pmd_id_of(pmd));
}

static bool wait_for_round(void)
{
    return udpif_wait(udpif);
}

static void let_in(unsigned n_handlers)
{
    udpif_let_in(udpif, n_handlers);
}

static size_t handle_batch(unsigned handler)
{
    return udpif_handle_batch(udpif, handler);
}

static void run_round(void)
{
    udpif_round(udpif);
}

struct visitor {
    void (*function)(void *aux, const struct cache_entry *);
    void *aux;
};

static void visit(void *aux, const struct ukey_view *view)
{
    const struct visitor *visitor = aux;
    static const char what[] = "a ukey of the cache";
    struct door_flow of = door_flow("STATE", what, &view->ufid, view->pmd_id);

    visitor->function(visitor->aux, &(struct cache_entry){
                                        .serial = view->serial,
                                        .flow = of.flow,
                                        .pmd = of.pmd,
                                        .state = (enum cache_state)door_enum(
                                            "STATE", "the state of a ukey", view->state, STATES),
                                        .credited = door_stats("STATE", what, &view->credited),
                                        .actions = door_actions("STATE", what, view->actions),
                                    });
}

static void for_each(void (*function)(void *aux, const struct cache_entry *), void *aux)
{
    udpif_for_each_ukey(udpif, visit, &(struct visitor){.function = function, .aux = aux});
}

static void revalidate(void)
{
    udpif_revalidate(udpif);
}

static uint64_t n_flows(void)
{
    return udpif_n_flows(udpif);
}

static uint32_t flow_limit(void)
{
    return udpif_flow_limit(udpif);
}

static uint64_t n_rounds(void)
{
    return udpif_n_rounds(udpif);
}

static size_t counters(struct cache_counter *into, size_t max)
{
    size_t n = 0;

    if (strcmp(coverage_name(COVERAGE_N), "unknown")) {
        adapter_violation("CNT/names-no-counter", "", "a counter that there is not has a name");
    }
    for (; n < COVERAGE_N && n < max; n++) {
        into[n].name = coverage_name((enum coverage_counter)n);
        into[n].value = udpif_coverage(udpif, (enum coverage_counter)n);
    }
    return n;
}

static void enter(void)
{
    rcu_register_thread();
}

static void quiescent(void)
{
    rcu_quiescent_state();
}

static void leave(void)
{
    rcu_unregister_thread();
}

static void upcall_fill(struct upcall *upcall, unsigned flow, unsigned pmd, uint64_t packet,
                        const struct cache_stats *stats, enum cache_upcall kind)
{
    struct udpif_bytes key;

    upcall->type = kind == CACHE_ACTION ? UPCALL_ACTION : UPCALL_MISS;
    upcall->ufid = ufid_of(flow);
    upcall->pmd_id = pmd_id_of(pmd);
    bytes_of_key(&key, flow, kind == CACHE_MISS_OTHER_KEY);
    upcall->key_size = key.size;
    memcpy(upcall->key, key.data, key.size);
    upcall->packet = packet;
    upcall->stats = stats_to_src(stats);
}

static int miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                const struct cache_stats *stats, enum cache_upcall kind)
{
    struct upcall upcall;

    upcall_fill(&upcall, flow, pmd, packet, stats, kind);
    return udpif_enqueue(udpif, hint, &upcall);
}

static uint32_t reply_actions(const uint8_t *bytes, size_t size)
{
    return door_actions("OPS", "a reply", (struct bytes){.data = bytes, .size = size});
}

static int packet_upcall(unsigned flow, unsigned pmd, uint64_t packet,
                         const struct cache_stats *stats, uint32_t *actions, uint32_t *mask,
                         uint32_t *execute)
{
    struct upcall upcall;
    struct upcall_reply reply;
    int error;

    upcall_fill(&upcall, flow, pmd, packet, stats, CACHE_MISS);
    error = udpif_upcall(udpif, &upcall, &reply);
    if (error != ESHUTDOWN) {
        *actions = reply_actions(reply.actions, reply.actions_size);
        *mask = door_mask("OPS", "a reply",
                          (struct bytes){.data = reply.mask, .size = reply.mask_size});
        *execute = reply_actions(reply.execute, reply.execute_size);
    }
    return error;
}

static bool sample(unsigned flow, unsigned pmd, uint32_t *actions)
{
    struct ufid ufid = ufid_of(flow);
    uint8_t buffer[DP_BUFFER_MAX];
    size_t size;

    if (!udpif_flow_actions(udpif, &ufid, pmd_id_of(pmd), buffer, &size)) {
        return false;
    }
    *actions = reply_actions(buffer, size);
    return true;
}

struct udpif *udpif_adapter_cache(void)
{
    return udpif;
}

const struct cache_under_test udpif_under_test = {
    .name = "udpif",
    .on_pthreads = true,
    .is_exact = true,
    .says_no_memory = true,
    .checks_settings = true,
    .create = create,
    .destroy = destroy,
    .start = start,
    .stop = stop,
    .set_threads = set_threads,
    .flush = flush,
    .pause = pause_revalidators,
    .resume = resume_revalidators,
    .purge = purge,
    .purge_pmd = purge_pmd,
    .wait = wait_for_round,
    .let_in = let_in,
    .handle_batch = handle_batch,
    .round = run_round,
    .for_each = for_each,
    .revalidate = revalidate,
    .n_flows = n_flows,
    .flow_limit = flow_limit,
    .n_rounds = n_rounds,
    .counters = counters,
    .enter = enter,
    .quiescent = quiescent,
    .leave = leave,
    .miss = miss,
    .upcall = packet_upcall,
    .sample = sample,
};
