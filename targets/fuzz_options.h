/*
 * What our targets tell libFuzzer unless the user says otherwise: `-len_control=0` and `-max_len=`
 * (a scenario does not get better by being short), and `-artifact_prefix=BUILD-`, so that a crash
 * file's name says which build it belongs to.
 *
 * Not where the driver is AFL++'s, to which an argument is an input file or a number of executions.
 */
#ifndef TARGETS_FUZZ_OPTIONS_H
#define TARGETS_FUZZ_OPTIONS_H 1

/* For LLVMFuzzerInitialize(). */
void fuzz_options_add(int *argc, char ***argv);

#endif /* fuzz_options.h */
