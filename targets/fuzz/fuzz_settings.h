/*
 * What an experiment can take away from fuzz_interleave, by the environment, so that it can be
 * measured what each part is worth (ci/bench ablation). Unset or empty means: nothing is taken
 * away.
 *
 *  UKEYFUZZ_STRATEGY=NAME   what the mutator makes is scheduled by this strategy. Files that are
 *                           there already are executed as they say.
 *  UKEYFUZZ_MUTATOR=bytes   inputs are changed by libFuzzer's own mutators, which know nothing of
 *                           scenarios; "scenario" is the default.
 *  UKEYFUZZ_FEEDBACK=LIST   beside the edges of the cache's code, only these of the signals of
 *                           execution/feedback.h are coverage: some of meetings, states, contentions
 *                           and outcomes, with commas between them. "edges" is none of them,
 *                           "interleaving", the default, is all.
 */
#ifndef FUZZ_FUZZ_SETTINGS_H
#define FUZZ_FUZZ_SETTINGS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/scenario.h"

/* For LLVMFuzzerInitialize(). A value that means nothing ends the process with one line on standard
 * error and exit code 2. */
void fuzz_settings_read(void);

/* Whether scenarios are mutated as such. */
bool fuzz_settings_knows_scenarios(void);

/* Which signals are for the fuzzer to see, for feedback_choose(). */
unsigned fuzz_settings_feedback(void);

/* Gives a new input of the mutator's the strategy that was asked for, in place; returns its new
 * size, at most `max`. Where only the strategy was new, the strategy's seed becomes so instead,
 * drawn from `seed`. */
size_t fuzz_settings_fix_input(uint8_t *data, size_t size, size_t max, uint64_t seed);

#endif /* fuzz_settings.h */
