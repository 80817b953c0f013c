/*
 * One execution of a whole program: its main() as the actor `main`, with its static constructors
 * before and its exit handlers after, in a world that remembers nothing of the execution before.
 *
 * `ukeyfuzz cc` merges the program's objects and redirects some of their symbols: main() is
 * program_main() here, exit() is program_exit(), and so on (symbols.def).
 */
#ifndef PROGRAM_EXECUTE_H
#define PROGRAM_EXECUTE_H 1

#include <stdbool.h>
#include <stdint.h>

#include "runtime/runtime.h"

/* Says once, before the first execution, what main() is given: its arguments, and the environment
 * as it is now. Each execution gets copies of them. */
void program_prepare(int argc, char **argv);

struct program_options {
    struct strategy *strategy;                         /* Not owned. */
    uint32_t step_budget;                              /* As in struct runtime_options. */
    void (*on_event)(void *aux, const struct event *); /* As there; may be NULL. */
    void *aux;
    uint32_t rules_off, rules_late; /* As there. */
    bool time_any;                  /* As there, */
    uint32_t spurious_wakes;        /* and this, */
    bool follow_objects;            /* and this. */
};

/* Executes the program. What it writes goes where this process's output goes. */
void program_execute(const struct program_options *, struct runtime_outcome *);

#endif /* execute.h */
