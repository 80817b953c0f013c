/*
 * A step in a few words.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "model/events.h"
#include "model/model.h"
#include "report/internal.h"
#include "runtime/watchdog/watchdog.h"
#include "support/printable.h"

static void say(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends. What is cut ends in an ellipsis. */
static void say(char *text, const char *format, ...)
{
    size_t at = strlen(text);
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text + at, TIMELINE_TEXT_MAX - at, format, args);
    va_end(args);
    if (n >= (int)(TIMELINE_TEXT_MAX - at)) {
        strcpy(text + TIMELINE_TEXT_MAX - sizeof "...", "...");
    }
}

static const char *name_of(const struct timeline *t, uint64_t actor)
{
    return actor < RUNTIME_MAX_ACTORS && t->recording->names[actor][0] ? t->recording->names[actor]
                                                                       : "another";
}

/* "ukey 5's mutex", or "mutex 7" where no name is known. */
static const char *object_name(const struct timeline *t, enum object_class class, uint64_t number)
{
    const struct report_object *object = report_object(t->objects, class, number);

    return object ? object->name : "a lock";
}

/* By its kind, and the object. */
static void say_other(const struct timeline *t, const struct event *e, char *text)
{
    enum object_class class = event_object_class(e->kind);

    say(text, "%s", timeline_words(e->kind));
    if (class != OBJECT_CLASSES) {
        say(text, " %s", object_name(t, class, e->object));
    } else if (e->object) {
        say(text, " %llu", (unsigned long long)e->object);
    }
}

static void say_runtime(const struct timeline *t, const struct event *e, char *text)
{
    const char *object = object_name(t, event_object_class(e->kind), e->object);

    switch ((enum event_kind)e->kind) {
    case EVENT_ACTOR_CREATE:
        say(text, "creates %s", name_of(t, e->object));
        break;
    case EVENT_ACTOR_JOIN:
        say(text, "has joined %s", name_of(t, e->object));
        break;
    case EVENT_SWITCH:
        if (t->steps[e - t->recording->events].blocked_on) {
            say(text, "has to wait for %s",
                object_name(t, OBJECT_LOCK, t->steps[e - t->recording->events].blocked_on));
        } else {
            say(text, e->value[0] ? "PREEMPTED by %s" : "gives way to %s", name_of(t, e->object));
        }
        break;
    case EVENT_TIME:
        say(text, "time is %llu.%03llu s", (unsigned long long)(e->value[0] / 1000000000),
            (unsigned long long)(e->value[0] / 1000000 % 1000));
        break;
    case EVENT_SLEEP:
        if (e->value[0] % 1000000 == 0) {
            say(text, "sleeps %" PRIu64 " ms", e->value[0] / 1000000);
        } else {
            say(text, "sleeps %" PRIu64 " us", e->value[0] / 1000);
        }
        break;
    case EVENT_CANCEL:
        say(text, "cancels %s", name_of(t, e->object));
        break;
    case EVENT_COND_SPURIOUS:
        say(text, "wakes %s, which nobody has signalled", name_of(t, e->object));
        break;
    case EVENT_MUTEX_LOCK:
    case EVENT_SPIN_LOCK:
        say(text, "locks %s", object);
        break;
    case EVENT_MUTEX_TRYLOCK_OK:
        say(text, "gets %s", object);
        break;
    case EVENT_MUTEX_TRYLOCK_BUSY:
    case EVENT_RWLOCK_BUSY:
    case EVENT_SPIN_BUSY:
    case EVENT_SEM_BUSY:
        say(text, "is refused %s", object);
        break;
    case EVENT_MUTEX_UNLOCK:
    case EVENT_RWLOCK_UNLOCK:
    case EVENT_SPIN_UNLOCK:
        say(text, "unlocks %s", object);
        break;
    case EVENT_RWLOCK_RDLOCK:
        say(text, "locks %s to read", object);
        break;
    case EVENT_RWLOCK_WRLOCK:
        say(text, "locks %s to write", object);
        break;
    case EVENT_COND_WAIT:
        say(text, "waits on %s", object);
        break;
    case EVENT_COND_TIMEOUT:
        say(text, "has waited long enough on %s", object);
        break;
    case EVENT_COND_SIGNAL:
        say(text, "signals %s", object);
        break;
    case EVENT_COND_BROADCAST:
        say(text, "broadcasts %s", object);
        break;
    case EVENT_BARRIER_WAIT:
        say(text, "arrives at %s", object);
        break;
    case EVENT_BARRIER_PASS:
        say(text, "passes %s", object);
        break;
    case EVENT_ATOMIC:
    case EVENT_MEMORY: {
        static const char *const operations[] = {"loads", "stores", "modifies", "fence"};

        say(text, "%s%s", e->kind == EVENT_ATOMIC ? "atomic: " : "", operations[e->value[0] & 3]);
        break;
    }
    case EVENT_RCU_CALL:
        say(text, "call_rcu() of callback %llu", (unsigned long long)e->value[0]);
        break;
    case EVENT_RCU_CALLBACK:
        say(text, "runs callback %llu", (unsigned long long)e->value[0]);
        break;
    case EVENT_VIOLATION:
        say(text, "VIOLATION of %s", t->recording->outcome.invariant);
        break;
    case EVENT_HANG:
        say(text, "%s",
            e->value[0] == HANG_OVERFLOWS ? "OVERFLOWS its stack"
                                          : "HANGS: it reaches no other point");
        break;
    default:
        say_other(t, e, text);
    }
}

static void say_result(char *text, const char *what, uint64_t error)
{
    const char *name = error ? strerrorname_np((int)error) : NULL;

    say(text, error ? "%s FAILS: %s" : "%s", what, name ? name : "?");
}

static void say_commit(char *text, const char *what, const struct event *e, bool counts)
{
    if (e->value[1]) {
        say_result(text, what, e->value[1]);
    } else if (counts) {
        say(text, "%s ok: counter %" PRIu64, what, e->value[2]);
    } else if (e->value[0]) {
        say(text, "%s ok: instance %" PRIu64, what, e->value[0]);
    } else {
        say(text, "%s ok: no instance", what);
    }
}

static void say_model(const struct event *e, char *text)
{
    switch ((unsigned)e->kind) {
    case EVENT_HIT:
        say(text, "packet %" PRIu64 " hits instance %" PRIu64, e->value[1], e->value[0]);
        break;
    case EVENT_MISS:
        say(text, "packet %" PRIu64 " misses", e->value[1]);
        break;
    case EVENT_SENT_UP:
        say(text, "packet %" PRIu64 " is sent up by actions", e->value[1]);
        break;
    case EVENT_PUT_COMMIT:
        say_commit(text, "datapath: put", e, false);
        break;
    case EVENT_ADD_COMMIT:
        say_commit(text, "datapath: add", e, false);
        break;
    case EVENT_MODIFY_COMMIT:
        say_commit(text, "datapath: modify", e, false);
        break;
    case EVENT_DELETE_READ:
        say(text, "datapath: reads counter %" PRIu64, e->value[1]);
        break;
    case EVENT_DELETE_COMMIT:
        say_commit(text, "datapath: delete", e, true);
        break;
    case EVENT_GET_COMMIT:
        say_commit(text, "datapath: get", e, true);
        break;
    case EVENT_EXECUTE:
        say(text, "datapath: executes packet %" PRIu64, e->value[0]);
        break;
    case EVENT_FLOWS:
        say(text, "counts flows: %" PRIu64, e->object);
        break;
    case EVENT_DUMP_RECORD:
        say(text, "%s instance %" PRIu64 ", counter %" PRIu64,
            e->value[2] ? "AGAIN:" : "dumped:", e->value[0], e->value[1]);
        break;
    case EVENT_DUMP_RESULT:
        say_result(text, "the dump ends", e->value[0]);
        break;
    case EVENT_INSTANCE_BEGIN:
        say(text, "instance %" PRIu64 " begins: %s", e->value[0],
            model_origin_name((enum model_origin)e->value[1]));
        break;
    case EVENT_INSTANCE_END:
        say(text, "instance %" PRIu64 " ends: %s", e->value[0],
            model_end_name((enum model_end)e->value[1]));
        break;
    case EVENT_FAULT:
        say(text, "FAULT %s", model_fault_name((enum model_fault)e->value[0]));
        break;
    case EVENT_ARM:
        say(text, "arms fault %s, %" PRIu64 " time%s",
            model_fault_name((enum model_fault)e->value[0]), e->value[1], plural(e->value[1]));
        break;
    case EVENT_RULES_CHANGED:
        say(text, "the rules change (version %" PRIu64 ")", e->value[0]);
        break;
    case EVENT_TRANSLATE:
        say(text, "%s: %s, rules of version %" PRIu32,
            e->value[0] == CACHE_TRANSLATE_REVALIDATE ? "revalidates" : "translates",
            model_rule_name(model_actions_rule((uint32_t)e->value[2])),
            model_actions_version((uint32_t)e->value[2]));
        break;
    case EVENT_RELEASE:
        say(text, "gives translation %" PRIu64 " back", e->object);
        break;
    case EVENT_ADOPT:
        say_result(text, "adopts the flow", e->value[1]);
        break;
    case EVENT_CREDIT:
        say(text, "CREDITS %" PRIu64 " packet%s", e->value[0], plural(e->value[0]));
        break;
    case EVENT_CREDIT_PACKET:
        say(text, "credits packet %" PRIu64 " itself", e->value[0]);
        break;
    case EVENT_TRANSITION:
        say(text, "ukey %" PRIu64 " %s->%s", e->value[0], model_state_word((unsigned)e->value[1]),
            model_state_word((unsigned)e->value[2]));
        break;
    case EVENT_FREED:
        say(text, "ukey %" PRIu64 " is freed", e->value[0]);
        break;
    case EVENT_UPCALL_BEGIN:
        say(text, "handles the miss of packet %" PRIu64, e->value[0]);
        break;
    case EVENT_UPCALL_END:
        say(text, "packet %" PRIu64 " handled: %s", e->value[0],
            model_verdict_word((unsigned)e->value[1]));
        break;
    case EVENT_LOSS:
        say(text, "declares a loss: %s", model_loss_word((unsigned)e->value[0]));
        break;
    case EVENT_LIMIT:
        say(text, "the flow limit is %" PRIu64, e->value[0]);
        break;
    case EVENT_ROUND_BEGIN:
        say(text, "round %" PRIu64 " begins", e->value[0]);
        break;
    case EVENT_ROUND_END:
        say(text, "round %" PRIu64 " ends%s", e->value[0], e->value[2] ? "" : ", incomplete");
        break;
    case EVENT_CALL:
        say(text, "calls %s()", model_call_word((unsigned)e->object));
        break;
    case EVENT_CALLED:
        say(text, "returns from %s()", model_call_word((unsigned)e->object));
        break;
    default:
        say(text, "%s", timeline_words(e->kind));
    }
}

void timeline_describe(const struct timeline *t, size_t index, char text[static TIMELINE_TEXT_MAX])
{
    const struct event *e = &t->recording->events[index];

    text[0] = '\0';
    if (t->steps[index].evidence) {
        say(text, "[%s] ", t->steps[index].evidence);
    }
    if (t->steps[index].missed) {
        say(text, "the dump ends WITHOUT the flow");
    } else if (t->steps[index].makes && (e->kind == EVENT_ATOMIC || e->kind == EVENT_MEMORY)) {
        say(text, "makes ukey %u", t->steps[index].makes);
    } else if (e->kind < EVENT_CLIENT) {
        say_runtime(t, e, text);
    } else {
        say_model(e, text);
    }
    if (t->steps[index].makes && e->kind != EVENT_ATOMIC && e->kind != EVENT_MEMORY) {
        say(text, ", makes ukey %u", t->steps[index].makes);
    }
    if (event_has_slot(e->kind) && !timeline_concerns(t, e)) {
        say(text, " [flow %u]", (unsigned)e->object / MODEL_TABLES);
    }
}
