/*
 * Part of adapter.c: what upstream promises of the flow limit. It decides by two numbers that it reads:
 * the limit, and how many flows there are (up to 100 ms old, O19 and O20). Each decision must follow from
 * those that its thread has read last.
 */
#ifndef OVS_LIMIT_H
#define OVS_LIMIT_H 1

#include "ovs/promise/promises.h"

static struct numbers {
    uint64_t n_flows, limit;
    bool asked; /* For the number of flows, since the last decision about an upcall. */
} numbers[RUNTIME_MAX_ACTORS];

static void limit_begin(void)
{
    memset(numbers, 0, sizeof numbers);
}

static bool is_crowded(const struct numbers *read)
{
    return read->n_flows > read->limit;
}

/* An atomic variable was read, or written. Above the limit revalidators may delete what is idle for 100
 * ms, and above twice the limit anything: for their number, until the round ends. */
static void ovs_seen_number(const void *variable, uint64_t value)
{
    struct numbers *mine = &numbers[actor_self()];

    if (!subject) {
        return;
    }
    if (variable == &subject->flow_limit) {
        mine->limit = value;
    } else if (variable == &subject->n_flows) {
        mine->n_flows = value;
        mine->asked = true;
        if (!watch_in_upcall() && is_crowded(mine)) {
            promises_called(CALLED_CROWDED);
        }
    }
}

static void broken(const char *rule, const char *does)
{
    const struct numbers *mine = &numbers[actor_self()];

    promises_broken(rule, CACHE_NO_FLOW, "%s %s: it has read a limit of %llu and %llu flow%s",
                    actor_name(actor_self()), does, (unsigned long long)mine->limit,
                    (unsigned long long)mine->n_flows, mine->n_flows == 1 ? "" : "s");
}

/* An upcall's ukey becomes visible. */
static void limit_allows(void)
{
    struct numbers *mine = &numbers[actor_self()];

    if (!mine->asked) {
        promises_broken("LIM/not-asked", CACHE_NO_FLOW,
                        "%s installs a flow and has not asked how many there are",
                        actor_name(actor_self()));
    } else if (mine->n_flows >= mine->limit) {
        broken("LIM/installed-at-the-limit", "installs a flow");
    }
    mine->asked = false;
}

/* The file counts what it does about the limit. */
static void limit_counted(const char *counter)
{
    struct numbers *mine = &numbers[actor_self()];

    if (!strcmp(counter, "upcall_flow_limit_hit")) {
        if (mine->n_flows < mine->limit) {
            broken("LIM/hit-below-the-limit", "meets the flow limit");
        }
        mine->asked = false;
    } else if (!strcmp(counter, "upcall_flow_limit_kill") && mine->n_flows <= 2 * mine->limit) {
        broken("LIM/killed-below-twice-the-limit", "deletes all flows");
    }
}

/* The leader has read the number. A limit that does not grow may be of a number that is too small. */
static void limit_round_begins(void)
{
    if (numbers[actor_self()].n_flows < watch_n_counting()) {
        promises_called(CALLED_WITH_OLD_NUMBER);
    } else {
        promises_over(CALLED_WITH_OLD_NUMBER);
    }
}

#endif /* limit.h */
