/*
 * A timeline as JSON: everything that is known, for programs.
 *
 * One object on one line:
 *   file, build     what was executed, and in which build
 *   verdict         "violated" or "clean"
 *   invariant       the tag, "" if clean; meaning: what it stands for
 *   message         what was expected and seen, with the names of locks
 *   hash            of the event log, 16 hexadecimal digits; "" if the process died
 *   died            whether a sanitizer, an assertion or a crash ended the process
 *   report          what the process wrote to standard error if it died, otherwise ""
 *   flow            "0", "0 of pmd 1" or "none": what the columns speak of
 *   truncated       whether the recording was too long to be kept
 *   left_out        how many steps are not kept then, before step 49152
 *   loops           [{"actor", "period", "times", "first", "holder", "text"}]: of a livelock, who does
 *                   how many steps again and again, from which on, for whom it waits (-1: not known)
 *   actors          [{"number", "name"}]
 *   evidence        [{"what", "where", "step"}]: the stacks of a sanitizer's report; step -1: none
 *   given           how many preemptions the scenario has
 *   missed          [{"actor", "point", "target"}]: those of them that did not take place
 *   objects         [{"kind", "number", "name", "origin", "violated"}]: locks, conditions, ..., what they
 *                   are called in texts, where they were made or first used ("": not known), and whether
 *                   the violation is about them
 *   steps           [{
 *     step, actor, point   number, actor's number, its scheduling point
 *     kind, text           the event's kind, and a few words on it
 *     object, values       as they are in the log; [3 values]
 *     name                 of the lock, condition, ... that it is about; "": of none
 *     details              object and values in words; "": `text` says it all
 *     makes                the ukey that is made here; 0: none
 *     weight               0 to 100; decisive: whether it is marked as such; preempted: bool
 *     ukey, state          the flow's ukey after the step (0: none yet) and its state ("": none)
 *     instance             the flow's instance in the datapath; 0: none
 *     hits, credited       the ledger: packets
 *     evidence             what a sanitizer's report says of it; "": nothing
 *     source               [{"function", "file", "line"}], the cache's part of the stack, innermost
 *                          first; empty without a symbolizer
 *   }]
 */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H 1

#include "report/timeline.h"
#include "support/json.h"

/* Writes the object, as a member of that name, or by itself: NULL. */
void report_json(struct json *, const char *name, const struct timeline *, const char *file,
                 const char *build);

#endif /* json.h */
