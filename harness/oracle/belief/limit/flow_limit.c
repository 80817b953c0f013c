#include "oracle/belief/limit/flow_limit.h"

enum { FLOOR = 1000, DEFAULT_LIMIT = 200000, DEFAULT_MAX_IDLE_MS = 10000 };

static uint32_t limit;               /* As the round before has left it; 0: not known. */
static uint32_t n_advances;          /* Up to then. */
static uint64_t begun_ms, dumped_ms; /* The round, and when its dump was closed. */
static unsigned n_ukeys, fewest;     /* Now, and since the round began. */

static void reset(void)
{
    limit = 0;
    n_advances = runtime_n_advances();
    begun_ms = dumped_ms = model_now_ms();
    n_ukeys = fewest = 0;
}

static bool counts(enum cache_state state)
{
    return state >= STATE_VISIBLE && state < STATE_EVICTING;
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_TRANSITION:
        n_ukeys += counts(o->to);
        n_ukeys -= counts(o->from);
        fewest = n_ukeys < fewest ? n_ukeys : fewest;
        break;
    case OBS_ROUND_BEGIN:
        begun_ms = dumped_ms = model_now_ms();
        fewest = n_ukeys;
        break;
    case OBS_DUMP_CLOSED:
        dumped_ms = model_now_ms();
        break;
    case OBS_LIMIT_ADJUSTED:
        limit = o->limit;
        n_advances = runtime_n_advances();
        break;
    default:
        break;
    }
}

uint32_t flow_limit_configured(void)
{
    return context_settings->flow_limit ? context_settings->flow_limit : DEFAULT_LIMIT;
}

uint32_t flow_limit_lowest(void)
{
    return flow_limit_configured() < FLOOR ? flow_limit_configured() : FLOOR;
}

uint64_t flow_limit_max_idle_ms(void)
{
    return context_settings->max_idle_ms ? context_settings->max_idle_ms : DEFAULT_MAX_IDLE_MS;
}

uint32_t flow_limit_last(void)
{
    return limit;
}

unsigned flow_limit_fewest(void)
{
    return fewest;
}

bool flow_limit_round_ms(uint64_t *duration_ms)
{
    *duration_ms = model_now_ms() - begun_ms;
    return n_advances == runtime_n_advances();
}

uint64_t flow_limit_round_least_ms(void)
{
    return dumped_ms - begun_ms;
}

const struct belief belief_flow_limit = {
    .wants = OBS(TRANSITION) | OBS(ROUND_BEGIN) | OBS(DUMP_CLOSED) | OBS(LIMIT_ADJUSTED),
    .reset = reset,
    .update = update,
};
