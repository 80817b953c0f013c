/*
 * The mutators of a target whose input is a scenario, without fuzz_settings.h.
 */
#include "generation/mutate.h"
#include "libfuzzer.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return scenario_mutate_bytes(data, size, max_size, seed, LLVMFuzzerMutate);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_size, unsigned seed)
{
    return scenario_cross_bytes(data1, size1, data2, size2, out, max_size, seed);
}
