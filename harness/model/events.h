/*
 * The harness's kinds of events, above the runtime's own: what the world, the cache under test and
 * the oracles do.
 */
#ifndef MODEL_EVENTS_H
#define MODEL_EVENTS_H 1

#include "runtime/event.h"

/* X(NAME, word, object, value 0, value 1, value 2). An empty string is not printed. Where an object
 * is "slot", it is model_slot(flow, pmd), printed as flow.pmd. */
/* clang-format off */
#define MODEL_EVENTS(X)                                                                          \
    X(PACKET, "packet", "slot", "", "", "")                                                      \
    X(HIT, "hit", "slot", "instance", "packet", "bytes")                                         \
    X(MISS, "miss", "slot", "", "packet", "bytes")                                               \
    X(SENT_UP, "sent-up", "slot", "instance", "packet", "bytes")                                 \
    X(PUT_BEGIN, "put-begin", "slot", "", "", "")                                                \
    X(PUT_COMMIT, "put-commit", "slot", "instance", "error", "actions")                          \
    X(PUT_REPLY, "put-reply", "slot", "", "", "")                                                \
    X(MODIFY_BEGIN, "modify-begin", "slot", "", "", "")                                          \
    X(MODIFY_COMMIT, "modify-commit", "slot", "instance", "error", "actions")                    \
    X(MODIFY_REPLY, "modify-reply", "slot", "", "", "")                                          \
    X(DELETE_BEGIN, "delete-begin", "slot", "", "", "")                                          \
    X(DELETE_READ, "delete-read", "slot", "instance", "packets", "")                             \
    X(DELETE_UNLINK, "delete-unlink", "slot", "", "", "")                                        \
    X(DELETE_COMMIT, "delete-commit", "slot", "instance", "error", "packets")                    \
    X(DELETE_REPLY, "delete-reply", "slot", "", "", "")                                          \
    X(GET_BEGIN, "get-begin", "slot", "", "", "")                                                \
    X(GET_COMMIT, "get-commit", "slot", "instance", "error", "packets")                          \
    X(GET_REPLY, "get-reply", "slot", "", "", "")                                                \
    X(EXECUTE, "execute", "slot", "packet", "actions", "")                                       \
    X(ADD_BEGIN, "add-begin", "slot", "", "", "")                                                \
    X(ADD_COMMIT, "add-commit", "slot", "instance", "error", "actions")                          \
    X(FLOWS, "count-flows", "flows", "", "", "")                                                 \
    X(DUMP_CREATE, "dump-create", "", "", "", "")                                                \
    X(DUMP_NEXT, "dump-next", "thread", "", "", "")                                              \
    X(DUMP_RECORD, "dump-record", "slot", "instance", "packets", "copy")                         \
    X(DUMP_HANDED, "dump-handed", "thread", "", "", "")                                          \
    X(DUMP_DESTROY, "dump-destroy", "", "", "", "")                                              \
    X(DUMP_RESULT, "dump-result", "", "error", "", "")                                           \
    X(INSTANCE_BEGIN, "instance-begin", "slot", "instance", "origin", "layer")                   \
    X(INSTANCE_END, "instance-end", "slot", "instance", "end", "packets")                        \
    X(FAULT, "fault", "slot", "fault", "", "")                                                   \
    X(DISTURB, "disturb", "slot", "fault", "", "")                                               \
    X(ARM, "arm", "flow", "fault", "count", "")                                                  \
    X(HEAL, "heal", "", "", "", "")                                                              \
    X(RULES, "change-rules", "flow", "", "", "")                                                 \
    X(RULES_CHANGED, "rules", "flow", "version", "rule", "")                                     \
    X(TRANSLATE_BEGIN, "translate-begin", "slot", "", "", "")                                    \
    X(TRANSLATE, "translate", "slot", "purpose", "handle", "actions")                            \
    X(TRANSLATE_FAILED, "untranslated", "slot", "purpose", "", "")                               \
    X(CREDIT, "credit", "slot", "packets", "bytes", "handle")                                    \
    X(CREDITED, "credited", "slot", "", "", "")                                                  \
    X(CREDIT_PACKET, "credit-packet", "slot", "packet", "bytes", "handle")                       \
    X(RELEASE, "release", "handle", "", "", "")                                                  \
    X(ADOPT, "adopt", "flow", "actions", "error", "")                                            \
    X(TRANSITION, "ukey", "slot", "serial", "from", "to")                                        \
    X(FREED, "ukey-freed", "slot", "serial", "", "")                                             \
    X(UPCALL_BEGIN, "upcall-begin", "slot", "packet", "", "")                                    \
    X(UPCALL_END, "upcall-end", "slot", "packet", "verdict", "")                                 \
    X(LOSS, "loss", "slot", "reason", "", "")                                                    \
    X(LIMIT, "flow-limit", "", "flows", "", "")                                                  \
    X(ROUND_BEGIN, "round-begin", "", "dump", "rules", "")                                       \
    X(ROUND_END, "round-end", "", "dump", "rules", "complete")                                   \
    X(CALL, "call", "call", "", "", "")                                                          \
    X(CALLED, "called", "call", "result", "", "")                                                \
    X(CHECK, "check", "", "", "", "")
/* clang-format on */

enum model_event {
    EVENT_MODEL_BEFORE_FIRST = EVENT_CLIENT - 1,
#define MODEL_EVENT_ENUM(NAME, WORD, OBJECT, V0, V1, V2) EVENT_##NAME,
    MODEL_EVENTS(MODEL_EVENT_ENUM)
#undef MODEL_EVENT_ENUM
        EVENT_MODEL_AFTER_LAST
};
_Static_assert((int)EVENT_MODEL_AFTER_LAST <= (int)EVENT_KINDS, "too many kinds");

/* Calls of a cache under test that say something about what happens next: objects of CALL and
 * CALLED. */
#define HARNESS_CALLS(X)            \
    X(NONE, "none")                 \
    X(CREATE, "create")             \
    X(DESTROY, "destroy")           \
    X(START, "start")               \
    X(STOP, "stop")                 \
    X(SET_THREADS, "set-threads")   \
    X(FLUSH, "flush")               \
    X(PAUSE, "pause")               \
    X(RESUME, "resume")             \
    X(PURGE, "purge")               \
    X(PURGE_PMD, "purge-pmd")       \
    X(WAIT, "wait")                 \
    X(LET_IN, "let-in")             \
    X(HANDLE_BATCH, "handle-batch") \
    X(ROUND, "round")               \
    X(REVALIDATE, "revalidate")

enum harness_call {
#define HARNESS_CALL_ENUM(NAME, WORD) CALL_##NAME,
    HARNESS_CALLS(HARNESS_CALL_ENUM)
#undef HARNESS_CALL_ENUM
        HARNESS_N_CALLS
};

/* Gives them to event_log_set_client(). Once, at start-up. */
void model_events_name(void);

/* The words of the cache's terms, for messages and events. */
const char *model_state_word(unsigned state);     /* enum cache_state */
const char *model_verdict_word(unsigned verdict); /* enum cache_verdict */
const char *model_loss_word(unsigned loss);       /* enum cache_loss */
const char *model_op_word(unsigned type);         /* enum cache_op_type */
const char *model_call_word(unsigned call);       /* enum harness_call */

#endif /* events.h */
