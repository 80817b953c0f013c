/*
 * One execution, with all that a report tells of it: its events, where in the code they came from,
 * what was read and written. It lies in memory that is shared with the child that executes, so it
 * survives whatever happens to that.
 */
#ifndef PROGRAM_TRACE_H
#define PROGRAM_TRACE_H 1

#include "program/points/points.h"
#include "program/explore/subject.h"

enum {
    TRACE_STEPS = 65536, /* The last so many events are kept. */
    TRACE_BITS = 4096,
    TRACE_FRAMES = 12,
    TRACE_PLACED = 8192 /* Of the last so many it is known what their addresses are. */
};

/* What an address is. */
enum trace_area { AREA_UNKNOWN, AREA_GLOBAL, AREA_HEAP, AREA_STACK };

/* Whether a step belongs to a choice of a value. A choice is made by actors of its own
 * (world/test_says.c), which are not the program's. */
enum trace_choice { CHOICE_NONE, CHOICE_BEGINS, CHOICE_GOES_ON, CHOICE_MADE };

struct trace_step {
    struct event event;
    uint8_t choice;   /* enum trace_choice. */
    uint16_t chooser; /* The actor whose choice it is. `size` and `value` have how many values there
                       * are, and once it is made the one that was chosen. */
    bool has_access, has_value, atomic;
    uint8_t how; /* enum access. */
    uint8_t area;
    uint16_t owner;   /* Of a stack: the actor. */
    uint32_t size;    /* Of the access. */
    uint64_t address; /* Of the access, or of the lock or the like. 0: there is none. */
    uint64_t value;   /* That was read, or written. */
    uint64_t offset;  /* In a block of the heap. */
    uint32_t origin;  /* Of a block: where it was allocated, as frames are. */
    /* Return addresses in the program's own code, innermost first; distances from the image's
     * beginning. 0 after the last. */
    uint32_t frames[TRACE_FRAMES];
};

struct trace {
    struct subject_result result;
    uint64_t n_events;
    uint16_t bits[TRACE_BITS]; /* schedule_event_bits() of the first ones. */
    char names[RUNTIME_MAX_ACTORS][16];
    uint32_t starts[RUNTIME_MAX_ACTORS]; /* The function of each thread. 0: not known. */
    uint32_t hang[TRACE_FRAMES];         /* Frames of what hangs. 0: it does not, or is not seen. */
    struct trace_step steps[TRACE_STEPS];
};

/* Executes with a recording; what the program writes is seen if `loud`. Valid until the next call.
 * NULL if no child could be started. */
struct trace *trace_make(const struct subject_settings *, const struct preemption *, size_t n,
                         bool loud);

/* The trace of the last call. */
const struct trace *trace_last(void);

/* How many steps are kept, and the one that is i-th of them. */
size_t trace_n_steps(const struct trace *);
const struct trace_step *trace_step(const struct trace *, size_t i);

/* Whether an actor was made to give way in it. */
static inline bool trace_preempts(const struct trace_step *s)
{
    return !s->choice && s->event.kind == EVENT_SWITCH && s->event.value[0];
}

/* Where the image begins, from which distances are counted. */
uint64_t trace_image_base(void);

#endif /* trace.h */
