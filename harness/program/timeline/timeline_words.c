/*
 * What a step of a trace is, in words.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support/printable.h"
#include "program/timeline/names.h"
#include "program/timeline/timeline.h"
#include "runtime/scheduler.h"

/* Names a thing at an address; `kind` and `number` are what it is called if it has no name. */
static void name_thing(const struct trace_step *step, const char *kind, uint64_t number, char *name,
                       size_t size)
{
    struct names_place place;

    switch (step->area) {
    case AREA_GLOBAL:
        if (names_of_variable(step->address - trace_image_base(), name, size)) {
            return;
        }
        break;
    case AREA_HEAP:
        place = names_of_frame(step->origin);
        if (place.line) {
            snprintf(name, size, "(block of %s:%u)+%" PRIu64, place.file, place.line, step->offset);
            return;
        }
        break;
    case AREA_STACK:
        snprintf(name, size, "a local of %s", trace_last()->names[step->owner]);
        return;
    default:
        break;
    }
    if (number) {
        snprintf(name, size, "%s %" PRIu64, kind, number);
    } else {
        snprintf(name, size, "%s", kind);
    }
}

static void write_value(const struct trace_step *step, char *text, size_t size)
{
    unsigned shift = 64 - 8 * step->size;
    int64_t value = (int64_t)(step->value << shift) >> shift;
    char name[96];

    if (step->size == 8 && step->value > UINT32_MAX && (value >= 0 || value < INT32_MIN)) {
        if (names_of_variable(step->value - trace_image_base(), name, sizeof name)) {
            snprintf(text, size, "&%s", name);
        } else {
            snprintf(text, size, "0x%" PRIx64, step->value);
        }
    } else {
        snprintf(text, size, "%" PRId64, value);
    }
}

static void say_access(const struct trace_step *step, bool with_value, char *text, size_t size)
{
    static const char *const verbs[] = {"reads", "writes", "updates", "", "frees"};
    char name[128], value[112];
    size_t n;

    name_thing(step, "memory", 0, name, sizeof name);
    n = (size_t)snprintf(text, size, "%s%s %s", verbs[step->how], step->atomic ? " atomic" : "",
                         name);
    if (with_value && step->has_value && n < size) {
        write_value(step, value, sizeof value);
        snprintf(text + n, size - n, " = %s", value);
    }
}

enum object_class timeline_object_class(unsigned kind)
{
    return kind < EVENT_MUTEX_LOCK        ? OBJECT_CLASSES
           : kind <= EVENT_SPIN_UNLOCK    ? OBJECT_LOCK
           : kind <= EVENT_COND_BROADCAST ? OBJECT_COND
           : kind <= EVENT_BARRIER_PASS   ? OBJECT_BARRIER
           : kind <= EVENT_SEM_POST       ? OBJECT_SEMAPHORE
                                          : OBJECT_CLASSES;
}

bool timeline_object(enum object_class class, uint64_t number, char *name, size_t size)
{
    const struct trace *t = trace_last();

    for (size_t i = t ? trace_n_steps(t) : 0; i-- > 0;) {
        const struct trace_step *step = trace_step(t, i);

        if (timeline_object_class(step->event.kind) == class && step->event.object == number &&
            step->area != AREA_UNKNOWN) {
            name_thing(step, "", 0, name, size);
            return name[0];
        }
    }
    return false;
}

/* Valid until the next call. */
static const char *name_object(void *none, const struct violation_subject *object)
{
    enum object_class class = runtime_object_class(object->kind);
    static char name[128];

    return class != OBJECT_CLASSES && timeline_object(class, object->number, name, sizeof name)
               ? name
               : NULL;
}

/* Of an actor that has to wait: for what. */
static void say_wait(const struct trace *t, const struct event *e, char *text, size_t size)
{
    const struct wait_description *wait =
        e->value[1] < WAIT_KINDS ? wait_descriptions[e->value[1]] : NULL;
    struct violation_subject object;
    const char *name;

    if (!wait) {
        snprintf(text, size, "waits");
    } else if (e->value[1] == WAIT_JOIN && e->value[2] < RUNTIME_MAX_ACTORS) {
        snprintf(text, size, "waits for %s to end", t->names[e->value[2]]);
    } else if (wait->object) {
        violation_set_subject(&object, wait->object, e->value[2]);
        name = name_object(NULL, &object);
        if (name) {
            snprintf(text, size, "%s %s", wait->does, name);
        } else {
            snprintf(text, size, "%s %s %" PRIu64, wait->does, wait->object, e->value[2]);
        }
    } else {
        snprintf(text, size, "%s", wait->does);
    }
}

const char *timeline_object_word(unsigned kind)
{
    return kind <= EVENT_MUTEX_UNLOCK     ? "mutex"
           : kind <= EVENT_RWLOCK_UNLOCK  ? "rwlock"
           : kind <= EVENT_SPIN_UNLOCK    ? "spinlock"
           : kind <= EVENT_COND_BROADCAST ? "condition"
           : kind <= EVENT_BARRIER_PASS   ? "barrier"
                                          : "semaphore";
}

/* What is special about it. */
static const char *object_remark(const struct event *e)
{
    switch (e->kind) {
    case EVENT_MUTEX_LOCK:
    case EVENT_MUTEX_TRYLOCK_OK:
        return e->value[0] ? ", whose owner has ended" : "";
    case EVENT_MUTEX_UNLOCK:
        return e->value[0] ? ", as its owner ends" : "";
    case EVENT_COND_SIGNAL:
    case EVENT_COND_BROADCAST:
        return e->value[0] ? "" : ", nobody waits";
    default:
        return "";
    }
}

static void say_object(const struct trace_step *step, char *text, size_t size)
{
    static const char *const verbs[] = {
        [EVENT_MUTEX_LOCK] = "lock",
        [EVENT_MUTEX_TRYLOCK_OK] = "trylock",
        [EVENT_MUTEX_TRYLOCK_BUSY] = "trylock, busy:",
        [EVENT_MUTEX_UNLOCK] = "unlock",
        [EVENT_RWLOCK_RDLOCK] = "read lock",
        [EVENT_RWLOCK_WRLOCK] = "write lock",
        [EVENT_RWLOCK_BUSY] = "trylock, busy:",
        [EVENT_RWLOCK_UNLOCK] = "unlock",
        [EVENT_SPIN_LOCK] = "lock",
        [EVENT_SPIN_BUSY] = "trylock, busy:",
        [EVENT_SPIN_UNLOCK] = "unlock",
        [EVENT_COND_WAIT] = "waits on",
        [EVENT_COND_TIMEOUT] = "times out on",
        [EVENT_COND_SIGNAL] = "signals",
        [EVENT_COND_BROADCAST] = "broadcasts",
        [EVENT_BARRIER_WAIT] = "arrives at",
        [EVENT_BARRIER_PASS] = "passes",
        [EVENT_SEM_WAIT] = "takes",
        [EVENT_SEM_BUSY] = "finds empty",
        [EVENT_SEM_POST] = "posts",
    };
    const struct event *e = &step->event;
    char name[128];

    name_thing(step, timeline_object_word(e->kind), e->object, name, sizeof name);
    snprintf(text, size, "%s %s%s", verbs[e->kind], name, object_remark(e));
}

/* A thread of the flavours with read sections is online from the first rcu_read_lock() to the last
 * rcu_read_unlock(). */
static const char *rcu_words(unsigned kind)
{
    static const char *const words[] = {
        [EVENT_RCU_REGISTER] = "registers as a reader",
        [EVENT_RCU_UNREGISTER] = "is no reader any more",
        [EVENT_RCU_QUIESCENT] = "passes a quiescent state",
        [EVENT_RCU_OFFLINE] = "reads no more (RCU)",
        [EVENT_RCU_ONLINE] = "begins to read (RCU)",
        [EVENT_RCU_CALL] = "posts a callback (call_rcu)",
        [EVENT_RCU_CALLBACK] = "runs a callback (call_rcu)",
        [EVENT_RCU_SYNCHRONIZE] = "waits for readers (synchronize_rcu)",
        [EVENT_RCU_BARRIER] = "waits for callbacks (rcu_barrier)",
    };

    return words[kind];
}

void timeline_say(const struct trace *t, size_t i, char *text, size_t size)
{
    const struct trace_step *step = trace_step(t, i);
    const struct event *e = &step->event;
    char actor[64];

    if (step->choice == CHOICE_MADE) {
        snprintf(text, size, "chooses %" PRIu64 " of 0 to %u", step->value,
                 step->size ? step->size - 1 : 0);
        return;
    }
    if (step->choice) {
        snprintf(text, size, "is about to choose");
        return;
    }
    switch (e->kind) {
    case EVENT_MUTEX_LOCK ... EVENT_SEM_POST:
        say_object(step, text, size);
        break;
    case EVENT_RCU_REGISTER ... EVENT_RCU_BARRIER:
        snprintf(text, size, "%s", rcu_words(e->kind));
        break;
    case EVENT_ATOMIC:
    case EVENT_MEMORY:
        if (step->has_access) {
            say_access(step, true, text, size);
        } else {
            snprintf(text, size, "fence");
        }
        break;
    case EVENT_ACTOR_CREATE:
        timeline_actor(t, (unsigned)e->object, actor, sizeof actor);
        snprintf(text, size, "creates %s", actor);
        break;
    case EVENT_ACTOR_JOIN:
        snprintf(text, size, "joins %s", t->names[e->object % RUNTIME_MAX_ACTORS]);
        break;
    case EVENT_ACTOR_END:
        snprintf(text, size, "ends");
        break;
    case EVENT_SWITCH:
        if (e->value[0] && !e->value[1]) {
            snprintf(text, size, "PREEMPTED by %s", t->names[e->object % RUNTIME_MAX_ACTORS]);
        } else if (e->value[1]) {
            say_wait(t, e, text, size);
        } else {
            snprintf(text, size, "gives way");
        }
        break;
    case EVENT_VIOLATION:
        snprintf(text, size, "FAILS");
        break;
    default:
        snprintf(text, size, "%s", event_kind_name(e->kind));
    }
}

void timeline_action(const struct trace *t, size_t i, char *text, size_t size)
{
    const struct trace_step *step = trace_step(t, i);

    if (step->has_access) {
        say_access(step, false, text, size);
    } else {
        timeline_say(t, i, text, size);
    }
}

void timeline_step(const struct trace *t, size_t i, char *text, size_t size)
{
    const struct trace_step *step = trace_step(t, i);
    struct names_place place = names_of_stack(step->frames, TRACE_FRAMES);
    size_t n;

    timeline_say(t, i, text, size);
    n = strlen(text);
    if (!place.line || (step->event.kind == EVENT_SWITCH && step->event.value[0])) {
        return;
    }
    if (place.is_of_the_system) {
        snprintf(text + n, size - n, " (%s:%u)", place.file, place.line);
    } else {
        snprintf(text + n, size - n, " :%u", place.line);
    }
}

void timeline_thing(const struct trace_step *step, char *name, size_t size)
{
    bool is_object = timeline_object_class(step->event.kind) != OBJECT_CLASSES;

    if (is_object || (step->has_access && step->address)) {
        name_thing(step, is_object ? timeline_object_word(step->event.kind) : "memory",
                   is_object ? step->event.object : 0, name, size);
    } else {
        name[0] = '\0';
    }
}

void timeline_value(const struct trace_step *step, char *text, size_t size)
{
    text[0] = '\0';
    if (step->has_access && step->has_value) {
        write_value(step, text, size);
    }
}

void timeline_actor(const struct trace *t, unsigned actor, char *name, size_t size)
{
    char function[64];
    const char *own = actor < RUNTIME_MAX_ACTORS ? t->names[actor] : "?";

    if (actor > ACTOR_CALL_RCU && actor < RUNTIME_MAX_ACTORS && t->starts[actor] &&
        names_of_function(t->starts[actor], function, sizeof function)) {
        snprintf(name, size, "%s (%s)", own, function);
    } else {
        snprintf(name, size, "%s", own);
    }
}

void timeline_outcome(const struct runtime_outcome *outcome, char *message, size_t size)
{
    violation_rename(&outcome->violation, outcome->message, name_object, NULL, message, size);
}
