/*
 * What our targets tell libFuzzer unless the user says otherwise: `-len_control=0` and `-max_len=`
 * (a scenario does not get better by being short), and `-artifact_prefix=BUILD-`, so that a crash
 * file's name says which build it belongs to. Those of other targets than fuzz_interleave say that
 * as well, `BUILD-sequence-`: the same bytes mean something else to each.
 *
 * Not where the driver is AFL++'s, to which an argument is an input file or a number of executions.
 */
#ifndef FUZZ_FUZZ_OPTIONS_H
#define FUZZ_FUZZ_OPTIONS_H 1

/* For LLVMFuzzerInitialize(). A file that holds the text form of a scenario ends the process with exit
 * code 2: the target would read its bytes. `target` is what stands in the names of crash files: "" for
 * fuzz_interleave, else a word and a dash. */
void fuzz_options_add(int *argc, char ***argv, const char *target);

/* Those that do not concern scenarios: the names of crash files, and `-handle_xfsz=0`: a file that gets too
 * large is like a full disk (streams_refuse_excess()). */
void fuzz_options_add_common(int *argc, char ***argv, const char *target);

#endif /* fuzz_options.h */
