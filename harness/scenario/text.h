/*
 * The text form of a scenario: what the corpus keeps, reviews read, and people write by hand.
 *
 *     ukeyfuzz scenario 1
 *     # B57: a miss between the deletion and the sweep.
 *     origin target=fuzz_interleave build=plain planted=B57
 *     shows "STALL flow has not been installed"
 *     handlers 2
 *     main: change-rules flow=0 rule=forward
 *     main: sleep ms=500
 *     packet-0: packet flow=0 hint=0 count=1
 *     preempt revalidator-0 at 207 to handler-1
 *     end
 *
 * `at` is the number of a point. `after` says what the point means (anchor.h), beside the number or
 * without it, in version 2: preempt main at 8 after 1st rcu-online in udpif_let_in to packet-0.
 *
 * It has the form's version first, and perhaps the fuzz target that it is for, which must be
 * fuzz_interleave: others read the same words but do something else. Where it comes from may follow
 * (provenance.h). Then come settings, what the actors do, one operation a line (the lines of one
 * actor are in its order; those of two may be mixed), and the preemptions. '#' begins a comment.
 * What is not said has the value it has in the empty scenario. The last line says that nothing is
 * missing. The two forms hold the same: a scenario that is written and read is the same scenario,
 * and has the same binary form.
 *
 * `ukeyfuzz format` prints every word there is, from the tables that the reader uses.
 */
#ifndef SCENARIO_TEXT_H
#define SCENARIO_TEXT_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "scenario/provenance.h"
#include "scenario/scenario.h"

/* Version 2 has anchors. A text without any is written as one of version 1. */
enum { SCENARIO_TEXT_VERSION = 2, SCENARIO_TEXT_WITHOUT_ANCHORS = 1 };

/* Where a text is wrong, and what was expected there. Lines and columns (of bytes) count from 1. */
struct text_error {
    unsigned line, column;
    char message[160];
};

/* Whether a file with this beginning means to be a text of ours, of whatever kind and version, cut
 * off or not. */
bool scenario_is_text(const void *data, size_t size);

/* Reads the text form. False, with `error` filled in and `s` undefined, if it is not one.
 * `*provenance` (may be NULL) is where it says that it comes from. */
bool scenario_read_text(struct scenario *s, struct provenance *provenance, const char *text,
                        size_t size, struct text_error *error);

/* Writes the first line, for a fuzz target (NULL: fuzz_interleave, which is not written), where it
 * comes from (NULL: not written), and the settings. */
void scenario_write_head(FILE *, const struct scenario *, const char *target,
                         const struct provenance *);

/* Writes the text form, with `provenance` in it if that is not NULL. `note`, if not NULL, writes
 * what is to be said of the i-th preemption, with no newline; it becomes a comment on the same
 * line. */
void scenario_write_text(FILE *, const struct scenario *, const struct provenance *provenance,
                         void (*note)(FILE *, size_t i, void *aux), void *aux);

/* Writes the name of the actor that has a slot when the threads of `s` have been started for the
 * first time: "main", "handler-0", or "actor-9" where there is none. Reconfigured threads may
 * change places. */
void scenario_write_actor(FILE *, const struct scenario *, unsigned actor);

/* Writes a description of the form with every word it knows. */
void scenario_write_manual(FILE *);

/* Writes every word it knows, and every operation as a line, as a dictionary that libFuzzer, AFL++
 * and honggfuzz read: an entry in quotes a line, "\x0a" for a newline. */
void scenario_write_dictionary(FILE *);

#endif /* text.h */
