/* The door between the cache and its world: what the cache does there, on the actor that does it.
 */
#include "oracle/dispatch.h"

static const struct cache_world *below;

/* Whether a word of the cache's is one that there is. */
static void check_word(unsigned word, unsigned n, const char *what)
{
    if (word >= n) {
        runtime_violation("STATE/no-such-word", "%s speaks of %s %u; there are %u", self_name(),
                          what, word, n);
    }
}

static uint64_t n_flows(void)
{
    uint64_t n;

    OBSERVE(GOES_ON);
    n = below->n_flows();
    OBSERVE(N_FLOWS, .n_flows = n);
    return n;
}

static bool dump_create(bool terse)
{
    bool created;

    OBSERVE(DUMP_OPEN);
    created = below->dump_create(terse);
    if (!created) {
        OBSERVE(DUMP_CLOSED, .unheard = true);
    }
    return created;
}

static size_t dump_next(unsigned thread, struct cache_record *records, size_t max)
{
    OBSERVE(DUMP_NEXT, .unheard = true);
    return below->dump_next(thread, records, max);
}

static void dump_thread_destroy(unsigned thread)
{
    OBSERVE(DUMP_THREAD_END, .unheard = true);
    below->dump_thread_destroy(thread);
}

static int dump_destroy(void)
{
    int error = below->dump_destroy();

    OBSERVE(DUMP_CLOSED);
    return error;
}

static int translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *packet_stats, struct cache_translation *result)
{
    int error = below->translate(purpose, flow, pmd, packet, packet_stats, result);

    OBSERVE(TRANSLATED, .slot = model_slot(flow, pmd), .purpose = purpose, .packet = packet,
            .stats = packet_stats, .result = error, .handle = error ? 0 : result->handle,
            .actions = error ? 0 : result->actions, .mask = error ? 0 : result->mask,
            .execute = error ? 0 : result->execute, .cacheable = !error && result->cacheable);
    return error;
}

static void push_stats(uint32_t handle, unsigned flow, unsigned pmd,
                       const struct cache_stats *delta)
{
    OBSERVE(PUSH, .slot = model_slot(flow, pmd), .handle = handle, .n_packets = delta->n_packets,
            .n_bytes = delta->n_bytes, .stats = delta);
    below->push_stats(handle, flow, pmd, delta);
}

static int adopt(unsigned flow, uint32_t actions)
{
    int error = below->adopt(flow, actions);

    OBSERVE(ADOPTING, .unheard = true, .result = error);
    return error;
}

static void release(uint32_t handle)
{
    OBSERVE(RELEASE, .handle = handle);
    below->release(handle);
}

static void transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                       enum cache_state to)
{
    check_word(from, STATES, "state");
    check_word(to, STATES, "state");
    below->transition(flow, pmd, serial, from, to);
    OBSERVE(TRANSITION, .slot = model_slot(flow, pmd), .ukey = serial, .from = from, .to = to);
    context_reached.transitions[from][to]++;
}

static void freed(unsigned flow, unsigned pmd, uint64_t serial)
{
    below->freed(flow, pmd, serial);
    OBSERVE(FREED, .slot = model_slot(flow, pmd), .ukey = serial);
}

static void upcall_begin(unsigned flow, unsigned pmd, uint64_t packet)
{
    below->upcall_begin(flow, pmd, packet);
    OBSERVE(UPCALL_BEGIN, .slot = model_slot(flow, pmd), .packet = packet);
}

static void upcall_end(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict verdict)
{
    check_word(verdict, VERDICTS, "verdict");
    below->upcall_end(flow, pmd, packet, verdict);
    OBSERVE(UPCALL_END, .slot = model_slot(flow, pmd), .packet = packet, .verdict = verdict);
    context_reached.verdicts[verdict]++;
}

static void loss(unsigned flow, unsigned pmd, enum cache_loss reason)
{
    check_word(reason, LOSSES, "loss");
    below->loss(flow, pmd, reason);
    OBSERVE(LOSS, .slot = model_slot(flow, pmd), .loss = reason);
    context_reached.losses[reason]++;
}

static void limit_adjusted(uint32_t limit)
{
    below->limit_adjusted(limit);
    OBSERVE(LIMIT_ADJUSTED, .limit = limit);
}

static void round_begin(uint64_t dump_seq, uint64_t reval_seq)
{
    below->round_begin(dump_seq, reval_seq);
    OBSERVE(ROUND_BEGIN, .reval_seq = reval_seq);
}

static void round_end(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    below->round_end(dump_seq, reval_seq, dump_complete);
    OBSERVE(ROUND_END, .reval_seq = reval_seq, .complete = dump_complete);
}

/* Operations are observed by watch_model.c; that a thread joins a dump tells nothing. */
const struct cache_world *watch_world(const struct cache_world *given)
{
    static struct cache_world watched;

    below = given;
    watched = *given;
    watched.n_flows = n_flows;
    watched.dump_create = dump_create;
    watched.dump_next = dump_next;
    watched.dump_thread_destroy = dump_thread_destroy;
    watched.dump_destroy = dump_destroy;
    watched.translate = translate;
    watched.push_stats = push_stats;
    watched.adopt = adopt;
    watched.release = release;
    watched.transition = transition;
    watched.freed = freed;
    watched.upcall_begin = upcall_begin;
    watched.upcall_end = upcall_end;
    watched.loss = loss;
    watched.limit_adjusted = limit_adjusted;
    watched.round_begin = round_begin;
    watched.round_end = round_end;
    return &watched;
}
