/*
 * The program under test in child processes: whatever an execution does to its process, the
 * one that asked for it goes on. Each child executes once or many times, and says what it saw in memory that
 * it shares with its parent.
 */
#ifndef PROGRAM_SUBJECT_H
#define PROGRAM_SUBJECT_H 1

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "program/points/race.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"
#include "runtime/watchdog/watchdog.h"

/* So many preemptions of one execution are kept. */
enum { SUBJECT_PREEMPTIONS = 1 << 18 };

/* How executions are made, whatever decides who runs. */
struct subject_settings {
    bool stack_points;    /* An actor's accesses to its own stack are points: points.h. */
    uint32_t step_budget; /* As in struct runtime_options. */
    enum race_mode races;
    bool time_any;           /* As in struct runtime_options, */
    uint32_t spurious_wakes; /* and this. */
    /* Bits of enum runtime_rule: what breaks them ends the execution, or is no failure. Of the others
     * an execution that ends well is told to have broken them. */
    uint32_t rules_first, rules_off;
};

/* How one execution ended. Plain data. */
struct subject_result {
    bool complete; /* Else the process died, and nobody knows more. */
    struct runtime_outcome outcome;
    int exit_code;
    uint32_t n_preemptions; /* All of them; what is beyond SUBJECT_PREEMPTIONS is not kept. */
    struct preemption preemptions[SUBJECT_PREEMPTIONS];
};

/* Called when an execution is over (`hang` is NULL) or hangs, while all that it has left is still
 * there. NULL: nobody wants to know. */
extern void (*subject_at_end)(const struct runtime_hang *hang);

/* Executes the program here, in a child that has called subject_become_child(). If it fails by a
 * fault, the process must not be used for another execution. `on_event` as in execute.h. */
void subject_execute(const struct subject_settings *, struct strategy *,
                     void (*on_event)(void *aux, const struct event *), void *aux,
                     struct subject_result *);

/* The same by a list of preemptions; in no child at all, for a debugger. */
void subject_execute_list(const struct subject_settings *, const struct preemption *list, size_t n,
                          struct subject_result *);

/* Makes this process, which has just been forked, one that executes: nothing can be read, nothing
 * that is written is seen unless `loud`, faults are violations, and what hangs is found out. The
 * result of what is being executed goes to `*result` whatever happens. */
void subject_become_child(bool loud, struct subject_result *result);

/* In such a child, for an execution that it does not begin by subject_execute(): from now on, what
 * hangs is found out. */
void subject_watch(void);

/* What an execution violates that hangs. */
void subject_hangs(const struct runtime_hang *, struct runtime_outcome *);

/* Waits for a child. Fills in what it could not say itself, if it died, or if it has written over
 * what it said. */
void subject_wait(pid_t, struct subject_result *);
/* The same for one that has ended, with a status as waitpid() has it. */
void subject_died(int status, struct subject_result *);
/* Ends a child that is deaf (watchdog.h), and says where it stood. */
void subject_end_deaf(pid_t, const struct watchdog_glance *, struct subject_result *);

/* Of a process that has written over what it was to report: that is the failure, and nothing else
 * is known. */
void subject_overwritten(struct subject_result *);
/* Whether a result is one, looked at when nobody can change it any more. Else it is overwritten. */
bool subject_is_sound(struct subject_result *);

/* Executes once in a child of its own: what `list` says. Returns false, after an error, if no child
 * could be started. */
bool subject_replay(const struct subject_settings *, const struct preemption *list, size_t n,
                    bool loud, void (*on_event)(void *aux, const struct event *), void *aux,
                    struct subject_result *shared);

/* Memory that is shared with the children that are forked from now on; the process ends if there is
 * none. */
void *subject_share(size_t size);

#endif /* subject.h */
