#include "coverage.h"

const char *coverage_name(enum coverage_counter counter)
{
    static const char *const names[COVERAGE_N] = {
#define COVERAGE_NAME(NAME) #NAME,
        COVERAGE_COUNTERS(COVERAGE_NAME)
#undef COVERAGE_NAME
    };

    return counter < COVERAGE_N ? names[counter] : "unknown";
}
