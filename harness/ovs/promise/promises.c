#include "ovs/promise/promises.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ovs/promise/excuses.h"

static unsigned n_rounds;

/* Per call: which flows it was about, and the round of the last. */
static struct {
    bool flows[CACHE_MAX_FLOWS];
    unsigned round;
} called[PROMISE_CALLS];

/* Per fault: how often it was seen, and the round in which it was last seen. */
static struct {
    uint32_t n_fired;
    unsigned round;
} seen[MODEL_FAULTS];

void promises_begin(void)
{
    n_rounds = 0;
    memset(called, 0, sizeof called);
    memset(seen, 0, sizeof seen);
}

void promises_round_ended(void)
{
    n_rounds++;
    for (unsigned fault = 1; fault < MODEL_FAULTS; fault++) {
        uint32_t n = model_n_fired((enum model_fault)fault);

        if (n != seen[fault].n_fired) {
            seen[fault].n_fired = n;
            seen[fault].round = n_rounds;
        }
    }
}

void promises_called(enum promise_call call)
{
    memset(called[call].flows, true, sizeof called[call].flows);
    called[call].round = n_rounds;
}

void promises_called_for(enum promise_call call, unsigned flow)
{
    called[call].flows[flow] = true;
    called[call].round = n_rounds;
}

void promises_over(enum promise_call call)
{
    memset(called[call].flows, false, sizeof called[call].flows);
}

void promises_over_for(enum promise_call call, unsigned flow)
{
    called[call].flows[flow] = false;
}

/* What meets a whole dump meets all flows. */
static bool has_met(enum model_fault fault, unsigned flow)
{
    return flow == CACHE_NO_FLOW || fault == FAULT_DUMP_CREATE_FAILS ||
           fault == FAULT_DUMP_ENDS_EARLY || model_has_fired_at(fault, flow);
}

static bool has_fired(enum model_fault fault, unsigned flow, unsigned within)
{
    uint32_t n = model_n_fired(fault);

    return n && has_met(fault, flow) &&
           (!within || n != seen[fault].n_fired || n_rounds - seen[fault].round < within);
}

static bool has_been_called(enum promise_call call, unsigned flow, unsigned within)
{
    const bool *flows = called[call].flows;
    bool was_called =
        flow == CACHE_NO_FLOW ? memchr(flows, true, CACHE_MAX_FLOWS) != NULL : flows[flow];

    return was_called && (!within || n_rounds - called[call].round <= within);
}

static bool has_happened(uint64_t what, unsigned flow, unsigned within)
{
    for (unsigned fault = 1; fault < MODEL_FAULTS; fault++) {
        if (what >> fault & 1 && has_fired((enum model_fault)fault, flow, within)) {
            return true;
        }
    }
    for (unsigned call = 0; call < PROMISE_CALLS; call++) {
        if (what >> (MODEL_FAULTS + call) & 1 &&
            has_been_called((enum promise_call)call, flow, within)) {
            return true;
        }
    }
    return !what;
}

/* `rule` is the entry's, or has its tag, or begins with it. */
static bool is_of(const char *rule, const char *entry)
{
    return !strncmp(rule, entry, strlen(entry));
}

/* Whether the file is without a known mistake. */
static bool is_repaired(const char *known)
{
    return strstr(ovs_repaired, known);
}

static const struct excuse *find(const char *rule, unsigned flow)
{
    for (const struct excuse *excuse = excuses; excuse < excuses + n_excuses; excuse++) {
        unsigned within = excuse->kind == AWHILE ? MISSED_DUMPS : 0;

        if (excuse->known && is_repaired(excuse->known)) {
            continue;
        }
        if (is_of(rule, excuse->rule) && has_happened(excuse->happened, flow, within) &&
            has_happened(excuse->with, flow, within)) {
            return excuse;
        }
    }
    return NULL;
}

enum demand { OURS, UPSTREAM, NEW };

static enum demand demand(void)
{
    static const char *const names[] = {"ours", "upstream", "new"};
    const char *value = getenv("UKEYFUZZ_OVS_PROMISES");

    for (unsigned i = 0; value && i < sizeof names / sizeof *names; i++) {
        if (!strcmp(value, names[i])) {
            return (enum demand)i;
        }
    }
    if (value && *value) {
        fprintf(stderr, "UKEYFUZZ_OVS_PROMISES=%s: it must be ours, upstream or new\n", value);
        exit(2);
    }
    return UPSTREAM;
}

bool promises_kept(const char *rule, unsigned flow, struct cache_remark *remark)
{
    static int demanded = -1;
    const struct excuse *excuse = find(rule, flow);

    if (demanded < 0) {
        demanded = (int)demand();
    }
    if (!excuse) {
        return true;
    }
    remark->known = excuse->known;
    remark->text = excuse->text;
    return demanded == OURS || (demanded == UPSTREAM && excuse->kind >= KNOWN);
}
