/*
 * The settings of a scenario as a table: what each is called in the text form, which values it
 * takes, and where it is kept. The writer, the reader and the manual all work from it.
 */
#ifndef SCENARIO_SETTINGS_H
#define SCENARIO_SETTINGS_H 1

#include <stddef.h>
#include <stdint.h>

#include "scenario/scenario.h"

struct setting {
    const char *name;
    const char *what;  /* What it is, for the manual. */
    uint32_t min, max; /* The least and the greatest value. */
    /* What a value is written as; NULL, or where it gives NULL: as a number. */
    const char *(*word)(unsigned value);
    size_t offset, size; /* The member of struct scenario. */
};

size_t settings_count(void);
const struct setting *setting_at(size_t);

uint32_t setting_get(const struct scenario *, const struct setting *);
/* `value` must be within the setting's bounds. */
void setting_set(struct scenario *, const struct setting *, uint32_t value);

#endif /* settings.h */
