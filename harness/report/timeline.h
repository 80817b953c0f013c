/*
 * The timeline: a recording, as it concerns the flow that the violation is about. It is the model
 * that the renderers (text, JSON, Chrome's trace format) share; it knows nothing of them.
 *
 * Beside each step stand the state of the flow's ukey, the flow's life in the datapath (an
 * *instance*: one life of one counter) and the ledger: packets that hit it, and packets credited to
 * it. Each step has a weight: how much it says about the violation. The decisive ones are the
 * causal chain, as far as can be told from the log: the flow's transitions, what the datapath
 * answered, credits, faults, locks that were refused, the preemptions and what was done in their
 * windows.
 *
 * Arrows: report -> runtime, and, for words alone, model/events.h and cache/cache.h.
 */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H 1

#include <stdio.h>

#include "report/objects/objects.h"
#include "report/recording.h"
#include "report/source/source.h"
#include "report/subject.h"
#include "runtime/actor_set.h"
#include "runtime/strategy.h"

enum { TIMELINE_NO_SLOT = -1, TIMELINE_TEXT_MAX = 96 };

/* Weights. What is below TIMELINE_FOLDED is only shown on request. */
enum { TIMELINE_FOLDED = 30, TIMELINE_TELLING = 50, TIMELINE_DECISIVE = 70, TIMELINE_END = 100 };

struct timeline_step {
    uint16_t actor;
    uint8_t weight;
    bool preempted;      /* The actor is made to give way here. */
    bool repeats;        /* It is of a loop's second round or of a later one. */
    bool missed;         /* A dump ends that had no record of the flow. */
    uint32_t blocked_on; /* The lock that the actor has to wait for here; 0: none. */
    uint32_t makes;      /* The ukey that the actor makes here; 0: none. */
    /* After the step, of the timeline's flow. */
    uint8_t state;        /* enum cache_state of the ukey that moved last. */
    uint32_t ukey;        /* Its number; 0: there has been none. */
    uint32_t instance;    /* In the datapath; 0: none. */
    uint32_t n_hits;      /* Of all its instances. */
    uint32_t n_credited;  /* From the datapath's counters, not packet by packet. */
    const char *evidence; /* What a sanitizer's report says of it; NULL: nothing. Static. */
    struct source_stack source;
    const struct source_line *best; /* Of these the one that says most; NULL: there is none. */
};

/* A stack of a sanitizer's report, or a side of a failure that has several. */
struct timeline_evidence {
    const char *what; /* Static. */
    char where[96];   /* "FUNCTION (FILE:LINE)" of the code under test. */
    size_t step;      /* The step it was placed on; SIZE_MAX: none is like it. */
};
enum { TIMELINE_MAX_EVIDENCE = 32 };

/* What an actor does again and again until a livelock is called one. */
struct timeline_loop {
    unsigned actor;
    size_t period, n_rounds; /* The actor's own steps of a round, and the rounds that are kept. */
    size_t first, second, last; /* The first step, that of the second round, and the last. */
    uint64_t lock;              /* That the actor is refused in it; 0: none. */
    unsigned holder;            /* Of that lock: the actor; RUNTIME_MAX_ACTORS: nobody. */
    size_t taken;               /* The step in which it got it, if somebody holds it. */
};

struct timeline {
    const struct report_subject *subject;
    const struct recording *recording; /* Not owned. Step i is its event i. */
    int slot;                          /* model_slot() of the flow; or TIMELINE_NO_SLOT. */
    size_t n_steps;
    struct timeline_step *steps;
    struct actor_set actors; /* Those who did something. */
    const char *silence;     /* The verdict where nothing is violated: "clean"; or why that is
                                       not to be said. */
    struct report_objects *objects; /* Locks and the like. */
    unsigned n_loops;               /* Of a livelock; 0 if none is known. */
    struct timeline_loop loops[RUNTIME_MAX_ACTORS];
    unsigned n_evidence;
    struct timeline_evidence evidence[TIMELINE_MAX_EVIDENCE];
};

/* Makes the timeline of `r`. `map` may be NULL. Returns false if there is no memory for it. Ended by
 * timeline_free(), while `map` still lives. */
bool timeline_make(struct timeline *, const struct recording *r, const struct source_map *map);
void timeline_free(struct timeline *);

/* The line of a sanitizer's report that says what it is about; the outcome's message, with the
 * names of its locks, if there is no report, or none of its lines does. */
void timeline_message(const struct timeline *, char *message, size_t size);

/* What step `index` is, in a few words; the flow is only named if it is another one. */
void timeline_describe(const struct timeline *, size_t index, char text[static TIMELINE_TEXT_MAX]);

/* Writes where a preemption falls, with no newline: what its actor did last before it, and does
 * next when it goes on, each with the place in the cache if that is known. That it does not take
 * place, if the recording has none such. */
void timeline_write_preemption(FILE *, const struct timeline *, const struct preemption *);

/* Says who repeats how many steps how often, and for whom it waits if that is known. */
void timeline_loop_text(const struct timeline *, const struct timeline_loop *, char *text,
                        size_t size);

/* "0" or "0 of pmd 1", of the timeline's flow. */
void timeline_flow_name(const struct timeline *, char *name, size_t size);

/* Chooses what fits on `n_lines` lines: sets bit 0 of `shown[i]` if step i is shown, bit 1 if the
 * steps folded before it get a line of their own, and bit 2 alone if its row would say the same as
 * that of the shown step before it, and so has none of its own. The weightiest come first, and of
 * these the latest. `n_lines` 0: whatever is not to be folded; SIZE_MAX: everything, each with a row
 * of its own. */
enum { SHOWN_STEP = 1, SHOWN_FOLD = 2, SHOWN_AGAIN = 4 };
void timeline_choose(const struct timeline *, size_t n_lines, uint8_t *shown);

#endif /* timeline.h */
