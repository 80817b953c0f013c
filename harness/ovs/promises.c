#include "ovs/promises.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

/* What must have happened, bit by bit: faults of the datapath, and calls. 0: nothing. */
#define F(FAULT) (UINT64_C(1) << FAULT_##FAULT)
#define C(CALL)  (UINT64_C(1) << (MODEL_FAULTS + CALLED_##CALL))
/* What a translation has answered. */
#define A(ANSWER) (UINT64_C(1) << (MODEL_FAULTS + ANSWERED_##ANSWER))

#define DELETES_FAIL (F(DELETE_BUSY) | F(DELETE_UNSAID) | F(DELETE_TWICE))
#define FLOW_IS_GONE (F(VANISH) | F(ADD_NOTHING) | F(PUT_LOST) | F(DELETE_UNSAID) | F(DELETE_TWICE))
#define PAUSES       (C(PAUSE) | C(PURGE_PMD))
#define LEFT_OUT     (F(DUMP_OMIT) | F(DUMP_OMIT_SILENTLY) | F(DUMP_ENDS_EARLY) | F(DUMP_CREATE_FAILS))
#define DUPLICATES \
    (F(DUMP_DUPLICATE) | F(DUMP_DUPLICATE_OTHER) | F(DUMP_DUPLICATE_LATE) | F(DUMP_REVISIT))
#define KEEPING "upstream's threads stop without deleting flows only if the udpif is destroyed then"

enum kind {
    WEAKER, /* Upstream never promised it. */
    KNOWN,  /* A mistake of 3.1.0 that is known. */
};

/* The first that fits counts. */
static const struct promise {
    const char *rule;  /* A rule, or a tag: all of its rules. */
    uint64_t happened; /* One of these, */
    uint64_t with;     /* and one of these. */
    enum kind kind;
    const char *note;
} table[] = {
    {"CNT", 0, 0, WEAKER, "its counters count revalidators and batches of records as well"},
    {"ATTR", 0, 0, WEAKER,
     "O13: what hit the old rules after the last dump is credited to the new translation"},
    {"PROG/waited-too-short", 0, 0, WEAKER,
     "O34: revalidator/wait answers when the round that is running ends"},
    {"ONCE/undeclared", 0, 0, WEAKER, "upstream declares no losses"},
    {"STALL/limit-not-reached", 0, 0, WEAKER, "O20: the number of flows is up to 100 ms old"},
    {"VALID/not-allowed", A(UNCACHEABLE), 0, WEAKER,
     "what may not be cached is installed by its miss, and goes with the next change"},
    {"OPS/put-without-ukey", A(NO_BRIDGE), 0, WEAKER,
     "a packet without a bridge puts a flow that drops, and no ukey"},
    {"VALID", A(NO_BRIDGE), 0, WEAKER,
     "a packet without a bridge puts a flow that drops, and no ukey"},
    {"STALL/not-put", A(NO_BRIDGE), 0, WEAKER,
     "the flow that a packet without a bridge has put is met by the next put: EEXIST"},
    {"ONCE/lost-by-delete", A(NO_BRIDGE), 0, WEAKER,
     "a translation that fails leaves nothing that the last packets could be credited to"},
    {"ONCE/packet-not-credited", A(NO_BRIDGE), 0, WEAKER,
     "a packet without a bridge has no rules that it could be credited to"},
    {"ONCE/packet-not-executed", A(NO_BRIDGE), 0, WEAKER,
     "a packet without a bridge has no actions that could be executed"},
    {"VALID/of-no-rules", F(FOREIGN_FLOW) | F(PUT_FOREIGN), 0, WEAKER,
     "the actions of a flow that somebody else adds are compared when the rules change"},
    {"LIM/idle-and-kept", LEFT_OUT, 0, WEAKER,
     "a flow that the dump leaves out does not idle out in that round"},
    {"OPS/deletes-other-than-evicting", C(STOP_KEEPING), 0, WEAKER, KEEPING},
    {"PROG/not-deleted", C(STOP_KEEPING), 0, WEAKER, KEEPING},
    {"BIJ", C(STOP_KEEPING), 0, WEAKER, KEEPING},
    {"STALL", C(STOP_KEEPING), 0, WEAKER, KEEPING},
    {"LEAK/not-destroyed", 0, 0, WEAKER, "the library's clocks have mutexes as long as it lives"},
    {"LIM/does-not-recover", 0, 0, WEAKER, "O20: the number of flows is up to 100 ms old"},
    {"LIM/deleted-for-nothing", 0, 0, WEAKER, "O19: the number of flows is up to 100 ms old"},
    {"LIM/too-many-installed", 0, 0, WEAKER, "O20: the number of flows is up to 100 ms old"},

    {"VALID", F(MODIFY_BUSY), 0, KNOWN,
     "known: B74, a failed modify is ignored; repaired by cf11766cb"},
    {"BIJ/other-actions", F(MODIFY_BUSY), 0, KNOWN,
     "known: B74, a failed modify is ignored; repaired by cf11766cb"},
    {"PROG/not-paused", PAUSES, 0, KNOWN,
     "known: B76, the leader opens a dump although it is to pause; repaired by bd86266ea"},
    {"PROG/round-while-paused", PAUSES, 0, KNOWN,
     "known: B76, the leader opens a dump although it is to pause; repaired by bd86266ea"},
    {"PROG/dump-while-paused", PAUSES, 0, KNOWN,
     "known: B76, the leader opens a dump although it is to pause; repaired by bd86266ea"},
    {"BIJ/no-flow", FLOW_IS_GONE, 0, KNOWN,
     "known: B78, nothing removes the ukey of a flow that vanished; repaired by 180ab2fd6"},
    {"STALL", FLOW_IS_GONE, 0, KNOWN,
     "known: B78, nothing removes the ukey of a flow that vanished; repaired by 180ab2fd6"},
    {"ONCE/not-credited", FLOW_IS_GONE, 0, KNOWN,
     "known: B78, the flow that comes next is credited from the base of the one that vanished; "
     "repaired by 180ab2fd6"},
    {"ONCE", FLOW_IS_GONE, F(FOREIGN_FLOW), KNOWN,
     "known: B78, a flow that somebody else adds is credited from the base of the one that "
     "vanished; repaired by 180ab2fd6"},
    {"ONCE", F(MOVE_LAYER), 0, KNOWN,
     "known: B70, the base of one layer is used for another; repaired by 4d69c1900"},
    {"ONCE", F(READ_DIPS) | F(COUNTER_RESET) | F(MODIFY_RESETS), 0, KNOWN,
     "known: B71, a counter that steps back lowers the base; repaired by 59c908410"},
    {"STATE/without-reason", DELETES_FAIL, 0, WEAKER, "O01: a delete that fails is taken for done"},
    {"STATE/without-reason", FLOW_IS_GONE, 0, WEAKER, "a flow that is gone was deleted"},
    {"ONCE", DELETES_FAIL, 0, KNOWN,
     "known: O01, O09, a delete that fails forgets what was credited; not repaired upstream"},
    {"BIJ/no-flow", DUPLICATES, 0, KNOWN,
     "known: N02, a duplicate of a record replaces an EVICTED ukey by one that stays VISIBLE; not "
     "repaired upstream"},
    {"STALL", DUPLICATES, 0, KNOWN,
     "known: N02, a duplicate of a record replaces an EVICTED ukey by one that stays VISIBLE; not "
     "repaired upstream"},
    {"ONCE", C(PURGE), 0, KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
    {"STATE", C(PURGE), 0, KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
    {"VALID", C(PURGE), 0, KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
    {"PROG/not-deleted", C(PURGE), 0, KNOWN,
     "known: B75, revalidator/purge does not pause the revalidators; repaired by bd86266ea"},
    {"BIJ", C(PURGE), 0, KNOWN,
     "known: N01, a purge deletes ukeys whose puts are still to come; not repaired upstream"},
    {"OPS", C(PURGE), 0, KNOWN,
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

static bool has_happened(uint64_t what)
{
    if (!what || what & calls) {
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
        if (is_of(rule, table[i].rule) && has_happened(table[i].happened) &&
            has_happened(table[i].with)) {
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
