/*
 * A timeline as JSON: everything that is known, for programs.
 *
 * One object on one line:
 *   file, build   what was executed, and in which build; "program" for any program
 *   verdict       "clean", or of the cache "violated", of any program "failed"; "not shown" where the
 *                 file showed something elsewhere, "damaged" where it was cut short,
 *                 "not judged" where its preemptions have no place here
 *   invariant     the tag, "" if clean; meaning: what it stands for
 *   rule, about   of the tag the rule, and {kind: number} of what it is about
 *   message       what was expected and seen, with the names of locks
 *   hash          of the event log, 16 hexadecimal digits; "" if the process died
 *   died          whether a sanitizer, an assertion or a crash ended the process
 *   report        what the process wrote to standard error if it died, otherwise ""
 *   truncated     whether the recording was too long to be kept
 *   left_out      how many steps are not kept then: of the cache before step 49152, of a program the
 *                 first ones
 *   loops         [{"actor", "period", "times", "first", "holder", "text"}]: of a livelock, who does how
 *                 many steps again and again, from which on, for whom it waits (-1: not known)
 *   actors        [{"number", "name"}]
 *   evidence      [{"what", "where", "step"}]: the stacks of a sanitizer's report, or of a program the
 *                 sides of a race, a use after free or a deadlock; step -1: none
 *   given         how many preemptions the scenario or schedule has
 *   missed        [{"actor", "point", "target"}]: those of them that did not take place
 *   objects       [{"kind", "number", "name", "origin", "violated"}]: locks, conditions, ..., what they
 *                 are called in texts, where they were made or first used ("": not known), and whether the
 *                 violation is about them
 *   steps         [{
 *     step, actor, point   number, actor's number, its scheduling point
 *     kind, text           the event's kind, and a few words on it
 *     object, values       as they are in the log; [3 values]
 *     name                 of the lock, condition, ... or variable that it is about; "": of none
 *     details              object and values in words; "": `text` says it all
 *     weight               0 to 100; decisive: whether it is marked as such; preempted: bool
 *     evidence             what a sanitizer's report says of it, or which side it is; "": nothing
 *     source               [{"function", "file", "line"}], the part of the stack that is under test,
 *                          innermost first; empty without a symbolizer
 *   }]
 *
 * Of the cache also:
 *   flow                   "0", "0 of pmd 1" or "none": what the columns speak of
 *   steps: flow            what the step is about: as above, or "" of none
 *     makes                the ukey that is made here; 0: none
 *     ukey, state          the flow's ukey after the step (0: none yet) and its state ("": none)
 *     instance             the flow's instance in the datapath; 0: none
 *     hits, credited       the ledger: packets
 * Of any program also:
 *   program, arguments     what the schedule is of, as its file says
 *   steps: value           that was read or written; "": none, or not known
 */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H 1

#include "report/timeline.h"
#include "support/json.h"

/* Writes the object, as a member of that name, or by itself: NULL. */
void report_json(struct json *, const char *name, const struct timeline *, const char *file,
                 const char *build);

#endif /* json.h */
