/*
 * What libFuzzer calls in a fuzz target, and what it offers to one. libFuzzer brings no header for
 * C.
 */
#ifndef FUZZ_LIBFUZZER_H
#define FUZZ_LIBFUZZER_H 1

#include <stddef.h>
#include <stdint.h>

/* The target's. Once, before all else; it may change the arguments. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* The target's. Executes one input, and returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The target's, if it has any. They return the new size, at most `max_size`; 0: there is none.
 * fuzz_mutators.c has those of a target whose input is a scenario. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_size, unsigned seed);

/* libFuzzer's own mutator, which knows bytes. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#endif /* libfuzzer.h */
