#include "stress/world/faults.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    uint32_t usual;
} faults[] = {
#define FAULT(ID, NAME, RATE) [STRESS_FAULT_##ID] = {NAME, RATE},
    STRESS_FAULT_LIST(FAULT)
#undef FAULT
};

enum { MILLION = 1000000 };

const char *stress_fault_name(enum stress_fault fault)
{
    return faults[fault].name;
}

uint32_t stress_fault_usual_rate(enum stress_fault fault)
{
    return faults[fault].usual;
}

/* Reads one item, "NAME" or "NAME=RATE". */
static bool parse_item(char *item, struct stress_faults *into)
{
    char *equals = strchr(item, '=');
    unsigned long rate = 0;
    bool found = false;

    if (equals) {
        char *end;

        *equals++ = '\0';
        errno = 0;
        rate = strtoul(equals, &end, 10);
        if (errno || *equals < '0' || *equals > '9' || *end || rate > MILLION) {
            return false;
        }
    }
    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        if (!strcmp(item, "all") || !strcmp(item, faults[i].name)) {
            into->per_million[i] = equals ? (uint32_t)rate : faults[i].usual;
            found = true;
        }
    }
    return found;
}

bool stress_faults_parse(const char *text, struct stress_faults *into, char *error,
                         size_t error_size)
{
    struct stress_faults parsed = {.per_million = {0}};
    const char *at = text;

    while (strcmp(text, "none")) {
        size_t n = strcspn(at, ",");
        char item[64];

        snprintf(error, error_size, "%.*s", (int)n, at);
        if (n >= sizeof item) {
            return false;
        }
        memcpy(item, at, n);
        item[n] = '\0';
        if (!parse_item(item, &parsed)) {
            return false;
        }
        if (!at[n]) {
            break;
        }
        at += n + 1;
    }
    *into = parsed;
    return true;
}

void stress_faults_write(const struct stress_faults *rates, char *into, size_t size)
{
    unsigned n_usual = 0, n_used = 0;
    size_t at = 0;

    for (unsigned i = 0; i < STRESS_FAULTS; i++) {
        n_usual += rates->per_million[i] == faults[i].usual;
        n_used += rates->per_million[i] != 0;
    }
    if (!n_used || n_usual == STRESS_FAULTS) {
        snprintf(into, size, "%s", n_used ? "all" : "none");
        return;
    }
    for (unsigned i = 0; i < STRESS_FAULTS && at < size; i++) {
        if (rates->per_million[i]) {
            int n = rates->per_million[i] == faults[i].usual
                        ? snprintf(into + at, size - at, "%s%s", at ? "," : "", faults[i].name)
                        : snprintf(into + at, size - at, "%s%s=%u", at ? "," : "", faults[i].name,
                                   rates->per_million[i]);
            at += (size_t)n;
        }
    }
}
