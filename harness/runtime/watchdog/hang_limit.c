#include "hang_limit.h"

#include <stdlib.h>

#include "support/sanitizers.h"
#include "watchdog.h"

enum {
    DEFAULT_MS = 3000,
    SANITIZER_FACTOR = 2,
    VALGRIND_FACTOR = 20,
    MAX_SECONDS = 86400,
};

static uint32_t usual_ms;

static uint32_t default_ms(void)
{
#ifdef RUNTIME_VALGRIND
    if (RUNNING_ON_VALGRIND) {
        return DEFAULT_MS * VALGRIND_FACTOR;
    }
#endif
#if defined(RUNTIME_ASAN) || defined(RUNTIME_TSAN)
    return DEFAULT_MS * SANITIZER_FACTOR;
#else
    return DEFAULT_MS;
#endif
}

/* "3", "0.25": in milliseconds. Returns false for anything else. */
static bool parse(const char *text, uint32_t *ms)
{
    uint32_t value = 0, unit = 1000;
    const char *c = text;

    for (; *c >= '0' && *c <= '9' && value <= MAX_SECONDS; c++) {
        value = value * 10 + (uint32_t)(*c - '0');
    }
    if (c == text || value > MAX_SECONDS) {
        return false;
    }
    value *= 1000;
    if (*c == '.' && c[1]) {
        for (c++; *c >= '0' && *c <= '9' && unit > 1; c++) {
            unit /= 10;
            value += (uint32_t)(*c - '0') * unit;
        }
    }
    *ms = value;
    return !*c;
}

bool watchdog_settings(const char **error)
{
    static bool read;
    const char *value = getenv(WATCHDOG_VARIABLE);

    if (read) {
        return true;
    }
    read = true;
    if (value && *value && !parse(value, &usual_ms)) {
        usual_ms = default_ms();
        *error = WATCHDOG_VARIABLE " must be a number of seconds of at most three decimals, "
                                   "or 0 for no limit";
        return false;
    }
    if (!value || !*value) {
        usual_ms = default_ms();
    }
    return true;
}

uint32_t hang_limit_usual_ms(void)
{
    const char *error;

    watchdog_settings(&error);
    return usual_ms;
}
