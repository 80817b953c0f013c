#include "program/timeline/trace.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "program/world/globals.h"
#include "program/world/heap.h"
#include "program/world/test_says.h"
#include "program/explore/schedule.h"
#include "report/claims.h"
#include "runtime/objects.h"
#include "runtime/scheduler.h"
#include "runtime/watchdog/watchdog.h"

/* The image, and in it the code that is not the program's but ours. */
extern const char __executable_start[], etext[];
extern const char __start_ukeyfuzz_text[], __stop_ukeyfuzz_text[];

enum { DEPTH = 64 };

static struct trace *trace;

/* Of each actor: the step that stores something which has not been stored yet. */
static uint64_t storing[RUNTIME_MAX_ACTORS]; /* Its number + 1. */

uint64_t trace_image_base(void)
{
    return ((const Elf64_Ehdr *)(const void *)__executable_start)->e_type == ET_DYN
               ? (uint64_t)__executable_start
               : 0;
}

static bool is_the_programs(uintptr_t address)
{
    return address > (uintptr_t)__executable_start && address <= (uintptr_t)etext &&
           address - (uintptr_t)__start_ukeyfuzz_text >=
               (uintptr_t)(__stop_ukeyfuzz_text - __start_ukeyfuzz_text);
}

static struct trace_step *step_number(uint64_t number)
{
    return &trace->steps[number % TRACE_STEPS];
}

/* Those of the addresses that are in the program's own code. */
static void keep_frames(const uintptr_t *addresses, size_t depth, uint32_t *frames)
{
    unsigned n = 0;

    for (size_t i = 0; i < depth && n < TRACE_FRAMES; i++) {
        if (is_the_programs(addresses[i])) {
            frames[n++] = (uint32_t)(addresses[i] - trace_image_base());
        }
    }
    if (n < TRACE_FRAMES) {
        frames[n] = 0;
    }
}

static void take_frames(struct trace_step *step)
{
    uintptr_t addresses[DEPTH];

    keep_frames(addresses, runtime_return_addresses(addresses, DEPTH), step->frames);
}

static void take_hang(const struct runtime_hang *hang)
{
    uintptr_t addresses[1 + HANG_MAX_FRAMES];
    size_t n = 0;

    if (hang->n_places) {
        addresses[n++] = hang->places[0];
    }
    memcpy(addresses + n, hang->frames, hang->n_frames * sizeof *hang->frames);
    keep_frames(addresses, n + hang->n_frames, trace->hang);
}

/* Whether memory can be read without a fault. */
static bool is_ours(uint64_t address)
{
    return globals_have((void *)address) || heap_has((void *)address) ||
           fiber_owns(&scheduler.self->fiber, (void *)address);
}

static void take_value(struct trace_step *step)
{
    step->has_value = step->size <= sizeof step->value && is_ours(step->address);
    if (step->has_value) {
        step->value = 0;
        memcpy(&step->value, (void *)step->address, step->size);
    }
}

/* What an actor was about to store when it was last seen is there now. */
static void settle(unsigned actor)
{
    uint64_t number = storing[actor];

    storing[actor] = 0;
    if (number && trace->n_events - (number - 1) < TRACE_STEPS) {
        take_value(step_number(number - 1));
    }
}

/* Of each actor: the first step of the choice that it is about to make, its number + 1. */
static uint64_t choosing[RUNTIME_MAX_ACTORS];

/* Marks the steps of a choice: those of the actor, and of those that it has created for it. */
static void mark_choice(unsigned actor, bool is_made, unsigned n, unsigned value)
{
    uint64_t first = choosing[actor] - 1, last = UINT64_MAX;
    bool is_own[RUNTIME_MAX_ACTORS] = {false};

    choosing[actor] = 0;
    if (trace->n_events - first > TRACE_STEPS) {
        return;
    }
    is_own[actor] = true;
    for (uint64_t i = first; i < trace->n_events; i++) {
        struct trace_step *step = step_number(i);
        const struct event *e = &step->event;

        if (is_own[e->actor] && e->kind != EVENT_VIOLATION) {
            step->choice = last == UINT64_MAX ? CHOICE_BEGINS : CHOICE_GOES_ON;
            step->chooser = (uint16_t)actor;
            step->size = n;
            step->has_access = false;
            is_own[e->object % RUNTIME_MAX_ACTORS] |=
                e->actor == actor && e->kind == EVENT_ACTOR_CREATE;
            last = e->actor == actor ? i : last;
        }
    }
    if (is_made && last != UINT64_MAX) {
        step_number(last)->choice = CHOICE_MADE;
        step_number(last)->value = value;
    }
}

static void on_choice(bool is_made, unsigned n, unsigned value)
{
    if (is_made) {
        mark_choice(scheduler.current, true, n, value);
    } else {
        choosing[scheduler.current] = trace->n_events + 1;
    }
}

static uint64_t object_address(const struct event *e)
{
    enum object_class class = OBJECT_CLASSES;

    switch (e->kind) {
    case EVENT_MUTEX_LOCK ... EVENT_SPIN_UNLOCK:
        class = OBJECT_LOCK;
        break;
    case EVENT_COND_WAIT ... EVENT_COND_BROADCAST:
        class = OBJECT_COND;
        break;
    case EVENT_BARRIER_WAIT:
    case EVENT_BARRIER_PASS:
        class = OBJECT_BARRIER;
        break;
    case EVENT_SEM_WAIT ... EVENT_SEM_POST:
        class = OBJECT_SEMAPHORE;
        break;
    default:
        return 0;
    }
    for (size_t i = runtime_n_objects(); i-- > 0;) {
        const struct runtime_object *o = runtime_object_at(i);

        if (o->class == class && o->number == e->object && o->address) {
            return (uint64_t)o->address;
        }
    }
    return 0;
}

static void on_event(void *unused, const struct event *e)
{
    uint64_t number = trace->n_events++;
    struct trace_step *step = step_number(number);

    settle(e->actor);
    if (number < TRACE_BITS) {
        trace->bits[number] = schedule_event_bits(e);
    }
    step->event = *e;
    step->has_access = step->has_value = false;
    step->choice = CHOICE_NONE;
    step->area = AREA_UNKNOWN;
    step->address = object_address(e);
    take_frames(step);
    if (e->kind == EVENT_ACTOR_CREATE && e->object < RUNTIME_MAX_ACTORS) {
        trace->starts[e->object] =
            (uint32_t)((uintptr_t)actors[e->object].start - trace_image_base());
    }
}

/* The access whose event was the last one. */
static void on_access(const struct access_seen *access)
{
    struct trace_step *step = step_number(trace->n_events - 1);

    if (!trace->n_events || step->event.actor != scheduler.current) {
        return;
    }
    step->has_access = access->how != ACCESS_FENCE;
    step->how = (uint8_t)access->how;
    step->atomic = access->atomic;
    step->size = (uint32_t)access->size;
    step->address = (uint64_t)access->address;
    if (access->how == ACCESS_READ) {
        take_value(step);
    } else if (access->how == ACCESS_WRITE || access->how == ACCESS_UPDATE) {
        storing[scheduler.current] = trace->n_events;
    }
}

static void place(struct trace_step *step)
{
    struct heap_block block;

    if (!step->address) {
        return;
    }
    if (globals_have((void *)step->address)) {
        step->area = AREA_GLOBAL;
    } else if (heap_has((void *)step->address)) {
        if (heap_find((void *)step->address, &block)) {
            step->area = AREA_HEAP;
            step->offset = step->address - (uint64_t)block.start;
            step->origin = is_the_programs(block.allocated_at)
                               ? (uint32_t)(block.allocated_at - trace_image_base())
                               : 0;
        }
    } else {
        for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
            if (actors[i].fiber.stack && fiber_owns(&actors[i].fiber, (void *)step->address)) {
                step->area = AREA_STACK;
                step->owner = (uint16_t)i;
            }
        }
    }
}

/* When the execution is over, or about to be. */
static void end(const struct runtime_hang *hang)
{
    size_t n = trace_n_steps(trace);

    if (hang) {
        take_hang(hang);
    }
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        settle(i);
        if (choosing[i]) {
            mark_choice(i, false, 0, 0);
        }
        snprintf(trace->names[i], sizeof trace->names[i], "%s", actor_name(i));
    }
    for (size_t i = n > TRACE_PLACED ? n - TRACE_PLACED : 0; i < n; i++) {
        place(&trace->steps[(trace->n_events - n + i) % TRACE_STEPS]);
    }
}

static bool is_step(struct trace_step *s)
{
    bool sound = claims_flag(&s->has_access);

    sound &= claims_flag(&s->has_value);
    sound &= claims_flag(&s->atomic);
    sound &= claims_event(s->event.kind, s->event.actor);
    return sound &
           (s->choice <= CHOICE_MADE && (!s->choice || s->chooser < RUNTIME_MAX_ACTORS) &&
            s->how <= ACCESS_FREE && s->area <= AREA_STACK && s->owner < RUNTIME_MAX_ACTORS);
}

/* The program may have written over its timeline: what was not told by us is left out. */
static void look_at_claims(void)
{
    size_t n = trace_n_steps(trace);
    bool sound = true;

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        sound &= claims_text(trace->names[i], sizeof trace->names[i]);
    }
    for (size_t i = 0; sound && i < n; i++) {
        sound = is_step(&trace->steps[(trace->n_events - n + i) % TRACE_STEPS]);
    }
    if (!sound) {
        trace->n_events = 0;
        memset(trace->starts, 0, sizeof trace->starts);
        subject_overwritten(&trace->result);
    }
}

static void stop_observing(void)
{
    points_observer = NULL;
    program_choice_observer = NULL;
    subject_at_end = NULL;
}

struct trace *trace_make(const struct subject_settings *settings, const struct preemption *list,
                         size_t n, bool loud)
{
    if (!trace) {
        trace = subject_share(sizeof *trace);
    }
    trace->n_events = 0;
    memset(trace->starts, 0, sizeof trace->starts);
    memset(trace->names, 0, sizeof trace->names);
    memset(trace->hang, 0, sizeof trace->hang);
    memset(storing, 0, sizeof storing);
    memset(choosing, 0, sizeof choosing);
    points_observer = on_access;
    program_choice_observer = on_choice;
    subject_at_end = end;
    if (!subject_replay(settings, list, n, loud, on_event, NULL, &trace->result)) {
        trace->n_events = 0;
        stop_observing();
        return NULL;
    }
    stop_observing();
    look_at_claims();
    return trace;
}

const struct trace *trace_last(void)
{
    return trace;
}

size_t trace_n_steps(const struct trace *t)
{
    return t->n_events < TRACE_STEPS ? t->n_events : TRACE_STEPS;
}

const struct trace_step *trace_step(const struct trace *t, size_t i)
{
    return &t->steps[(t->n_events - trace_n_steps(t) + i) % TRACE_STEPS];
}
