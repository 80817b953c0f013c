#include "scenario/settings.h"

#include <assert.h>
#include <string.h>

#define MEMBER(NAME) offsetof(struct scenario, NAME), sizeof(((struct scenario *)0)->NAME)

static const char *datapath_word(unsigned value)
{
    return value ? "packet-threads" : "queued";
}

static const char *yes_word(unsigned value)
{
    return value ? "yes" : "no";
}

static const char *default_word(unsigned value)
{
    return value ? NULL : "default";
}

static const char *all_word(unsigned value)
{
    return value ? NULL : "all";
}

static const char *start_word(unsigned value)
{
    return scenario_start_name((enum scenario_start)value);
}

static const char *counters_word(unsigned value)
{
    return scenario_counters_name((enum scenario_counters)value);
}

static const char *never_word(unsigned value)
{
    return value ? NULL : "never";
}

static const char *strategy_word(unsigned value)
{
    return scenario_strategy_name((enum scenario_strategy)value);
}

static const struct setting settings[] = {
    {"datapath", "whether misses are queued for handlers, or handled by packet threads themselves",
     0, 1, datapath_word, MEMBER(packet_datapath)},
    {"handlers", "handler threads at the start", 1, SCENARIO_MAX_HANDLERS, NULL,
     MEMBER(n_handlers)},
    {"revalidators", "revalidator threads at the start", 1, SCENARIO_MAX_REVALIDATORS, NULL,
     MEMBER(n_revalidators)},
    {"packet-threads", "threads that bring packets", 0, SCENARIO_MAX_PACKET_THREADS, NULL,
     MEMBER(n_packet_threads)},
    {"flows", "flows that there is traffic for", 1, SCENARIO_MAX_FLOWS, NULL, MEMBER(n_flows)},
    {"umaps", "hash tables of ukeys", 1, SCENARIO_MAX_UMAPS, NULL, MEMBER(n_umaps)},
    {"dump-batch", "records that a dump hands out at once", 1, SCENARIO_MAX_DUMP_BATCH, NULL,
     MEMBER(dump_batch)},
    {"full-dumps", "whether dumps carry keys and actions, or identities and counters alone", 0, 1,
     yes_word, MEMBER(full_dump)},
    {"revalidate-always", "whether even a slow flow is worth a translation", 0, 1, yes_word,
     MEMBER(revalidate_always)},
    {"leave-flows", "whether the datapath keeps its flows when the cache is destroyed", 0, 1,
     yes_word, MEMBER(leave_flows)},
    {"flow-limit", "flows that the cache may install", 0, UINT8_MAX, default_word,
     MEMBER(flow_limit)},
    {"min-revalidate-pps", "packets per second that make a flow worth a translation", 0, UINT8_MAX,
     default_word, MEMBER(min_revalidate_pps)},
    {"max-idle-ms", "virtual time after which a flow without packets is deleted", 0, UINT16_MAX,
     default_word, MEMBER(max_idle_ms)},
    {"max-revalidator-ms", "virtual time from the start of a round to that of the next", 0,
     UINT16_MAX, default_word, MEMBER(max_revalidator_ms)},
    {"start", "what time it is at first: a little before 2^31 ms, say", 0, SCENARIO_STARTS - 1,
     start_word, MEMBER(start)},
    {"upcall-batch", "upcalls that a handler takes at once", 0, SCENARIO_MAX_UPCALL_BATCH,
     default_word, MEMBER(upcall_batch)},
    {"revalidate-batch", "records, and operations, that a revalidator takes at once", 0,
     SCENARIO_MAX_REVALIDATE_BATCH, default_word, MEMBER(revalidate_batch)},
    {"identities-collide", "whether all flows have the same hash", 0, 1, yes_word,
     MEMBER(identities_collide)},
    {"lives", "worlds, each with a cache of its own, that do the same one after the other", 1,
     SCENARIO_MAX_LIVES, NULL, MEMBER(n_lives)},
    {"counters", "how much a hit counts: so much that a counter of 32 bits overflows, say", 0,
     SCENARIO_COUNTERS - 1, counters_word, MEMBER(counters)},
    {"create-fails", "which allocation of memory fails when the cache is first made", 0,
     SCENARIO_MAX_CREATE_FAILS, never_word, MEMBER(create_fails)},
    {"queue-capacity", "upcalls that may wait for a handler", 0, UINT8_MAX, default_word,
     MEMBER(queue_capacity)},
    {"umaps-grow", "whether the hash tables of the cache resize themselves", 0, 1, yes_word,
     MEMBER(umaps_grow)},
    {"more-flows", "flows beside those, which no operation but packet-of-each names", 0,
     SCENARIO_MAX_MORE_FLOWS, NULL, MEMBER(more_flows)},
    {"destroy-running", "whether the cache is destroyed without a stop before", 0, 1, yes_word,
     MEMBER(destroy_running)},
    {"other-errors", "whether what the datapath refuses is refused with one error after the other",
     0, 1, yes_word, MEMBER(other_errors)},
    {"strategy", "who decides which actor runs next", 0, SCENARIO_STRATEGIES - 1, strategy_word,
     MEMBER(strategy)},
    {"seed", "of the strategies that draw lots", 0, UINT32_MAX, NULL, MEMBER(seed)},
    {"mean-gap", "points between two draws of strategy random, on average", 1, UINT8_MAX, NULL,
     MEMBER(mean_gap)},
    {"depth", "of the bug that strategy pct looks for; delays of strategy delay-bound", 1,
     SCENARIO_MAX_DEPTH, NULL, MEMBER(depth)},
    {"length", "points of an execution, as estimated for strategies pct and delay-bound", 0,
     UINT16_MAX, default_word, MEMBER(length)},
    {"interest",
     "what strategy surw orders, a sum of 1 (unknown), 2 (locks), 4 (signals), 8 (atomics), 16 "
     "(memory), 32 (RCU), 64 (tables) and 128 (the world)",
     0, UINT8_MAX, all_word, MEMBER(interest)},
};

size_t settings_count(void)
{
    return sizeof settings / sizeof settings[0];
}

const struct setting *setting_at(size_t i)
{
    return &settings[i];
}

uint32_t setting_get(const struct scenario *s, const struct setting *setting)
{
    const char *member = (const char *)s + setting->offset;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;

    switch (setting->size) {
    case sizeof u8:
        memcpy(&u8, member, sizeof u8);
        return u8;
    case sizeof u16:
        memcpy(&u16, member, sizeof u16);
        return u16;
    default:
        memcpy(&u32, member, sizeof u32);
        return u32;
    }
}

void setting_set(struct scenario *s, const struct setting *setting, uint32_t value)
{
    char *member = (char *)s + setting->offset;
    uint8_t u8 = (uint8_t)value;
    uint16_t u16 = (uint16_t)value;

    assert(value >= setting->min && value <= setting->max);
    switch (setting->size) {
    case sizeof u8:
        memcpy(member, &u8, sizeof u8);
        break;
    case sizeof u16:
        memcpy(member, &u16, sizeof u16);
        break;
    default:
        memcpy(member, &value, sizeof value);
        break;
    }
}
