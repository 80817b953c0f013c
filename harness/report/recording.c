#include "report/recording.h"

#include <stdio.h>
#include <string.h>

#include "runtime/watchdog/watchdog.h"

/* Where the program's image begins and its code ends, from the linker. */
extern const char __executable_start[], etext[];

enum { STACK_DEPTH = 48, RING = RECORDING_MAX_EVENTS - RECORDING_LAST };

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

/* Once it is full, the last events go round in a ring. */
static size_t add_event(struct recording *r, const struct event *e)
{
    size_t at = r->n_events;

    if (at < RECORDING_MAX_EVENTS) {
        r->n_events++;
    } else {
        at = RING + r->n_left_out++ % RECORDING_LAST;
        r->truncated = true;
    }
    r->events[at] = *e;
    return at;
}

static void swap_events(struct recording *r, size_t a, size_t b)
{
    struct event event = r->events[a];
    uint32_t frames[RECORDING_MAX_FRAMES];

    memcpy(frames, r->frames[a], sizeof frames);
    r->events[a] = r->events[b];
    memcpy(r->frames[a], r->frames[b], sizeof frames);
    r->events[b] = event;
    memcpy(r->frames[b], frames, sizeof frames);
}

static void reverse(struct recording *r, size_t begin, size_t end)
{
    while (begin + 1 < end) {
        swap_events(r, begin++, --end);
    }
}

/* Turns the ring, so that its oldest event is the first. */
static void straighten(struct recording *r)
{
    size_t oldest = RING + r->n_left_out % RECORDING_LAST;

    if (r->n_left_out && r->n_events == RECORDING_MAX_EVENTS) {
        reverse(r, RING, oldest);
        reverse(r, oldest, RECORDING_MAX_EVENTS);
        reverse(r, RING, RECORDING_MAX_EVENTS);
    }
}

/* Which step the execution's event `i` is; one that is not kept is none. */
static size_t step_of_event(const struct recording *r, size_t i)
{
    return i <= RING ? i : i - RING <= r->n_left_out ? SIZE_MAX : i - r->n_left_out;
}

void recording_on_event(void *recording, const struct event *e)
{
    struct recording *r = recording;

    runtime_harness_begin();
    take_frames(r->frames[add_event(r, e)]);
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
        to->step = step_of_event(r, from->event);
        snprintf(to->name, sizeof to->name, "%s", from->name);
        add_frames(to->frames, 0, from->frames, from->n_frames);
    }
}

void recording_hang(struct recording *r, const struct runtime_hang *hang)
{
    const struct event e = {.kind = EVENT_HANG,
                            .actor = (uint16_t)hang->actor,
                            .point = hang->points,
                            .value = {hang->kind}};

    if (hang->actor < RUNTIME_MAX_ACTORS) {
        size_t last = add_event(r, &e);
        unsigned n = add_frames(r->frames[last], 0, hang->places, hang->n_places ? 1 : 0);

        add_frames(r->frames[last], n, hang->frames, hang->n_frames);
    }
}

void recording_end(struct recording *r)
{
    straighten(r);
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
    r->n_left_out = 0;
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
