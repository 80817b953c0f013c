#include "rules.h"

#include <string.h>

static uint32_t off, late;

static struct {
    bool has;
    struct violation violation;
    char message[sizeof((struct runtime_outcome *)NULL)->message];
} noted;

void rules_begin(const struct runtime_options *options)
{
    off = options->rules_off;
    late = options->rules_late;
    noted.has = false;
}

bool rule_is_on(enum runtime_rule rule)
{
    return !(off >> rule & 1);
}

void rule_broken(enum runtime_rule rule, const struct violation *violation, const char *message)
{
    if (!(late >> rule & 1)) {
        runtime_violation_of(violation, "%s", message);
    }
    if (!noted.has) {
        noted.has = true;
        noted.violation = *violation;
        strcpy(noted.message, message);
    }
}

void rules_end(struct runtime_outcome *outcome)
{
    if (!noted.has || outcome->violated) {
        return;
    }
    outcome->violated = outcome->late = true;
    outcome->violation = noted.violation;
    violation_tag(&noted.violation, outcome->invariant, sizeof outcome->invariant);
    strcpy(outcome->message, noted.message);
}
