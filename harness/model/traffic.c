/* Packets: they hit a flow, or go up to the cache. */

#include "model/internal.h"

#include <errno.h>

#include "runtime/runtime.h"
#include "support/random.h"

uint64_t model_packet_bytes(uint64_t packet)
{
    return (random_mix(model_state.settings.seed + packet * RANDOM_STEP) >> 14) + 1;
}

/* One of twelve, so that each packet may be the first to have it. */
uint16_t model_packet_tcp_flags(uint64_t packet)
{
    return (uint16_t)(1U << model_packet_bytes(packet) % 12);
}

uint64_t model_n_packets(void)
{
    return model_state.n_packets;
}

bool model_packet_has_other_key(uint64_t packet)
{
    return packet <= MODEL_MAX_PACKETS && model_state.other_keys[packet / 8] >> packet % 8 & 1;
}

static enum cache_upcall upcall_of(uint64_t packet, bool miss)
{
    return !miss                                ? CACHE_ACTION
           : model_packet_has_other_key(packet) ? CACHE_MISS_OTHER_KEY
                                                : CACHE_MISS;
}

static struct cache_stats packet_stats(uint64_t packet)
{
    return (struct cache_stats){.n_packets = 1,
                                .n_bytes = model_packet_bytes(packet),
                                .used_ms = model_now_ms(),
                                .tcp_flags = model_packet_tcp_flags(packet)};
}

/* Queues the packet as an upcall. */
static enum model_arrival send_up(const struct cache_under_test *cache, unsigned flow, unsigned pmd,
                                  unsigned hint, uint64_t packet, bool miss)
{
    struct cache_stats stats = packet_stats(packet);
    int error;

    event_log_append((enum event_kind)(miss ? EVENT_MISS : EVENT_SENT_UP), model_slot(flow, pmd),
                     model_state.live[model_slot(flow, pmd)], packet, stats.n_bytes);
    MODEL_TELL(sent_up, packet, flow, pmd, miss);
    error = cache->miss(hint, flow, pmd, packet, &stats, upcall_of(packet, miss));
    MODEL_TELL(taken, packet, error);
    if (error) {
        return ARRIVAL_REFUSED;
    }
    return miss ? ARRIVAL_QUEUED : ARRIVAL_SENT_UP;
}

/* A packet thread does what the cache said: adds the flow, unless there is one by now. */
static enum model_arrival add_flow(unsigned flow, unsigned pmd, uint32_t actions, uint32_t mask)
{
    unsigned slot = model_slot(flow, pmd);
    bool added = false;

    MODEL_TELL(add_begin, flow, pmd);
    sched_point((enum event_kind)EVENT_ADD_BEGIN, slot);
    if (!model_state.live[slot] && model_has_room() && !model_fires(FAULT_ADD_NOTHING, flow, pmd)) {
        added = true;
        model_state.expected[slot] = true;
        model_instance_start(&(struct model_instance_seed){
            .flow = flow,
            .pmd = pmd,
            .origin = ORIGIN_PACKET_THREAD,
            .adoptable = true,
            .actions = actions,
            .mask = mask,
        });
    }
    event_log_append((enum event_kind)EVENT_ADD_COMMIT, slot, model_state.live[slot],
                     added ? 0 : EEXIST, actions);
    MODEL_TELL(add_end, flow, pmd, added);
    return added ? ARRIVAL_ADDED : ARRIVAL_NOT_ADDED;
}

/* Hands the packet to the cache on the packet thread itself. */
static enum model_arrival handle_here(const struct cache_under_test *cache, unsigned flow,
                                      unsigned pmd, uint64_t packet)
{
    struct cache_stats stats = packet_stats(packet);
    uint32_t actions = 0, mask = 0, execute = 0;
    int error;

    event_log_append((enum event_kind)EVENT_MISS, model_slot(flow, pmd), 0, packet, stats.n_bytes);
    MODEL_TELL(sent_up, packet, flow, pmd, true);
    error = cache->upcall(flow, pmd, packet, &stats, &actions, &mask, &execute);
    MODEL_TELL(taken, packet, error);
    if (error == ESHUTDOWN) {
        return ARRIVAL_REFUSED;
    }
    return error ? ARRIVAL_NOT_ADDED : add_flow(flow, pmd, actions, mask);
}

enum model_arrival model_packet(const struct cache_under_test *cache, unsigned flow, unsigned pmd,
                                unsigned hint)
{
    unsigned slot = model_slot(flow, pmd);
    struct model_instance *live;
    uint64_t packet;

    sched_point((enum event_kind)EVENT_PACKET, slot);
    live = model_live_instance(slot);
    if (model_state.n_packets == MODEL_MAX_PACKETS || (live && live->n_hits == MODEL_MAX_HITS)) {
        return ARRIVAL_NONE;
    }
    packet = ++model_state.n_packets;
    if (live) {
        model_instance_hit(live, packet);
        if (!model_actions_are_slow(live->actions)) {
            return ARRIVAL_HIT;
        }
        if (cache->sample) {
            uint32_t actions;

            cache->sample(flow, pmd, &actions);
        }
        return send_up(cache, flow, pmd, hint, packet, false);
    }
    return pmd == CACHE_PMD_NULL ? send_up(cache, flow, pmd, hint, packet, true)
                                 : handle_here(cache, flow, pmd, packet);
}

enum model_arrival model_late_miss(const struct cache_under_test *cache, unsigned flow,
                                   unsigned pmd, unsigned hint, bool other_key)
{
    uint64_t packet;

    sched_point((enum event_kind)EVENT_PACKET, model_slot(flow, pmd));
    if (model_state.n_packets == MODEL_MAX_PACKETS) {
        return ARRIVAL_NONE;
    }
    packet = ++model_state.n_packets;
    if (other_key) {
        model_state.other_keys[packet / 8] |= (uint8_t)(1U << packet % 8);
    }
    return send_up(cache, flow, pmd, hint, packet, true);
}

void model_give_up_pmd(const struct cache_under_test *cache, unsigned pmd)
{
    cache->purge_pmd(pmd);
}
