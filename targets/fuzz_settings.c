#include "fuzz_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/dice.h"

static bool strategy_fixed;
static enum scenario_strategy fixed_strategy;
static bool bytes_only;
static bool edges_only;

static _Noreturn void refuse(const char *variable, const char *value, const char *allowed)
{
    fprintf(stderr, "%s is '%s'; it must be one of: %s\n", variable, value, allowed);
    exit(2);
}

static void read_strategy(const char *value)
{
    char names[256] = "";

    for (unsigned i = 0; i < SCENARIO_STRATEGIES; i++) {
        const char *name = scenario_strategy_name((enum scenario_strategy)i);

        if (!strcmp(value, name)) {
            strategy_fixed = true;
            fixed_strategy = (enum scenario_strategy)i;
            return;
        }
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ", " : "", name);
    }
    refuse("UKEYFUZZ_STRATEGY", value, names);
}

/* Whether `variable` has the value `less`; the other that it can have, also by default, is `full`.
 */
static bool is_less(const char *variable, const char *full, const char *less)
{
    const char *value = getenv(variable);
    char allowed[64];

    if (!value || !*value || !strcmp(value, full)) {
        return false;
    }
    if (strcmp(value, less)) {
        snprintf(allowed, sizeof allowed, "%s, %s", full, less);
        refuse(variable, value, allowed);
    }
    return true;
}

void fuzz_settings_read(void)
{
    const char *strategy = getenv("UKEYFUZZ_STRATEGY");

    if (strategy && *strategy) {
        read_strategy(strategy);
    }
    bytes_only = is_less("UKEYFUZZ_MUTATOR", "scenario", "bytes");
    edges_only = is_less("UKEYFUZZ_FEEDBACK", "interleaving", "edges");
}

bool fuzz_settings_knows_scenarios(void)
{
    return !bytes_only;
}

bool fuzz_settings_has_feedback(void)
{
    return !edges_only;
}

void fuzz_settings_fix(struct scenario *s)
{
    if (strategy_fixed) {
        s->strategy = fixed_strategy;
    }
}

size_t fuzz_settings_fix_input(uint8_t *data, size_t size, size_t max, uint64_t seed)
{
    static struct scenario s;
    struct dice dice = {seed};
    size_t fixed;

    if (!strategy_fixed) {
        return size;
    }
    scenario_decode(&s, data, size);
    if (s.strategy == fixed_strategy) {
        return size;
    }
    s.strategy = fixed_strategy;
    s.seed = (uint32_t)dice_next(&dice);
    fixed = scenario_encode(&s, data, max);
    return fixed ? fixed : size;
}
