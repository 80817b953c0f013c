#include "report/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "model/events.h"
#include "model/model.h"
#include "report/internal.h"

bool event_has_slot(unsigned kind)
{
    static const char *const objects[] = {
#define OBJECT(NAME, WORD, OBJECT, V0, V1, V2) OBJECT,
        MODEL_EVENTS(OBJECT)
#undef OBJECT
    };

    return kind >= EVENT_CLIENT && kind < EVENT_MODEL_AFTER_LAST &&
           !strcmp(objects[kind - EVENT_CLIENT], "slot");
}

bool event_has_flow(unsigned kind)
{
    return kind == EVENT_RULES || kind == EVENT_RULES_CHANGED || kind == EVENT_ARM ||
           kind == EVENT_ADOPT;
}

bool timeline_concerns(const struct timeline *t, const struct event *e)
{
    if (t->slot == TIMELINE_NO_SLOT) {
        return false;
    }
    return event_has_slot(e->kind)
               ? e->object == (uint64_t)t->slot
               : event_has_flow(e->kind) && e->object == (uint64_t)t->slot / MODEL_TABLES;
}

/* What an oracle has found something wrong with. */
static int slot_of_violation(const struct recording *r)
{
    uint64_t slot;

    return violation_about(&r->outcome.violation, "slot", &slot) && slot < MODEL_SLOTS
               ? (int)slot
               : TIMELINE_NO_SLOT;
}

/* What the actor that ran last was doing something about, or anybody. */
static int slot_at_end(const struct recording *r)
{
    int slot = TIMELINE_NO_SLOT;

    for (size_t i = r->n_events; i-- > 0;) {
        if (event_has_slot(r->events[i].kind)) {
            if (r->events[i].actor == r->events[r->n_events - 1].actor) {
                return (int)r->events[i].object;
            }
            slot = slot == TIMELINE_NO_SLOT ? (int)r->events[i].object : slot;
        }
    }
    return slot;
}

bool timeline_is_about_locks(const struct recording *r)
{
    return !strcmp(r->outcome.invariant, "LOCK") || !strcmp(r->outcome.invariant, "PROG");
}

static bool is_of(const struct recording *r, const char *const *rules)
{
    while (*rules && !violation_is(&r->outcome.violation, *rules)) {
        rules++;
    }
    return *rules;
}

bool timeline_is_deadlock(const struct recording *r)
{
    static const char *const rules[] = {"LOCK/deadlock",
                                        "LOCK/mutex-self-deadlock",
                                        "LOCK/spinlock-self-deadlock",
                                        "LOCK/rwlock-self-deadlock-of-reader",
                                        "LOCK/rwlock-self-deadlock-of-writer",
                                        "LOCK/rwlock-self-deadlock-of-upgrade",
                                        NULL};

    return is_of(r, rules);
}

bool timeline_is_livelock(const struct recording *r)
{
    return violation_is(&r->outcome.violation, "PROG/livelock");
}

static int choose_slot(const struct recording *r)
{
    int slot = slot_of_violation(r);

    if (slot == TIMELINE_NO_SLOT && !timeline_is_about_locks(r)) {
        slot = slot_at_end(r);
    }
    return slot;
}

/* What the event changes about the flow. */
static void note(struct timeline_step *now, const struct event *e)
{
    switch ((unsigned)e->kind) {
    case EVENT_TRANSITION:
        now->ukey = (uint32_t)e->value[0];
        now->state = (uint8_t)e->value[2];
        break;
    case EVENT_INSTANCE_BEGIN:
        now->instance = (uint32_t)e->value[0];
        break;
    case EVENT_INSTANCE_END:
        if (now->instance == e->value[0]) {
            now->instance = 0;
        }
        break;
    case EVENT_HIT:
        now->n_hits++;
        break;
    case EVENT_CREDIT:
        now->n_credited += (uint32_t)e->value[0];
        break;
    default:
        break;
    }
}

static void follow(struct timeline *t)
{
    const struct recording *r = t->recording;
    struct timeline_step now = {.state = 0};
    bool in_dump = false, recorded = false;

    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];
        bool concerns = timeline_concerns(t, e);

        if (concerns) {
            note(&now, e);
        }
        now.missed = false;
        if (e->kind == EVENT_DUMP_CREATE) {
            in_dump = now.instance != 0;
            recorded = false;
        } else if (e->kind == EVENT_DUMP_RECORD && concerns) {
            recorded = true;
        } else if (e->kind == EVENT_DUMP_DESTROY) {
            now.missed = in_dump && !recorded && now.instance;
            in_dump = false;
        }
        now.actor = e->actor;
        now.preempted = e->kind == EVENT_SWITCH && e->value[0];
        t->steps[i] = now;
        actor_set_add(&t->actors, e->actor);
    }
}

static bool locks(const struct event *e)
{
    return e->kind == EVENT_MUTEX_LOCK || e->kind == EVENT_RWLOCK_RDLOCK ||
           e->kind == EVENT_RWLOCK_WRLOCK || e->kind == EVENT_SPIN_LOCK;
}

void timeline_follow_lock(uint8_t holders[FOLLOWED_LOCKS], const struct event *e)
{
    if (locks(e) || e->kind == EVENT_MUTEX_TRYLOCK_OK) {
        holders[e->object % FOLLOWED_LOCKS] = (uint8_t)(e->actor + 1);
    } else if (e->kind == EVENT_COND_WAIT) {
        holders[e->value[0] % FOLLOWED_LOCKS] = 0; /* Its mutex. */
    } else if (e->kind == EVENT_MUTEX_UNLOCK || e->kind == EVENT_RWLOCK_UNLOCK ||
               e->kind == EVENT_SPIN_UNLOCK) {
        holders[e->object % FOLLOWED_LOCKS] = 0;
    }
}

/* Who gives way, not preempted, and next takes a lock that somebody held, has waited for it. */
static void find_contention(struct timeline *t)
{
    uint32_t next_lock[RUNTIME_MAX_ACTORS] = {0}; /* What the actor's next step locks. */
    uint8_t holders[FOLLOWED_LOCKS] = {0};
    const struct event *events = t->recording->events;

    for (size_t i = t->n_steps; i-- > 0;) {
        if (events[i].kind == EVENT_SWITCH && !events[i].value[0]) {
            t->steps[i].blocked_on = next_lock[events[i].actor];
        }
        next_lock[events[i].actor] = locks(&events[i]) ? (uint32_t)events[i].object : 0;
    }
    for (size_t i = 0; i < t->n_steps; i++) {
        uint8_t holder = holders[t->steps[i].blocked_on % FOLLOWED_LOCKS];

        if (!holder || holder == events[i].actor + 1) {
            t->steps[i].blocked_on = 0;
        }
        timeline_follow_lock(holders, &events[i]);
    }
}

/* A ukey is made where its mutex is; right before, it has got its number. */
static void find_makings(struct timeline *t)
{
    const struct recording *r = t->recording;

    for (size_t i = 0; i < r->n_objects; i++) {
        const struct report_object *object =
            report_object(t->objects, r->objects[i].class, r->objects[i].number);
        size_t step = r->objects[i].step;

        if (object && object->recorded == &r->objects[i] && object->ukey && r->objects[i].made &&
            step > 0 && step <= t->n_steps && t->steps[step - 1].actor == r->objects[i].actor) {
            t->steps[step - 1].makes = (uint32_t)object->ukey;
        }
    }
}

bool timeline_make(struct timeline *t, const struct recording *r, const struct source_map *map)
{
    *t = (struct timeline){.subject = &cache_subject,
                           .recording = r,
                           .silence = "clean",
                           .slot = choose_slot(r),
                           .n_steps = r->n_events};
    t->steps = calloc(t->n_steps + 1, sizeof *t->steps);
    t->objects = report_objects_make(r, map);
    if (!t->steps || !t->objects) {
        timeline_free(t);
        return false;
    }
    follow(t);
    if (!timeline_find_loops(t)) {
        timeline_free(t);
        return false;
    }
    find_makings(t);
    find_contention(t);
    for (size_t i = 0; i < t->n_steps; i++) {
        source_of_event(map, r, i, &t->steps[i].source);
        t->steps[i].best = source_best(&t->steps[i].source);
    }
    timeline_place_report(t);
    timeline_weigh(t);
    return true;
}

void timeline_free(struct timeline *t)
{
    free(t->steps);
    report_objects_free(t->objects);
    t->steps = NULL;
    t->objects = NULL;
    t->n_steps = 0;
}

void timeline_flow_name(const struct timeline *t, char *name, size_t size)
{
    int flow = t->slot / MODEL_TABLES, table = t->slot % MODEL_TABLES;

    if (t->slot == TIMELINE_NO_SLOT) {
        snprintf(name, size, "none");
    } else if (table) {
        snprintf(name, size, "%d of pmd %d", flow, table - 1);
    } else {
        snprintf(name, size, "%d", flow);
    }
}
