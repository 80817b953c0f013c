#include "ovs/promises.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

/* What must have happened, bit by bit: faults of the datapath, and calls. 0: nothing. */
#define F(FAULT) (UINT64_C(1) << FAULT_##FAULT)
#define C(CALL)  (UINT64_C(1) << (MODEL_FAULTS + CALLED_##CALL))

#define DELETES_FAIL (F(DELETE_BUSY) | F(DELETE_UNSAID) | F(DELETE_TWICE))
#define FLOW_IS_GONE (F(VANISH) | F(ADD_NOTHING) | F(PUT_LOST) | F(DELETE_UNSAID) | F(DELETE_TWICE))
#define PAUSES       (C(PAUSE) | C(PURGE_PMD))
/* Some flow has rules that may not be cached. */
#define UNCACHEABLE_RULE (UINT64_C(1) << (MODEL_FAULTS + PROMISE_CALLS))
/* Some flow has none. */
#define NO_BRIDGE_RULE (UINT64_C(1) << (MODEL_FAULTS + PROMISE_CALLS + 1))

enum kind {
    WEAKER, /* Upstream never promised it. */
    KNOWN,  /* A mistake of 3.1.0 that is known. */
};

/* The first that fits counts. */
static const struct promise {
    const char *rule; /* A rule, or a tag: all of its rules. */
    uint64_t happened;
    enum kind kind;
    const char *note;
} table[] = {
    {"CNT", 0, WEAKER, "its counters count revalidators and batches of records as well"},
    {"ATTR", 0, WEAKER,
     "O13: what hit the old rules after the last dump is credited to the new translation"},
    {"PROG/waited-too-short", 0, WEAKER,
     "O34: revalidator/wait answers when the round that is running ends"},
    {"ONCE/undeclared", 0, WEAKER, "upstream declares no losses"},
    {"STALL/limit-not-reached", 0, WEAKER, "O20: the number of flows is up to 100 ms old"},
    {"VALID/not-allowed", F(TRANSLATION_UNCACHEABLE) | UNCACHEABLE_RULE, WEAKER,
     "what may not be cached is installed by its miss, and goes with the next change"},
    {"OPS/put-without-ukey", F(TRANSLATION_FAILS) | NO_BRIDGE_RULE, WEAKER,
     "a packet without a bridge puts a flow that drops, and no ukey"},
    {"VALID", F(TRANSLATION_FAILS) | NO_BRIDGE_RULE, WEAKER,
     "a packet without a bridge puts a flow that drops, and no ukey"},
    {"LEAK/not-destroyed", 0, WEAKER, "the library's clocks have mutexes as long as it lives"},
    {"LIM/does-not-recover", 0, WEAKER, "O20: the number of flows is up to 100 ms old"},
    {"LIM/deleted-for-nothing", 0, WEAKER, "O19: the number of flows is up to 100 ms old"},
    {"LIM/too-many-installed", 0, WEAKER, "O20: the number of flows is up to 100 ms old"},

    {"VALID", F(MODIFY_BUSY), KNOWN,
     "known: B74, a failed modify is ignored; repaired by cf11766cb"},
    {"BIJ/other-actions", F(MODIFY_BUSY), KNOWN,
     "known: B74, a failed modify is ignored; repaired by cf11766cb"},
    {"PROG/not-paused", PAUSES, KNOWN,
     "known: B76, the leader opens a dump although it is to pause; repaired by bd86266ea"},
    {"PROG/round-while-paused", PAUSES, KNOWN,
     "known: B76, the leader opens a dump although it is to pause; repaired by bd86266ea"},
    {"PROG/dump-while-paused", PAUSES, KNOWN,
     "known: B76, the leader opens a dump although it is to pause; repaired by bd86266ea"},
    {"BIJ/no-flow", FLOW_IS_GONE, KNOWN,
     "known: B78, nothing removes the ukey of a flow that vanished; repaired by 180ab2fd6"},
    {"STALL", FLOW_IS_GONE, KNOWN,
     "known: B78, nothing removes the ukey of a flow that vanished; repaired by 180ab2fd6"},
    {"ONCE", F(MOVE_LAYER), KNOWN,
     "known: B70, the base of one layer is used for another; repaired by 4d69c1900"},
    {"ONCE", F(READ_DIPS) | F(COUNTER_RESET) | F(MODIFY_RESETS), KNOWN,
     "known: B71, a counter that steps back lowers the base; repaired by 59c908410"},
    {"STATE/without-reason", DELETES_FAIL, WEAKER, "O01: a delete that fails is taken for done"},
    {"STATE/without-reason", FLOW_IS_GONE, WEAKER, "a flow that is gone was deleted"},
    {"ONCE", DELETES_FAIL, KNOWN,
     "known: O01, O09, a delete that fails forgets what was credited; not repaired upstream"},
    {"ONCE", C(PURGE), KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
    {"STATE", C(PURGE), KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
    {"PROG/not-deleted", C(PURGE), KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
    {"OPS", C(PURGE), KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
};

static uint64_t calls;

void promises_begin(void)
{
    calls = 0;
}

void promises_called(enum promise_call call)
{
    calls |= UINT64_C(1) << (MODEL_FAULTS + call);
}

static bool some_rule_is(enum model_rule rule)
{
    for (unsigned flow = 0; flow < CACHE_MAX_FLOWS; flow++) {
        if (model_rule_of(flow) == rule) {
            return true;
        }
    }
    return false;
}

static bool has_happened(uint64_t what)
{
    if (!what || what & calls || (what & UNCACHEABLE_RULE && some_rule_is(RULE_UNCACHEABLE)) ||
        (what & NO_BRIDGE_RULE && some_rule_is(RULE_NO_BRIDGE))) {
        return true;
    }
    for (unsigned fault = 1; fault < MODEL_FAULTS; fault++) {
        if (what >> fault & 1 && model_n_fired((enum model_fault)fault)) {
            return true;
        }
    }
    return false;
}

/* `rule` is the entry's, or has its tag, or begins with it. */
static bool is_of(const char *rule, const char *entry)
{
    return !strncmp(rule, entry, strlen(entry));
}

static const struct promise *find(const char *rule)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (is_of(rule, table[i].rule) && has_happened(table[i].happened)) {
            return &table[i];
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

bool promises_kept(const char *rule, const char **note)
{
    static int demanded = -1;
    const struct promise *promise = find(rule);

    if (demanded < 0) {
        demanded = (int)demand();
    }
    if (!promise) {
        return true;
    }
    *note = promise->note;
    return demanded == OURS || (demanded == UPSTREAM && promise->kind == KNOWN);
}
