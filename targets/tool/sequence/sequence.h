/*
 * What fuzz_sequence has found: scenarios whose operations are done one after the other, and after
 * each of which the cache is compared with the simple model (sequential/run.h). There is no
 * interleaving, so there is no place to be looked for, and preemptions mean nothing.
 */
#ifndef SEQUENCE_SEQUENCE_H
#define SEQUENCE_SEQUENCE_H 1

#include "sequential/run.h"
#include "tool/input/locate.h"

/* Whether a file is for fuzz_sequence, by its provenance or its name. */
bool sequence_is(const char *file);

/* Reads such a file. False after an error. Only its name may say which target it is for; what is
 * written of it then says so too. */
bool sequence_read(const char *file, struct scenario *, struct provenance *);

/* tool_read_scenario() for a file of either kind, which is not executed. */
bool sequence_read_any(const char *file, struct scenario *, struct provenance *);

/* locate() for such a file. */
bool sequence_locate(const char *file, struct located *);

/* locate() for any file that is executed. What candidates_execute() executes from now on, it does
 * in the way of that file. */
bool sequence_locate_any(const char *file, const struct locate_options *, struct located *);

/* How worker_execute_by() executes one. */
void sequence_execute(const struct scenario *, struct runtime_outcome *);

/* What an execution has shown, against what the file says. */
void sequence_compare(struct comparison *, const struct provenance *made,
                      const struct worker_run *);

/* `ukeyfuzz explain` as text, with at most the last `n_lines` steps. Returns the exit code. */
int sequence_explain(FILE *, const char *file, size_t n_lines);

#endif /* sequence.h */
