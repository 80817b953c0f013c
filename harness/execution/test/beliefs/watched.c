#include "watched.h"

#include "cache/udpif_adapter.h"
#include "compare.h"
#include "oracle/context.h"
#include "announced.h"

static const struct cache_world *oracles; /* The world that the cache was to have. */
static struct inside inside;
static bool destroying; /* Its ukeys are taken away without a word. */

/* Compares everything, now that the oracles have heard what was just told or done. */
static void compare(void)
{
    if (destroying) {
        return;
    }
    inside_look(&inside, udpif_adapter_cache());
    compare_ukeys(&inside);
    compare_use(&inside);
    compare_limit(&inside);
    compare_come(&inside);
    compare_rounds(&inside);
}

static void operate(struct cache_op *ops, size_t n)
{
    announced_heard();
    compare();
    compare_use_asking();
    oracles->operate(ops, n);
    for (size_t i = 0; i < n; i++) {
        if (ops[i].type == CACHE_GET && !ops[i].error) {
            compare_use_shown(model_slot(ops[i].flow, ops[i].pmd), &ops[i].stats);
        }
    }
    compare();
}

static uint64_t n_flows(void)
{
    uint64_t n;

    announced_heard();
    n = oracles->n_flows();
    compare();
    return n;
}

static bool dump_create(bool terse)
{
    bool created;

    announced_heard();
    inside_look(&inside, udpif_adapter_cache());
    compare_come_dump(&inside);
    created = oracles->dump_create(terse);
    compare();
    return created;
}

static size_t dump_next(unsigned thread, struct cache_record *records, size_t max)
{
    size_t n;

    announced_heard();
    compare_use_batch(true);
    n = oracles->dump_next(thread, records, max);
    for (size_t i = 0; i < n; i++) {
        compare_use_shown(model_slot(records[i].flow, records[i].pmd), &records[i].stats);
    }
    compare();
    compare_rounds_dump(&inside);
    return n;
}

static void dump_thread_destroy(unsigned thread)
{
    announced_heard();
    compare_use_batch(false);
    oracles->dump_thread_destroy(thread);
    compare();
}

static int dump_destroy(void)
{
    int error;

    announced_heard();
    error = oracles->dump_destroy();
    compare();
    return error;
}

static int translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *stats, struct cache_translation *result)
{
    int error;

    announced_heard();
    error = oracles->translate(purpose, flow, pmd, packet, stats, result);
    compare();
    return error;
}

static void push_stats(uint32_t handle, unsigned flow, unsigned pmd,
                       const struct cache_stats *delta)
{
    announced_heard();
    oracles->push_stats(handle, flow, pmd, delta);
    compare();
    compare_credit(&inside, model_slot(flow, pmd));
}

static int adopt(unsigned flow, uint32_t actions)
{
    int error;

    announced_heard();
    error = oracles->adopt(flow, actions);
    compare();
    return error;
}

static void release(uint32_t handle)
{
    announced_heard();
    oracles->release(handle);
    compare();
}

static void transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                       enum cache_state to)
{
    announced_heard();
    oracles->transition(flow, pmd, serial, from, to);
    announced_transition(model_slot(flow, pmd), from, to);
    compare_come_transition(model_slot(flow, pmd), to);
    compare();
    if (to == STATE_EVICTING) {
        compare_limit_evicting(&inside);
        compare_use_evicting(&inside, model_slot(flow, pmd));
    }
}

static void freed(unsigned flow, unsigned pmd, uint64_t serial)
{
    announced_heard();
    oracles->freed(flow, pmd, serial);
    compare();
}

static void upcall_begin(unsigned flow, unsigned pmd, uint64_t packet)
{
    announced_heard();
    oracles->upcall_begin(flow, pmd, packet);
    compare();
}

static void upcall_end(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict verdict)
{
    announced_heard();
    oracles->upcall_end(flow, pmd, packet, verdict);
    compare();
}

static void loss(unsigned flow, unsigned pmd, enum cache_loss reason)
{
    announced_heard();
    oracles->loss(flow, pmd, reason);
    compare();
}

static void limit_adjusted(uint32_t limit)
{
    announced_heard();
    oracles->limit_adjusted(limit);
    compare();
    compare_limit_adjusted(&inside);
}

static void round_begin(uint64_t dump_seq, uint64_t reval_seq)
{
    announced_heard();
    oracles->round_begin(dump_seq, reval_seq);
    inside_look(&inside, udpif_adapter_cache());
    compare_limit_round_begin(&inside);
    compare_come_round_begin();
    compare_use_reset();
    compare();
}

static void round_end(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    announced_heard();
    oracles->round_end(dump_seq, reval_seq, dump_complete);
    announced_round_end();
    compare();
    compare_credit_round_end(&inside);
    compare_rounds_end(&inside);
}

static unsigned dump_thread_create(void)
{
    announced_heard();
    return oracles->dump_thread_create();
}

static const struct cache_world world = {
    .operate = operate,
    .n_flows = n_flows,
    .dump_create = dump_create,
    .dump_thread_create = dump_thread_create,
    .dump_next = dump_next,
    .dump_thread_destroy = dump_thread_destroy,
    .dump_destroy = dump_destroy,
    .translate = translate,
    .push_stats = push_stats,
    .adopt = adopt,
    .release = release,
    .transition = transition,
    .freed = freed,
    .upcall_begin = upcall_begin,
    .upcall_end = upcall_end,
    .loss = loss,
    .limit_adjusted = limit_adjusted,
    .round_begin = round_begin,
    .round_end = round_end,
};

static int create(const struct cache_settings *settings, const struct cache_world *given)
{
    oracles = given;
    destroying = false;
    announced_reset();
    compare_use_reset();
    compare_credit_reset();
    compare_limit_reset();
    compare_come_reset();
    return udpif_under_test.create(settings, &world);
}

static void destroy(void)
{
    announced_heard();
    compare();
    compare_rounds_destroy(&inside);
    destroying = true;
    udpif_under_test.destroy();
}

const struct cache_under_test *watched_cache(void)
{
    static struct cache_under_test watched;

    watched = udpif_under_test;
    watched.create = create;
    watched.destroy = destroy;
    /* The oracles do not hear of one that is made without memory. */
    watched.says_no_memory = false;
    return &watched;
}
