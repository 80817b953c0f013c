/* The scripted cache: its answers are those that the script gives it. */
#include "fake_cache.h"

#include "runtime/pthread_api.h"
#include "script.h"

const struct cache_world *world;
struct cache_stats fake_packet_stats;
struct cache_counter script_counters[8];
size_t script_n_counters;
struct cache_entry script_entries[4];
size_t script_n_entries;
int script_upcall_error;
uint32_t script_flow_limit;
uint32_t script_sampled_actions;
void (*script_in_call)(void);
uint64_t script_packet;
uint64_t script_n_revalidations;
bool script_wait_fails;
pthread_mutex_t *script_shown_under;

static void in_call(void)
{
    void (*function)(void) = script_in_call;

    script_in_call = NULL;
    if (function) {
        function();
    }
}

static int fake_create(const struct cache_settings *settings, const struct cache_world *given)
{
    world = given;
    return 0;
}

static int fake_start(unsigned n_handlers, unsigned n_revalidators)
{
    in_call();
    return 0;
}

static void fake_stop(bool delete_flows)
{
    in_call();
}

static void fake_purge_pmd(unsigned pmd)
{
    in_call();
}

static bool fake_wait(void)
{
    in_call();
    return !script_wait_fails;
}

static void fake_revalidate(void)
{
    script_n_revalidations++;
}

static void fake_for_each(void (*function)(void *aux, const struct cache_entry *), void *aux)
{
    for (size_t i = 0; i < script_n_entries; i++) {
        if (script_shown_under) {
            runtime_pthread_mutex_lock(script_shown_under);
        }
        function(aux, &script_entries[i]);
        if (script_shown_under) {
            runtime_pthread_mutex_unlock(script_shown_under);
        }
    }
}

static size_t fake_counters(struct cache_counter *counters, size_t max)
{
    for (size_t i = 0; i < script_n_counters; i++) {
        counters[i] = script_counters[i];
    }
    return script_n_counters;
}

static uint32_t fake_flow_limit(void)
{
    return script_flow_limit;
}

static bool fake_sample(unsigned flow, unsigned pmd, uint32_t *actions)
{
    *actions = script_sampled_actions ? script_sampled_actions : model_rule_actions(flow);
    return true;
}

static int fake_miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *stats, enum cache_upcall kind)
{
    script_packet = packet;
    fake_packet_stats = *stats;
    return 0;
}

/* How each packet is to be executed (0: it is not), and whether it still is. */
enum { PACKETS = 256 };
static struct {
    uint32_t actions;
    bool is_due;
} to_execute[PACKETS];

bool fake_is_due(uint64_t packet)
{
    return to_execute[packet % PACKETS].is_due;
}

uint32_t fake_execute(uint64_t packet)
{
    to_execute[packet % PACKETS].is_due = false;
    return to_execute[packet % PACKETS].actions;
}

void script_will_execute(uint64_t packet, uint32_t actions)
{
    to_execute[packet % PACKETS].actions = actions;
    to_execute[packet % PACKETS].is_due = actions != 0;
}

static int fake_upcall(unsigned flow, unsigned pmd, uint64_t packet,
                       const struct cache_stats *stats, uint32_t *actions, uint32_t *mask,
                       uint32_t *execute)
{
    script_packet = packet;
    fake_packet_stats = *stats;
    *actions = model_rule_actions(flow);
    *mask = model_rule_mask(flow);
    in_call();
    *execute = to_execute[packet % PACKETS].actions;
    return script_upcall_error;
}

const struct cache_under_test fake_cache = {
    .name = "fake",
    .create = fake_create,
    .destroy = in_call,
    .start = fake_start,
    .stop = fake_stop,
    .pause = in_call,
    .resume = in_call,
    .purge = in_call,
    .purge_pmd = fake_purge_pmd,
    .wait = fake_wait,
    .round = in_call,
    .revalidate = fake_revalidate,
    .for_each = fake_for_each,
    .counters = fake_counters,
    .flow_limit = fake_flow_limit,
    .miss = fake_miss,
    .upcall = fake_upcall,
    .sample = fake_sample,
};

void fake_reset(void)
{
    script_n_counters = script_n_entries = 0;
    script_upcall_error = 0;
    script_flow_limit = 10000;
    script_sampled_actions = 0;
    script_in_call = NULL;
    script_n_revalidations = 0;
    script_wait_fails = false;
    script_shown_under = NULL;
}
