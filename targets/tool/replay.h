/*
 * The parts of `ukeyfuzz replay`.
 */
#ifndef TOOL_REPLAY_H
#define TOOL_REPLAY_H 1

#include "isolation/worker.h"
#include "tool/input/locate.h"
#include "tool/input/recorded.h"

struct replay_options {
    bool quiet, json, log;
    uint64_t n_checks;  /* --check-determinism; 0: not asked for. */
    const char *build;  /* --build; NULL: the file's. */
    const char *record; /* --record; NULL: not asked for. */
    bool gdb, in_process;
    const char *shows, *rewrite; /* NULL: not given. */
    bool no_rewrite, no_search;
    const char *at; /* --at: where a debugger stops; NULL: where something is violated. */
};

/* Executes `s`, which is in `file`, `n` times in one process and once in a new one, and compares.
 * Stores one of the executions in `*run`. Returns 0 if all were the same, 1 if not (said in
 * `run->message`), 2 after an error. */
int replay_again(const struct scenario *s, const char *file, size_t n, struct worker_run *run);

/* Keeps sanitizers from looking up symbols, which takes a second a report: executes this program
 * again with the environment that says so, unless it is there already. */
void replay_hush_symbolizer(const char *const *argv);

/* worker_recorded() for the scenario of `file`; false after an error. */
bool replay_recorded(const struct scenario *s, const struct worker_run *run, const char *file,
                     struct scenario *recorded);

/* Writes `s` with the interleaving that `run` recorded to `file`, with its provenance, and makes
 * sure that it does the same. Returns false after an error. */
bool replay_record(const struct scenario *s, const struct worker_run *run, const char *file);

/* Executes a file in this process, stopping for a debugger where the options say. Returns the exit
 * code, unless the process ends before. */
int replay_in_process(const char *file, const struct replay_options *);

/* Replaces this process by gdb, with the tool in it and what gdb/ has for it. Returns only after an
 * error, with the exit code. */
int replay_gdb(const char *file, const struct replay_options *);

/* `ukeyfuzz replay` of a file of fuzz_sequence. Returns the exit code. */
int replay_sequence(const char *file, const struct replay_options *);

/* Prints the event log that a worker has left in a file. */
void replay_print_log(int fd);

/* Prints what became of a file, as the options want it. `rewritten` is the file that was written
 * because the bug shows at another place; "": none. */
void replay_print(const char *file, const struct replay_options *, const struct located *,
                  const struct worker_run *, const struct comparison *, bool deterministic,
                  const char *rewritten);

#endif /* replay.h */
