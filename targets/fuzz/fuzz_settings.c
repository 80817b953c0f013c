#include "fuzz_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "execution/feedback.h"
#include "support/random.h"
#include "support/near_miss.h"

static bool strategy_fixed;
static enum scenario_strategy fixed_strategy;
static bool bytes_only;
static unsigned signals = FEEDBACK_ALL;

/* `allowed` is a list of words, separated by commas and blanks. */
static _Noreturn void refuse(const char *variable, const char *value, const char *allowed)
{
    struct near_miss near = {.word = value};

    for (const char *word = allowed; *word; word += strspn(word, ", ")) {
        size_t n = strcspn(word, ", ");

        near_miss_try(&near, word, n);
        word += n;
    }
    fprintf(stderr, "%s is '%s'; it must be one of: %s%s\n", variable, value, allowed,
            near_miss_text(&near).text);
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

static void read_mutator(const char *value)
{
    bytes_only = !strcmp(value, "bytes");
    if (!bytes_only && strcmp(value, "scenario")) {
        refuse("UKEYFUZZ_MUTATOR", value, "scenario, bytes");
    }
}

/* The signal whose name is the first `length` characters of `name`; 0 if there is none. */
static unsigned signal_named(const char *name, size_t length)
{
    static const struct {
        const char *name;
        enum feedback_signal signal;
    } known[] = {
        {"meetings", FEEDBACK_MEETINGS},
        {"states", FEEDBACK_STATES},
        {"contentions", FEEDBACK_CONTENTIONS},
        {"outcomes", FEEDBACK_OUTCOMES},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) == length && !memcmp(known[i].name, name, length)) {
            return known[i].signal;
        }
    }
    return 0;
}

static void read_signals(const char *value)
{
    for (const char *list = value;; list++) {
        size_t length = strcspn(list, ",");
        unsigned signal = signal_named(list, length);

        if (!signal) {
            refuse("UKEYFUZZ_FEEDBACK", value,
                   "interleaving, edges, a list out of meetings,states,contentions,outcomes");
        }
        signals |= signal;
        list += length;
        if (!*list) {
            return;
        }
    }
}

static void read_feedback(const char *value)
{
    if (strcmp(value, "interleaving")) {
        signals = 0;
        if (strcmp(value, "edges")) {
            read_signals(value);
        }
    }
}

/* Has `read` read a variable that is there. */
static void read_variable(const char *variable, void (*read)(const char *value))
{
    const char *value = getenv(variable);

    if (value && *value) {
        read(value);
    }
}

void fuzz_settings_read(void)
{
    read_variable("UKEYFUZZ_STRATEGY", read_strategy);
    read_variable("UKEYFUZZ_MUTATOR", read_mutator);
    read_variable("UKEYFUZZ_FEEDBACK", read_feedback);
}

bool fuzz_settings_knows_scenarios(void)
{
    return !bytes_only;
}

unsigned fuzz_settings_feedback(void)
{
    return signals;
}

size_t fuzz_settings_fix_input(uint8_t *data, size_t size, size_t max, uint64_t seed)
{
    static struct scenario s;
    struct random random = {seed};
    size_t fixed;

    if (!strategy_fixed) {
        return size;
    }
    scenario_decode(&s, data, size);
    if (s.strategy == fixed_strategy) {
        return size;
    }
    s.strategy = fixed_strategy;
    s.seed = (uint32_t)random_next(&random);
    fixed = scenario_encode(&s, data, max);
    return fixed ? fixed : size;
}
