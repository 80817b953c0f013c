/*
 * The parts of `ukeyfuzz replay`.
 */
#ifndef TARGETS_REPLAY_H
#define TARGETS_REPLAY_H 1

#include "worker.h"

struct replay_options {
    bool quiet, json, log;
    size_t n_checks;    /* --check-determinism; 0: not asked for. */
    const char *build;  /* --build; NULL: the file's. */
    const char *record; /* --record; NULL: not asked for. */
};

/* Runs `s` `n` times and more in a process of its own, and compares. Stores one of the runs in
 * `*run`. Returns 0 if all were the same, 1 if not (said in `run->message`), 2 after an error. */
int determinism_check(const struct scenario *s, const char *file, size_t n, struct worker_run *run);

/* Keeps sanitizers from looking up symbols, which takes a second a report: executes this program
 * again with the environment that says so, unless it is there already. */
void determinism_hush_symbolizer(char **argv);

/* Writes `s` with the interleaving that `run` recorded to `file`, and makes sure that it does the
 * same. Returns false after an error. */
bool replay_record(const struct scenario *s, const struct worker_run *run, const char *file);

/* Prints what became of a file. */
void replay_print_json(const char *file, const struct worker_run *, size_t n_checks,
                       bool deterministic);
void replay_print_text(const char *file, const struct worker_run *, size_t n_checks,
                       bool deterministic);

#endif /* replay.h */
