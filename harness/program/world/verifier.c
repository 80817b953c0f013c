/*
 * What programs of the Competition on Software Verification (SV-COMP) call and leave to the tool:
 * atomic sections, assumptions, errors, and values that may be any.
 */
#include <float.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "program/points/points.h"
#include "program/world/test_says.h"
#include "runtime/runtime.h"

void program_atomic_begin(void)
{
    points_atomic_section(true);
}

void program_atomic_end(void)
{
    points_atomic_section(false);
}

/* What was assumed does not hold: this execution says nothing. */
void program_assume(int holds)
{
    if (!holds) {
        runtime_stop();
    }
}

_Noreturn void program_verifier_error(void)
{
    runtime_violation("ASSERT", "__VERIFIER_error()");
}

void program_verifier_assert(int holds)
{
    if (!holds) {
        runtime_violation("ASSERT", "__VERIFIER_assert()");
    }
}

/* Of a type's values those at which programs go wrong: small ones, and the ends. */
#define DEFINE_ANY(name, type, least, most)                                          \
    type program_any_##name(void);                                                   \
    type program_any_##name(void)                                                    \
    {                                                                                \
        static const type values[] = {0, 1, 2, 3, 5, 10, (type)-1, (least), (most)}; \
                                                                                     \
        return values[program_choose(sizeof values / sizeof values[0])];             \
    }
DEFINE_ANY(char, char, CHAR_MIN, CHAR_MAX)
DEFINE_ANY(uchar, unsigned char, 4, UCHAR_MAX)
DEFINE_ANY(short, short, SHRT_MIN, SHRT_MAX)
DEFINE_ANY(ushort, unsigned short, 4, USHRT_MAX)
DEFINE_ANY(int, int, INT_MIN, INT_MAX)
DEFINE_ANY(uint, unsigned, 4, INT_MAX)
DEFINE_ANY(long, long, LONG_MIN, LONG_MAX)
DEFINE_ANY(ulong, unsigned long, 4, LONG_MAX)
DEFINE_ANY(longlong, long long, LLONG_MIN, LLONG_MAX)
DEFINE_ANY(ulonglong, unsigned long long, 4, ULLONG_MAX)
DEFINE_ANY(int128, __int128, LLONG_MIN, LLONG_MAX)
DEFINE_ANY(uint128, unsigned __int128, 4, ULLONG_MAX)
DEFINE_ANY(float, float, -FLT_MAX, FLT_MAX)
DEFINE_ANY(double, double, -DBL_MAX, DBL_MAX)

bool program_any_bool(void)
{
    return program_choose(2) != 0;
}

void *program_any_pointer(void)
{
    return NULL;
}

/* Each byte gets the same value, so a number that lies there is often 0 or -1. */
void program_any_memory(void *memory, size_t size)
{
    memset(memory, (int)program_any_uchar(), size);
}
