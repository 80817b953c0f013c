/*
 * Rest: where main makes revalidators pause or end, and where the leader sleeps between rounds.
 *
 * Upstream parks revalidators at a barrier that main joins twice, once to pause and once to resume;
 * a resume without a pause, a second pause, or a stop during a pause then waits for ever. Here it
 * is a condition: main sets what it wants and waits until it is so. Every function may be called in
 * any order, with or without running revalidators.
 */
#ifndef RENDEZVOUS_H
#define RENDEZVOUS_H 1

#include "mutex.h"

struct rendezvous {
    struct mutex mutex;
    pthread_cond_t changed; /* Broadcast at each change of the members below. */
    bool pausing GUARDED;
    bool exiting GUARDED;
    bool started GUARDED;            /* All threads had been created when they were let go. */
    uint64_t n_resumes GUARDED;      /* Lets parked threads tell one pause from the next. */
    unsigned n_revalidators GUARDED; /* Running. */
    unsigned n_parked GUARDED;       /* Of these, resting. */
    uint64_t n_rounds GUARDED;       /* Rounds completed. */
    uint64_t reval_seq GUARDED;      /* The last rule change announced. */
};

void rendezvous_init(struct rendezvous *);
void rendezvous_destroy(struct rendezvous *);

/* Main. The calling thread must be RCU-offline in those that wait. */
void rendezvous_reset(struct rendezvous *); /* Before threads are created: nobody exits. */
/* All of them have been created. */
void rendezvous_start(struct rendezvous *, unsigned n_revalidators);
void rendezvous_exit(struct rendezvous *);  /* They are to end, or not to begin. */
void rendezvous_pause(struct rendezvous *); /* Waits until all are parked. */
void rendezvous_resume(struct rendezvous *);
bool rendezvous_is_pausing(struct rendezvous *);
/* Waits for `n_rounds` rounds in all; false if that cannot happen. */
bool rendezvous_wait_rounds(struct rendezvous *, uint64_t n_rounds);

/* Any thread: the rules have changed. */
void rendezvous_announce(struct rendezvous *, uint64_t reval_seq);

/* Leader. What main wants, for the whole of the coming round. `*n_resumes` is for
 * rendezvous_park(). */
void rendezvous_sample(struct rendezvous *, bool *pause, bool *exit, uint64_t *n_resumes);
/* A round has ended. */
void rendezvous_round_done(struct rendezvous *);
uint64_t rendezvous_n_rounds(struct rendezvous *);
/* Sleeps until `deadline_ms`, or until something is wanted: an exit, a pause, or (unless `deaf`) a
 * change of rules after `reval_seq`. RCU-offline. */
void rendezvous_sleep(struct rendezvous *, uint64_t deadline_ms, uint64_t reval_seq, bool deaf);

/* Revalidators: waits until all have been created; false if that failed. RCU-offline. */
bool rendezvous_await_start(struct rendezvous *);

/* Revalidators: rests until main has resumed more than `n_resumes` times, or wants an exit.
 * RCU-offline. All who rest in one round leave together, even if main pauses again before they have
 * run: the next round's barrier waits for all of them. */
void rendezvous_park(struct rendezvous *, uint64_t n_resumes);

#endif /* rendezvous.h */
