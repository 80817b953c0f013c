/*
 * The watchdog: an execution that does not end is found out.
 *
 * Actors switch only at scheduling points, so a loop without one keeps everybody else from
 * running, the runtime as well. A timer of the kernel's looks in from outside: between
 * watchdog_begin() and watchdog_end() an execution *hangs* if it
 *
 * - uses processor time up to a limit without passing a scheduling point,
 * - uses many times as much in all, or
 * - passes no point and uses no processor time either, for many times as long by the clock: it
 *   waits in a system call.
 *
 * What calls itself without end is found out as well, by the fault at the end of its stack.
 *
 * The watcher is called once, with the place, and ends the process: what hangs cannot be left.
 * An execution that ends is not influenced. The limits are of processor time, so that a busy
 * machine changes nothing.
 *
 * The place is the same each time, whenever the timer looks: it is the innermost function that does
 * not return, which has the loop, whatever the loop calls (stack_samples.h).
 *
 * Under ThreadSanitizer nobody looks in: the kernel ends the process (kernel_limit.h).
 *
 * Threading: for the one OS thread that executes. Timers are not inherited by a child.
 */
#ifndef WATCHDOG_WATCHDOG_H
#define WATCHDOG_WATCHDOG_H 1

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The limit in seconds of processor time: any number with up to three decimals, 0 for none. The
 * default is a few seconds, and more under a sanitizer or Valgrind. */
#define WATCHDOG_VARIABLE "UKEYFUZZ_HANG_SECONDS"

enum { HANG_MAX_PLACES = 32, HANG_MAX_FRAMES = 48 };

enum hang_kind {
    HANG_NONE,
    HANG_SPINS,    /* It uses processor time and passes no point. */
    HANG_WAITS,    /* It uses none, and passes no point. */
    HANG_IS_SLOW,  /* It passes points, and comes to no end. */
    HANG_OVERFLOWS /* It has used up its stack: it calls itself without end, most likely. */
};

/* Plain data, so that it can lie in memory that two processes share. Addresses are those of the
 * process, which a child made by fork() has in common with its parent.
 *
 * A process that dies of something else leaves its stack here as well: then the kind is HANG_NONE,
 * and only the place, if there is one, and the frames count (stack_samples_of_death()). */
struct runtime_hang {
    enum hang_kind kind;
    /* That was used up; of HANG_WAITS by the clock, 0 if that is not known; of HANG_OVERFLOWS 0. */
    uint32_t limit_ms;
    /* Who was running, or RUNTIME_MAX_ACTORS: the harness, outside an execution of the runtime. */
    uint32_t actor;
    char name[16];   /* The actor's. */
    uint32_t points; /* The actor's points so far. */
    /* Where the function was that has the loop, in some samples: each the address of the
     * instruction after. */
    uint32_t n_places;
    uintptr_t places[HANG_MAX_PLACES];
    /* The return addresses above it, innermost first, that all samples have in common. */
    uint32_t n_frames;
    uintptr_t frames[HANG_MAX_FRAMES];
};

/* Reads the environment's limit. Returns false, with what is wrong in `*error`, if it is not a
 * number as above. The first call decides; watchdog_begin() makes it if nobody else has, and then
 * takes the default for what is wrong. */
bool watchdog_settings(const char **error);

/* For an execution that is expected to hang, and would again and again: a limit of a fraction of a
 * second from now on (or the usual one again), if there is one at all. */
void watchdog_hurry(bool hurry);

/* From here on, until watchdog_end(), an execution is watched. `on_hang` is called on a signal's
 * stack, with the process in any state: it must not return. Starts again if it was not ended. */
void watchdog_begin(void (*on_hang)(const struct runtime_hang *));
void watchdog_end(void);

/* The number of the execution that is watched at the moment, from 1; 0: none is. For other threads
 * (guard.h). */
uint32_t watchdog_watched(void);

/* While this is on, a system call that a look of the watchdog ends is made again, and one that ends
 * it proves nothing. */
void watchdog_asks_again(bool);

/* The process dies: nobody looks at its stack any more but the one who tells why. Async-signal-safe. */
void watchdog_hush(void);

/* Whether what is watched has moved no more for a good part of the limit; for somebody who is asked
 * to end it now. Async-signal-safe. */
bool watchdog_is_suspicious(void);

/* Calls on_hang at once, from a signal's handler with its `context`. Returns only if nothing is
 * watched. */
void watchdog_bark(const void *context);

/* What becomes a hang of that kind after so long; 0: nothing does. */
uint32_t watchdog_limit_ms(enum hang_kind);

/* The processor time after which somebody who looks in from elsewhere, a parent or the guard
 * (guard.h), ends what the timers should have ended long before: several limits, and what last words
 * may take. 0: never. */
uint32_t watchdog_patience_ms(void);

/* How far an execution has come in another process. It has moved since an earlier glance if
 * generation or sequence differ. */
struct watchdog_glance {
    uint32_t generation, sequence;
    uint32_t preemptions; /* So far. */
    bool running;         /* Somebody is: */
    char name[16];        /* who, */
    uint32_t points;      /* and that actor's points so far. */
};

/* Looks into a child that fork() has made of this process; it is not disturbed. False if the system
 * does not allow that. */
bool watchdog_glance_at(pid_t child, struct watchdog_glance *);

/* What a parent has seen of its child so far; zero-filled for a new child. */
struct watchdog_vigil {
    struct watchdog_glance last;
    uint64_t used_ns; /* Processor time when it last moved. */
};

/* For a parent that looks now and then: whether the execution in the child stands still and has
 * used so much that its own watchdog cannot have looked in. It has blocked all signals, say. `last`
 * is then where it stands. */
bool watchdog_is_deaf(pid_t child, struct watchdog_vigil *);

#endif /* watchdog.h */
