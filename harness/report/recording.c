#include "report/recording.h"

#include <stdio.h>

#include "runtime/watchdog.h"

/* Where the program's image begins and its code ends, from the linker. */
extern const char __executable_start[], etext[];

enum { STACK_DEPTH = 48 };

uint32_t recording_frame(uintptr_t address)
{
    const uintptr_t begin = (uintptr_t)__executable_start, end = (uintptr_t)etext;

    return address > begin && address < end ? (uint32_t)(address - begin) : 0;
}

/* Appends what is of the program to the frames, `n` so far. Returns how many there are then. */
static unsigned add_frames(uint32_t *frames, unsigned n, const uintptr_t *addresses, unsigned depth)
{
    for (unsigned i = 0; i < depth && n < RECORDING_MAX_FRAMES; i++) {
        frames[n] = recording_frame(addresses[i]);
        n += frames[n] != 0;
    }
    if (n < RECORDING_MAX_FRAMES) {
        frames[n] = 0;
    }
    return n;
}

static void take_frames(uint32_t *frames)
{
    uintptr_t addresses[STACK_DEPTH];

    add_frames(frames, 0, addresses, runtime_return_addresses(addresses, STACK_DEPTH));
}

void recording_on_event(void *recording, const struct event *e)
{
    struct recording *r = recording;

    runtime_harness_begin();
    if (r->n_events < RECORDING_MAX_EVENTS) {
        r->events[r->n_events] = *e;
        take_frames(r->frames[r->n_events]);
        r->n_events++;
    } else {
        r->truncated = true;
    }
    runtime_harness_end();
}

static void take_objects(struct recording *r)
{
    r->n_objects = runtime_n_objects();
    for (size_t i = 0; i < r->n_objects; i++) {
        const struct runtime_object *from = runtime_object_at(i);
        struct recording_object *to = &r->objects[i];

        to->class = from->class;
        to->number = from->number;
        to->made = from->made;
        to->actor = from->actor;
        to->step = from->event;
        snprintf(to->name, sizeof to->name, "%s", from->name);
        add_frames(to->frames, 0, from->frames, from->n_frames);
    }
}

void recording_hang(struct recording *r, const struct runtime_hang *hang)
{
    size_t last = r->n_events < RECORDING_MAX_EVENTS ? r->n_events++ : RECORDING_MAX_EVENTS - 1;
    unsigned n = add_frames(r->frames[last], 0, hang->places, hang->n_places ? 1 : 0);

    if (hang->actor < RUNTIME_MAX_ACTORS) {
        r->events[last] = (struct event){
            .kind = EVENT_HANG, .actor = (uint16_t)hang->actor, .point = hang->points};
        add_frames(r->frames[last], n, hang->frames, hang->n_frames);
    } else {
        r->n_events = last;
    }
}

void recording_end(struct recording *r)
{
    take_objects(r);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        r->names[i][0] = '\0';
    }
    for (size_t i = 0; i < r->n_events; i++) {
        unsigned actor = r->events[i].actor;

        if (!r->names[actor][0]) {
            snprintf(r->names[actor], sizeof r->names[actor], "%s", actor_name(actor));
        }
    }
}

void recording_from_log(struct recording *r, const struct runtime_outcome *outcome)
{
    r->n_events = event_log_length();
    r->truncated = event_log_truncated();
    r->died = false;
    r->n_given = r->n_missed = 0;
    r->outcome = *outcome;
    r->report[0] = '\0';
    for (size_t i = 0; i < r->n_events; i++) {
        r->events[i] = *event_log_at(i);
        r->frames[i][0] = 0;
    }
    recording_end(r);
}
