#include "ovs/promise/excuses.h"

/* What must have happened, bit by bit (excuses.h): faults of the datapath, and calls. */
#define F(FAULT) (UINT64_C(1) << FAULT_##FAULT)
#define C(CALL)  (UINT64_C(1) << (MODEL_FAULTS + CALLED_##CALL))
/* What a translation has answered. */
#define A(ANSWER) (UINT64_C(1) << (MODEL_FAULTS + ANSWERED_##ANSWER))

#define DELETES_FAIL (F(DELETE_BUSY) | F(DELETE_UNSAID) | F(DELETE_TWICE))
#define FLOW_IS_GONE \
    (F(VANISH) | F(ADD_NOTHING) | F(PUT_LOST) | F(DELETE_UNSAID) | F(DELETE_TWICE) | C(UNDER_UKEY))
/* A handler's ukey gets no flow. */
#define PUT_FAILS       (F(PUT_COVERED) | F(PUT_NO_SPACE))
#define ADDED_BY_OTHERS (F(FOREIGN_FLOW) | F(PUT_FOREIGN))
/* A flow is left, or comes, for which no ukey stands. */
#define STANDS_ALONE (ADDED_BY_OTHERS | F(PUT_UNSAID) | DELETES_FAIL | A(NO_BRIDGE))
#define PAUSES       (C(PAUSE) | C(PURGE_PMD))
#define LEFT_OUT     (F(DUMP_OMIT) | F(DUMP_OMIT_SILENTLY) | F(DUMP_ENDS_EARLY) | F(DUMP_CREATE_FAILS))
#define DUPLICATES \
    (F(DUMP_DUPLICATE) | F(DUMP_DUPLICATE_OTHER) | F(DUMP_DUPLICATE_LATE) | F(DUMP_REVISIT))
#define STEPS_BACK (F(READ_DIPS) | F(COUNTER_RESET) | F(MODIFY_RESETS))
/* Reasons that several rows share; of a known mistake its number too. */
#define DOES_NOT_PAUSE \
    "B75", "revalidator/purge does not pause the revalidators; repaired by bd86266ea"
#define DUMPS_ALTHOUGH_PAUSED \
    "B76", "the leader opens a dump although it is to pause; repaired by bd86266ea"
#define MODIFY_IGNORED "B74", "a failed modify is ignored; repaired by cf11766cb"
#define NEVER_REMOVED \
    "B78", "nothing removes the ukey of a flow that vanished; repaired by 180ab2fd6"
#define USED_WHEN_MADE                                                                          \
    "N04", "a flow that is there before its ukey counts as used when the ukey is made, and so " \
           "do its hits; not repaired upstream"
#define DELETED_TWICE                                                                             \
    "N09", "a flow that recirculates is deleted as one that has no ukey, and once more with the " \
           "ukey that was made meanwhile; not repaired upstream"
#define MADE_OF_OLD_RECORD                                                                       \
    "B78", "a duplicate of the record of a flow that was deleted without a ukey makes one, and " \
           "nothing removes it; repaired by 180ab2fd6"
#define CONFIRMED_BY_OLD_RECORD                                                                 \
    "B78", "a duplicate of a record confirms a ukey whose put then fails, and nothing removes " \
           "it; repaired by 180ab2fd6"
#define VISIBLE_FOR_EVER                                                                      \
    "N02", "a duplicate of a record replaces an EVICTED ukey by one that stays VISIBLE; not " \
           "repaired upstream"
#define PURGED_BEFORE_PUT \
    "N01", "a purge deletes ukeys whose puts are still to come; not repaired upstream"
#define TAKEN_FURTHER                                                                      \
    "N01", "a handler whose put fails takes a ukey further that a purge is deleting; not " \
           "repaired upstream"
#define PURGE_MEETS_DELETE                                                                \
    "O23", "a purge of a packet thread meets a ukey that is being deleted; not repaired " \
           "upstream"
#define OLD_NUMBER "O20: the number of flows is up to 100 ms old; see harness/ovs/limit.h"
#define DELETED_WITHOUT_UKEY \
    "a flow that has no ukey and recirculates, or cannot be got, is deleted without one"
#define NEGATIVE                                                                                 \
    "O31", "a counter that steps back is credited as a number that is negative, and again when " \
           "it has its old value; not repaired upstream"
#define OLD_BASE                                                                          \
    "N06", "a flow that is deleted before a dump has shown its move to another layer is " \
           "credited from the base of the old one; not repaired upstream"
#define FORGOTTEN "O01", "O09, a delete that fails forgets what was credited; not repaired upstream"
#define NEVER_COMPARED                                                                          \
    "N03", "a flow that is there already is taken for the one that a handler is about to put; " \
           "not repaired upstream"
#define DELETED_BEFORE_PUT                                                                      \
    "N11", "a flow that is there already is deleted under the ukey that a handler is about to " \
           "put, and then that put fails; not repaired upstream"
#define DROPS                                                                              \
    "what a packet without a bridge has put is revalidated with the next change, which a " \
    "change of bridges is"
#define NEVER_ADDED                                                                            \
    "O15", "O16, a packet thread's ukey whose flow no dump shows stays VISIBLE for ever; not " \
           "repaired upstream"
#define NO_LONGER_PAUSED                                                                      \
    "O24: threads that are paused cannot be stopped, so a pause ends with a call that stops " \
    "them"
#define SLOW_TO_GO "O17: a ukey goes when four dumps in a row did not show its flow"
#define NO_RULES_LEFT \
    "a translation that fails leaves nothing that the last packets could be credited to"
#define KEEPING "upstream's threads stop without deleting flows only if the udpif is destroyed then"

const struct excuse excuses[] = {
    {"CNT", 0, 0, WEAKER, NULL, "its counters count revalidators and batches of records as well"},
    {"ATTR/credited-to-newer-rules", 0, 0, WEAKER, NULL,
     "O13: what hit the old rules after the last dump is credited to the new translation"},
    {"PROG/waited-too-short", 0, 0, WEAKER, NULL,
     "O34: revalidator/wait answers when the round that is running ends"},
    {"OPS/missed-in-a-dump", 0, 0, WEAKER, NULL,
     "upstream closes a dump after the sweep, and sweeps whether it was complete or not"},
    {"STATE/gone-before-it-came", 0, 0, WEAKER, NULL,
     "upstream purges a packet thread's ukey whether its flow has come or not"},
    {"LOCK/shown-without-its-lock", 0, 0, WEAKER, NULL,
     "the harness looks at upstream's ukeys itself, at rest"},
    {"ONCE/undeclared", 0, 0, WEAKER, NULL, "upstream declares no losses"},
    {"STALL/has-another-key", 0, 0, WEAKER, NULL,
     "a flow has one key here: see harness/ovs/identity.h"},
    {"STALL/limit-not-reached", 0, 0, WEAKER, NULL, OLD_NUMBER},
    {"STALL/cacheable", A(CONTEXT_GOES), 0, WEAKER, NULL,
     "a packet whose context is about to go installs no flow, whatever the rules say by then"},
    {"VALID/not-allowed", A(UNCACHEABLE), 0, WEAKER, NULL,
     "what may not be cached is installed by its miss, and goes with the next change"},
    {"OPS/put-without-ukey", A(NO_BRIDGE), 0, WEAKER, NULL,
     "a packet without a bridge puts a flow that drops, and no ukey"},
    {"VALID/of-no-rules", A(NO_BRIDGE_LATELY), 0, WEAKER, NULL, DROPS},
    {"VALID/not-allowed", A(NO_BRIDGE_LATELY), 0, WEAKER, NULL, DROPS},
    {"ONCE/lost-by-delete", A(NO_BRIDGE), 0, WEAKER, NULL, NO_RULES_LEFT},
    {"ONCE/gap", A(NO_BRIDGE), 0, WEAKER, NULL, NO_RULES_LEFT},
    {"ONCE/not-credited", A(NO_BRIDGE), 0, WEAKER, NULL, NO_RULES_LEFT},
    {"ONCE/packet-not-credited", A(NO_BRIDGE), 0, WEAKER, NULL,
     "a packet without a bridge has no rules that it could be credited to"},
    {"ONCE/packet-not-executed", A(NO_BRIDGE), 0, WEAKER, NULL,
     "a packet without a bridge has no actions that could be executed"},
    {"ONCE/reply-not-as-translated", A(NO_BRIDGE), 0, WEAKER, NULL,
     "a packet without a bridge gets a flow that drops, and matches all bits"},
    {"VALID/of-no-rules", ADDED_BY_OTHERS, 0, WEAKER, NULL,
     "the actions of a flow that somebody else adds are compared when the rules change"},
    {"LIM/idle-and-kept", LEFT_OUT, 0, WEAKER, NULL,
     "a flow that the dump leaves out does not idle out in that round"},
    {"LIM/idle-and-kept", ADDED_BY_OTHERS, 0, WEAKER, NULL,
     "a flow that somebody else adds counts as used when its ukey is made"},
    {"LIM/idle-and-kept", C(WITH_SHORT_IDLE), 0, WEAKER, NULL,
     "O20: above the limit a flow may be idle for 100 ms, and the number of flows is up to 100 ms "
     "old"},
    {"OPS/deletes-other-than-evicting", C(TO_DELETE_REFUSED), 0, WEAKER, NULL,
     DELETED_WITHOUT_UKEY},
    {"OPS/deletes-other-than-evicting", C(STOP_KEEPING), 0, WEAKER, NULL, KEEPING},
    {"PROG/not-deleted", C(STOP_KEEPING), 0, WEAKER, NULL, KEEPING},
    {"BIJ", C(STOP_KEEPING), 0, WEAKER, NULL, KEEPING},
    {"STALL", C(STOP_KEEPING), 0, WEAKER, NULL, KEEPING},
    {"LEAK/not-destroyed", 0, 0, WEAKER, NULL,
     "the library's clocks have mutexes as long as it lives"},
    {"LIM/does-not-recover", C(WITH_OLD_NUMBER), 0, WEAKER, NULL,
     "O20: the number of flows is up to 100 ms old"},
    {"LIM/deleted-for-nothing", C(CROWDED), 0, WEAKER, NULL,
     "O19: the number of flows is up to 100 ms old"},
    {"LIM/deleted-for-nothing", LEFT_OUT | C(FOR_BUSY), 0, WEAKER, NULL,
     "O18: what four dumps in a row did not show, or was busy when they did, is taken for gone"},
    {"LIM/deleted-for-nothing", C(TO_DELETE_REFUSED), 0, WEAKER, NULL, DELETED_WITHOUT_UKEY},
    {"LIM/deleted-for-nothing", F(MOVE_LAYER), 0, KNOWN, "B73",
     "a flow whose counters lag, as it is offloaded, seems to carry too little to be worth a "
     "translation; repaired by 29720e378"},
    {"LIM/too-many-installed", 0, 0, WEAKER, NULL, OLD_NUMBER},

    {"PROG/purge-without-threads", 0, 0, KNOWN, "O26",
     "revalidators are paused whether there are any or not; not repaired upstream"},
    {"ABORT/no-thread", 0, 0, WEAKER, NULL, "upstream ends its process when no thread can be made"},
    {"ABORT/invalid-transition", C(PURGE), 0, KNOWN, PURGED_BEFORE_PUT},
    {"ABORT/invalid-transition", C(PURGE_PMD), 0, KNOWN, PURGE_MEETS_DELETE},
    {"OPS/deletes-other-than-evicting", C(PURGE), 0, KNOWN, TAKEN_FURTHER},
    {"OPS/deletes-other-than-evicting", C(PURGE_PMD), 0, KNOWN, PURGE_MEETS_DELETE},
    {"VALID", C(PURGE), C(BEFORE_PUT), KNOWN, "N01",
     "a purge deletes a ukey whose put is still to come: its flow is taken for the one that the "
     "next handler is about to put; not repaired upstream"},
    {"STATE", C(PURGE_PMD), 0, KNOWN, "O23",
     "a purge of a packet thread deletes ukeys whose puts are still to come; not repaired "
     "upstream"},
    {"RCU/freed-while-visible", C(PURGE_PMD), 0, KNOWN, "O23",
     "a purge of a packet thread takes no ukey's lock, and frees what a handler makes visible; not "
     "repaired upstream"},
    {"OPS/deletes-other-than-evicting", STANDS_ALONE, C(BEFORE_PUT), KNOWN, DELETED_BEFORE_PUT},
    {"ABORT/invalid-transition", STANDS_ALONE, C(BEFORE_PUT), KNOWN, DELETED_BEFORE_PUT},
    {"STATE/without-reason", STANDS_ALONE, C(BEFORE_PUT), KNOWN, DELETED_BEFORE_PUT},

    {"LEAK/context-left", C(MISSING), 0, KNOWN, "O11",
     "a flow that is to be modified and is missing is deleted: the references of its new actions "
     "are not given back; not repaired upstream"},
    {"LEAK/context-not-held", STANDS_ALONE, C(BEFORE_PUT), KNOWN, NEVER_COMPARED},
    {"VALID", STANDS_ALONE, C(BEFORE_PUT), KNOWN, NEVER_COMPARED},
    {"BIJ/other-actions", STANDS_ALONE, C(BEFORE_PUT), KNOWN, NEVER_COMPARED},
    {"VALID", FLOW_IS_GONE, STANDS_ALONE, KNOWN, NEVER_COMPARED},
    {"BIJ/other-actions", FLOW_IS_GONE, STANDS_ALONE, KNOWN, NEVER_COMPARED},
    {"VALID", F(MODIFY_BUSY), 0, KNOWN, MODIFY_IGNORED},
    {"BIJ/other-actions", F(MODIFY_BUSY), 0, KNOWN, MODIFY_IGNORED},
    {"PROG/round-while-paused", C(ENDING_PAUSE), 0, WEAKER, NULL, NO_LONGER_PAUSED},
    {"PROG/dump-while-paused", C(ENDING_PAUSE), 0, WEAKER, NULL, NO_LONGER_PAUSED},

    {"PROG/not-paused", PAUSES, 0, KNOWN, DUMPS_ALTHOUGH_PAUSED},
    {"PROG/round-while-paused", PAUSES, 0, KNOWN, DUMPS_ALTHOUGH_PAUSED},
    {"PROG/dump-while-paused", PAUSES, 0, KNOWN, DUMPS_ALTHOUGH_PAUSED},
    {"BIJ/no-flow", FLOW_IS_GONE, C(UPCALL), KNOWN, NEVER_ADDED},
    {"STALL", FLOW_IS_GONE, C(UPCALL), KNOWN, NEVER_ADDED},
    {"BIJ/no-flow", FLOW_IS_GONE, 0, KNOWN, NEVER_REMOVED},
    {"STALL", FLOW_IS_GONE, 0, KNOWN, NEVER_REMOVED},
    {"STALL", FLOW_IS_GONE, 0, AWHILE, NULL, SLOW_TO_GO},
    {"BIJ/no-flow", FLOW_IS_GONE, 0, AWHILE, NULL, SLOW_TO_GO},
    {"BIJ/no-flow", C(REFUSED), DUPLICATES, KNOWN, MADE_OF_OLD_RECORD},
    {"STALL", C(REFUSED), DUPLICATES, KNOWN, MADE_OF_OLD_RECORD},
    {"STALL", C(REFUSED), DUPLICATES, AWHILE, NULL, SLOW_TO_GO},
    {"BIJ/no-flow", C(REFUSED), DUPLICATES, AWHILE, NULL, SLOW_TO_GO},
    {"BIJ/no-flow", PUT_FAILS, C(BEFORE_PUT), KNOWN, CONFIRMED_BY_OLD_RECORD},
    {"STALL", PUT_FAILS, C(BEFORE_PUT), KNOWN, CONFIRMED_BY_OLD_RECORD},
    {"STALL", PUT_FAILS, C(BEFORE_PUT), AWHILE, NULL, SLOW_TO_GO},
    {"BIJ/no-flow", PUT_FAILS, C(BEFORE_PUT), AWHILE, NULL, SLOW_TO_GO},
    {"ONCE/not-credited", FLOW_IS_GONE, 0, KNOWN, "B78",
     "the flow that comes next is credited from the base of the one that vanished; repaired by "
     "180ab2fd6"},
    {"ONCE/credited-at-another-time", C(FOR_RECORD), 0, KNOWN, USED_WHEN_MADE},
    {"ONCE/credited-at-another-time", STANDS_ALONE, C(BEFORE_PUT), KNOWN, USED_WHEN_MADE},
    {"LOCK/step-without-lock", C(PURGE_PMD), 0, KNOWN, "O23",
     "a purge of a packet thread takes no ukey's lock; not repaired upstream"},
    {"OPS/deletes-twice-at-once", C(BESIDE_REFUSED), 0, KNOWN, DELETED_TWICE},
    {"OPS/deletes-for-another", C(BESIDE_REFUSED), 0, KNOWN, DELETED_TWICE},
    {"OPS/deletes-what-is-gone", C(BESIDE_REFUSED), 0, KNOWN, DELETED_TWICE},
    {"STATE/not-its-owner", C(BESIDE_REFUSED), 0, KNOWN, DELETED_TWICE},
    {"OPS/deletes-what-is-gone", C(UNDER_UKEY), 0, KNOWN, "N09",
     "a flow that recirculates is deleted as one that has no ukey, and a handler has made one "
     "meanwhile; not repaired upstream"},
    {"ONCE/lost-by-delete", C(WITHOUT_KEY), 0, KNOWN, "N08",
     "a flow that recirculates and has no ukey is deleted, and its packets are credited to "
     "nothing: a terse dump shows no key; not repaired upstream"},
    {"ONCE", C(REFUSED), DUPLICATES, KNOWN, "N10",
     "a duplicate of the record of a flow that was deleted without a ukey is taken for one of the "
     "flow that came after it; not repaired upstream"},
    {"ONCE/credited-twice", DELETES_FAIL, 0, KNOWN, FORGOTTEN},
    {"ONCE/gap", DELETES_FAIL, 0, KNOWN, FORGOTTEN},
    {"ONCE/lost-by-delete", DELETES_FAIL, 0, KNOWN, FORGOTTEN},
    {"ONCE/not-credited", DELETES_FAIL, 0, KNOWN, FORGOTTEN},
    {"ONCE", FLOW_IS_GONE, STANDS_ALONE, KNOWN, "B78",
     "a flow that is added without a ukey is credited from the base of the one that vanished; "
     "repaired by 180ab2fd6"},
    {"ONCE", FLOW_IS_GONE, STANDS_ALONE, KNOWN, "O17",
     "until the ukey of a flow that vanished goes, one that is added without a ukey is credited "
     "from its base; not repaired upstream"},
    {"ONCE", F(MOVE_LAYER), 0, KNOWN, "B70",
     "the base of one layer is used for another; repaired by 4d69c1900"},
    {"ONCE", STEPS_BACK, 0, KNOWN, "B71",
     "a counter that steps back lowers the base; repaired by 59c908410"},
    {"ONCE", STEPS_BACK, 0, KNOWN, NEGATIVE},
    {"ONCE/credited-twice", F(MOVE_LAYER), DUPLICATES, KNOWN, "O06",
     "a record of another layer resets the base before it is known to be a duplicate; not repaired "
     "upstream"},
    {"ONCE", F(MOVE_LAYER), 0, KNOWN, OLD_BASE},
    {"STATE/without-reason", DELETES_FAIL, 0, WEAKER, NULL,
     "O01: a delete that fails is taken for done"},
    {"STATE/without-reason", FLOW_IS_GONE, 0, WEAKER, NULL, "a flow that is gone was deleted"},
    {"BIJ/no-flow", DUPLICATES, 0, KNOWN, VISIBLE_FOR_EVER},
    {"STALL", DUPLICATES, 0, KNOWN, VISIBLE_FOR_EVER},
    {"ONCE", C(PURGE), 0, KNOWN, DOES_NOT_PAUSE},
    {"STATE/without-reason", C(PURGE), 0, KNOWN, TAKEN_FURTHER},
    {"STATE", C(PURGE), 0, KNOWN, DOES_NOT_PAUSE},
    {"LIM/idle-and-kept", C(PURGE), 0, KNOWN, DOES_NOT_PAUSE},
    {"STALL", C(PURGE), 0, KNOWN, DOES_NOT_PAUSE},
    {"VALID", C(PURGE), 0, KNOWN, DOES_NOT_PAUSE},
    {"PROG/not-deleted", C(PURGE), 0, KNOWN, DOES_NOT_PAUSE},
    {"PROG/not-deleted", C(PURGE), C(FOR_BUSY) | C(INSERTED), WEAKER, NULL,
     "a purge leaves out a ukey whose lock somebody has, and may leave one out while another goes "
     "into its table"},
    {"BIJ", C(PURGE), 0, KNOWN, PURGED_BEFORE_PUT},
    {"OPS", C(PURGE), 0, KNOWN, DOES_NOT_PAUSE},
};
const size_t n_excuses = sizeof excuses / sizeof *excuses;
