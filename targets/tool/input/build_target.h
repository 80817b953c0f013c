/*
 * Which fuzz target a file is for, by where it says that it comes from (scenario/provenance.h), or
 * else by its name: the same bytes mean something else to each.
 */
#ifndef INPUT_BUILD_TARGET_H
#define INPUT_BUILD_TARGET_H 1

/* The fuzz target that a fuzzer's name for a file speaks of: "fuzz_interleave_fine" for
 * "clusterfuzz-testcase-minimized-fuzz_interleave_fine-571", "fuzz_sequence" for
 * "plain-sequence-crash-...". NULL if it speaks of none. */
const char *target_of_name(const char *file);

/* The fuzz target that the file is for, if that is one whose files mean nothing to the tool. What
 * the file says of itself counts, then its name. NULL if there is none. */
const char *target_foreign(const char *file);

#endif /* build_target.h */
