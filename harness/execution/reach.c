#include "execution/reach.h"

#include <string.h>

#include "model/events.h"
#include "model/model.h"
#include "runtime/runtime.h"

/* Sets of states. */
enum {
    NO_UKEY = 1 << REACH_NO_UKEY,
    VISIBLE = 1 << REACH_VISIBLE,
    OPERATIONAL = 1 << REACH_OPERATIONAL,
    INCONSISTENT = 1 << REACH_INCONSISTENT,
    EVICTING = 1 << REACH_EVICTING,
    EVICTED = 1 << REACH_EVICTED,
    ANY = (1 << REACH_STATES) - 1,
    /* While the put of a ukey is pending nobody else gets it any further than that. */
    PENDING = VISIBLE | EVICTING,
    /* A flow is in the datapath as far as the cache knows, or is just being taken out. */
    CREDITED = OPERATIONAL | EVICTING,
    QUIET = NO_UKEY | CREDITED, /* In main's own round, for a packet or for a record. */
    WATCHED = VISIBLE | CREDITED,
    EVICTABLE = VISIBLE | OPERATIONAL | INCONSISTENT,
    /* When nobody is in the middle of adopting a flow or putting one. */
    SHOWN = NO_UKEY | OPERATIONAL | INCONSISTENT | EVICTING | EVICTED,
};

/* What can be done to a flow, and in which of its states by main, the thread that runs RCU
 * callbacks, packet threads, revalidators and handlers.
 *
 * Main sends packets, also as a packet thread does when everything has come to rest, purges, and
 * makes a round of its own when it flushes, with nobody else around. Between a miss and its
 * verdict, and between a look for a ukey and the question about a flow that has none, others may do
 * anything; other operations are sent under the protection of a state. Only what is queued comes with
 * another key, so packet threads meet no conflict but those that handlers have left. */
/* clang-format off */
#define OPERATIONS(X)                                                                         \
    X(HIT,              "hit",                    ANY, 0, ANY, 0, 0)                          \
    X(MISS,             "miss",                   ANY, 0, ANY, 0, 0)                          \
    X(SENT_UP,          "sent up",                ANY, 0, ANY, 0, 0)                          \
    X(UPCALL,           "upcall",                 NO_UKEY, 0, ANY, 0, ANY)                    \
    X(TRANSLATE,        "translate",              QUIET, 0, ANY, WATCHED, ANY)                \
    X(TRANSLATE_FAILED, "translate fails",        QUIET, 0, ANY, WATCHED, ANY)                \
    X(INSTALLED,        "verdict installed",      VISIBLE, 0, PENDING, 0, ANY)                \
    X(REPLACED,         "verdict replaced",       0, 0, PENDING, 0, ANY)                      \
    X(DUPLICATE,        "verdict duplicate",      0, 0, ANY, 0, ANY)                          \
    X(CONTENDED,        "verdict contended",      0, 0, ANY, 0, ANY)                          \
    X(CONFLICT,         "verdict conflict",       0, 0, ANY, 0, ANY)                          \
    X(LIMITED,          "verdict limited",        NO_UKEY, 0, ANY, 0, ANY)                    \
    X(NOT_CACHEABLE,    "verdict not cacheable",  NO_UKEY, 0, ANY, 0, ANY)                    \
    X(UNTRANSLATABLE,   "verdict untranslatable", NO_UKEY, 0, ANY, 0, ANY)                    \
    X(PUT_BEGIN,        "put",                    0, 0, 0, 0, PENDING)                        \
    X(PUT_DONE,         "put done",               0, 0, 0, 0, PENDING)                        \
    X(PUT_FAILED,       "put fails",              0, 0, 0, 0, PENDING)                        \
    X(PUT_REPLY,        "put answered",           0, 0, 0, 0, PENDING)                        \
    X(EXECUTE,          "execute",                0, 0, 0, 0, ANY)                            \
    X(ADD_BEGIN,        "add",                    VISIBLE, 0, PENDING, 0, 0)                  \
    X(ADD_DONE,         "add done",               VISIBLE, 0, PENDING, 0, 0)                  \
    X(ADD_FAILED,       "add fails",              0, 0, PENDING, 0, 0)                        \
    X(RECORD,           "dumped",                 SHOWN, 0, 0, ANY, 0)                        \
    X(GET_BEGIN,        "get",                    NO_UKEY, 0, 0, ANY, 0)                      \
    X(GET_DONE,         "get done",               NO_UKEY, 0, 0, ANY, 0)                      \
    X(GET_FAILED,       "get fails",              NO_UKEY, 0, 0, ANY, 0)                      \
    X(GET_REPLY,        "get answered",           NO_UKEY, 0, 0, ANY, 0)                      \
    X(MODIFY_BEGIN,     "modify",                 OPERATIONAL, 0, 0, OPERATIONAL, 0)          \
    X(MODIFY_DONE,      "modify done",            OPERATIONAL, 0, 0, OPERATIONAL, 0)          \
    X(MODIFY_FAILED,    "modify fails",           OPERATIONAL, 0, 0, OPERATIONAL, 0)          \
    X(MODIFY_REPLY,     "modify answered",        OPERATIONAL, 0, 0, OPERATIONAL, 0)          \
    X(DELETE_BEGIN,     "delete",                 EVICTING, 0, 0, EVICTING, 0)                \
    X(DELETE_DONE,      "delete done",            EVICTING, 0, 0, EVICTING, 0)                \
    X(DELETE_FAILED,    "delete fails",           EVICTING, 0, 0, EVICTING, 0)                \
    X(DELETE_REPLY,     "delete answered",        EVICTING, 0, 0, EVICTING, 0)                \
    X(CREDIT,           "credit",                 CREDITED, 0, 0, CREDITED, 0)                \
    X(CREDIT_PACKET,    "credit packet",          NO_UKEY, 0, ANY, 0, ANY)                    \
    X(LOSS,             "declare loss",           CREDITED, 0, 0, WATCHED, 0)                 \
    X(TO_VISIBLE,       "to VISIBLE",             NO_UKEY, 0, NO_UKEY, NO_UKEY, NO_UKEY)      \
    X(TO_OPERATIONAL,   "to OPERATIONAL",         VISIBLE, 0, 0, VISIBLE, VISIBLE)            \
    X(TO_INCONSISTENT,  "to INCONSISTENT",        OPERATIONAL, 0, 0, OPERATIONAL, 0)          \
    X(TO_EVICTING,      "to EVICTING",            EVICTABLE, 0, 0, EVICTABLE, 0)              \
    X(TO_EVICTED,       "to EVICTED",             EVICTING, 0, 0, EVICTABLE | EVICTING, VISIBLE)\
    X(TO_DELETED,       "to DELETED",             EVICTED, 0, EVICTED, EVICTED, EVICTED)      \
    X(FREED,            "ukey freed",             0, ANY, ANY, ANY, ANY)
/* clang-format on */

enum reach_action {
#define OPERATION_ENUM(NAME, name, main, call_rcu, packet, revalidator, handler) DO_##NAME,
    OPERATIONS(OPERATION_ENUM)
#undef OPERATION_ENUM
        N_OPERATIONS,
    DO_NOTHING = N_OPERATIONS,
};
_Static_assert(DO_UNTRANSLATABLE - DO_INSTALLED ==
                   (int)VERDICT_UNTRANSLATABLE - (int)VERDICT_INSTALLED,
               "an operation for each verdict, in their order");
_Static_assert(DO_TO_DELETED - DO_TO_VISIBLE == (int)STATE_DELETED - (int)STATE_VISIBLE,
               "an operation for each state that a ukey can be taken to, in their order");
_Static_assert((int)N_OPERATIONS <= (int)REACH_MAX_OPERATIONS, "too many operations");

static const struct {
    const char *name;
    uint8_t states[ROLES];
} operations[] = {
#define OPERATION_ROW(NAME, name, main, call_rcu, packet, revalidator, handler) \
    {name, {main, call_rcu, packet, revalidator, handler}},
    OPERATIONS(OPERATION_ROW)
#undef OPERATION_ROW
};

static struct {
    struct reach *reach;
    uint64_t serial[MODEL_SLOTS];     /* Of the ukey that stands for the flow; 0: none. */
    uint8_t state[MODEL_SLOTS];       /* enum reach_state. */
    uint8_t role[RUNTIME_MAX_ACTORS]; /* 1 + enum actor_role; 0: to be found out. */
} now;

const char *reach_state_name(enum reach_state state)
{
    static const char *const names[REACH_STATES] = {"none",         "VISIBLE",  "OPERATIONAL",
                                                    "INCONSISTENT", "EVICTING", "EVICTED"};

    return names[state];
}

unsigned reach_n_operations(void)
{
    return N_OPERATIONS;
}

const char *reach_operation_name(unsigned operation)
{
    return operations[operation].name;
}

bool reach_is_possible(enum actor_role role, enum reach_state state, unsigned operation)
{
    return operations[operation].states[role] >> state & 1;
}

void reach_begin(struct reach *reach)
{
    memset(&now, 0, sizeof now);
    now.reach = reach;
}

static enum actor_role role_of(unsigned actor)
{
    uint8_t *role = &now.role[actor];

    if (!*role) {
        *role = (uint8_t)(1 + actor_role_of_name(actor_name(actor)));
    }
    return (enum actor_role)(*role - 1);
}

static enum reach_action by_error(const struct event *event, enum reach_action done,
                                  enum reach_action failed)
{
    return event->value[1] ? failed : done;
}

static enum reach_action operation_of(const struct event *event)
{
    switch ((enum model_event)event->kind) {
    case EVENT_HIT:
        return DO_HIT;
    case EVENT_MISS:
        return DO_MISS;
    case EVENT_SENT_UP:
        return DO_SENT_UP;
    case EVENT_UPCALL_BEGIN:
        return DO_UPCALL;
    case EVENT_UPCALL_END:
        return (enum reach_action)(DO_INSTALLED + event->value[1]);
    case EVENT_TRANSLATE:
        return DO_TRANSLATE;
    case EVENT_TRANSLATE_FAILED:
        return DO_TRANSLATE_FAILED;
    case EVENT_CREDIT:
        return DO_CREDIT;
    case EVENT_CREDIT_PACKET:
        return DO_CREDIT_PACKET;
    case EVENT_LOSS:
        return DO_LOSS;
    case EVENT_PUT_BEGIN:
        return DO_PUT_BEGIN;
    case EVENT_PUT_COMMIT:
        return by_error(event, DO_PUT_DONE, DO_PUT_FAILED);
    case EVENT_PUT_REPLY:
        return DO_PUT_REPLY;
    case EVENT_MODIFY_BEGIN:
        return DO_MODIFY_BEGIN;
    case EVENT_MODIFY_COMMIT:
        return by_error(event, DO_MODIFY_DONE, DO_MODIFY_FAILED);
    case EVENT_MODIFY_REPLY:
        return DO_MODIFY_REPLY;
    case EVENT_DELETE_BEGIN:
        return DO_DELETE_BEGIN;
    case EVENT_DELETE_COMMIT:
        return by_error(event, DO_DELETE_DONE, DO_DELETE_FAILED);
    case EVENT_DELETE_REPLY:
        return DO_DELETE_REPLY;
    case EVENT_GET_BEGIN:
        return DO_GET_BEGIN;
    case EVENT_GET_COMMIT:
        return by_error(event, DO_GET_DONE, DO_GET_FAILED);
    case EVENT_GET_REPLY:
        return DO_GET_REPLY;
    case EVENT_EXECUTE:
        return DO_EXECUTE;
    case EVENT_ADD_BEGIN:
        return DO_ADD_BEGIN;
    case EVENT_ADD_COMMIT:
        return by_error(event, DO_ADD_DONE, DO_ADD_FAILED);
    case EVENT_DUMP_RECORD:
        return DO_RECORD;
    case EVENT_FREED:
        return DO_FREED;
    default:
        return DO_NOTHING;
    }
}

/* The states of a ukey that stands for a flow, as of the flow. */
static enum reach_state state_of(enum cache_state state)
{
    static const uint8_t states[STATES] = {
        [STATE_VISIBLE] = REACH_VISIBLE,           [STATE_OPERATIONAL] = REACH_OPERATIONAL,
        [STATE_INCONSISTENT] = REACH_INCONSISTENT, [STATE_EVICTING] = REACH_EVICTING,
        [STATE_EVICTED] = REACH_EVICTED,
    };

    return (enum reach_state)states[state];
}

/* A ukey that no other actor has seen yet does not stand for the flow. */
static enum reach_action transition(const struct event *event, unsigned slot,
                                    enum reach_state *next)
{
    uint64_t serial = event->value[0];
    enum cache_state to = (enum cache_state)event->value[2];

    if (serial != now.serial[slot] && to != STATE_VISIBLE) {
        return DO_NOTHING;
    }
    now.serial[slot] = to == STATE_DELETED ? 0 : serial;
    *next = state_of(to);
    return (enum reach_action)(DO_TO_VISIBLE + (to - STATE_VISIBLE));
}

void reach_on_event(void *aux, const struct event *event)
{
    enum reach_action operation = DO_NOTHING;
    enum reach_state state, next;
    unsigned slot = (unsigned)event->object;

    (void)aux;
    if (event->kind == EVENT_ACTOR_CREATE) {
        now.role[event->object % RUNTIME_MAX_ACTORS] = 0;
    }
    if (event->kind < EVENT_CLIENT || event->object >= MODEL_SLOTS) {
        return;
    }
    state = next = (enum reach_state)now.state[slot];
    if (event->kind == EVENT_TRANSITION) {
        operation = transition(event, slot, &next);
    } else {
        operation = operation_of(event);
    }
    /* A cache that is destroyed may leave the flow in the datapath; the next one knows nothing of it. */
    if (event->kind == EVENT_FREED && event->value[0] == now.serial[slot]) {
        now.serial[slot] = 0;
        next = REACH_NO_UKEY;
    }
    if (operation != DO_NOTHING) {
        now.reach->n[role_of(event->actor)][state][operation]++;
    }
    now.state[slot] = (uint8_t)next;
}
