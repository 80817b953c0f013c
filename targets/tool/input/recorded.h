/*
 * What a file says that it showed where it was made (scenario/provenance.h), against what it shows
 * here. What it says decides nothing in its execution.
 */
#ifndef INPUT_RECORDED_H
#define INPUT_RECORDED_H 1

#include <stdbool.h>
#include <stdio.h>

#include "isolation/candidates.h"
#include "isolation/worker.h"
#include "scenario/provenance.h"
#include "support/json.h"

enum recorded {
    RECORDED_NOTHING,   /* The file does not say what it showed. */
    RECORDED_AS_SAID,   /* It shows that. */
    RECORDED_ANOTHER,   /* It shows something else. */
    RECORDED_NOT_SHOWN, /* It shows nothing. */
};

struct comparison {
    const struct provenance *made; /* The file's. */
    struct provenance here;
    bool other_sources; /* The caches are of different sources. */
    enum recorded recorded;
};

/* `signature` is what the file shows here; empty: nothing. `*made` must stay. */
void recorded_compare(struct comparison *, const struct provenance *made, const char *signature);

/* Compares what an execution of `s` has shown. False, after an error, if it cannot be executed once
 * more, which a death is whose signature is recorded in full. */
bool recorded_compare_run(struct comparison *, const struct provenance *made,
                          const struct scenario *s, const struct worker_run *);

/* The signature of an execution of `s`. That of a death is its tag alone, unless it is wanted in
 * full: then `s` is executed again. False, after an error, if it cannot be. */
bool recorded_signature(const struct scenario *s, const struct worker_run *, bool full,
                        struct signature *);

/* Whether it is the signature of a hang, of which each execution costs the watchdog's limit. */
bool recorded_is_hang(const char *signature);

/* Executes `s` and says what it shows, in full. False after an error. */
bool recorded_learn(const struct scenario *s, struct candidate_result *);

/* "not shown here, though it was at d7d55a1b2c34" */
void recorded_write_not_shown(FILE *, const struct comparison *);

/* Writes what there is to be said beside the verdict, a line each, after `indent`: "made with plain
 * build at d7d55a1b2c34 (planted B59); this is plain build at 0123456789ab", "shows another bug
 * than recorded: STATE ...". Nothing, if the file was made with this cache and shows what it says.
 */
void recorded_write(FILE *, const struct comparison *, const char *indent);

/* Says the same of `file` on standard error, for a command whose output says something else. */
void recorded_note(const char *file, const struct comparison *);

/* The same in one line, for a command that says it of many files; nothing unless it is not shown here. */
void recorded_note_not_shown(const char *file, const struct comparison *);

/* Writes the members "made", "here" and "recorded" of a JSON object, each after a comma. */
void recorded_write_json(struct json *, const struct comparison *);

#endif /* recorded.h */
