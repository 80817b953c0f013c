/*
 * Whether bytes are less, or more, than the scenario in binary form that somebody wrote. Those that
 * our tools have not written may be as they were.
 */
#ifndef SCENARIO_DAMAGE_H
#define SCENARIO_DAMAGE_H 1

#include <stddef.h>
#include <stdint.h>

enum scenario_damage {
    DAMAGE_NONE,
    DAMAGE_CUT,     /* The scenario counts more than it holds. */
    DAMAGE_TRAILER, /* A trailer, or anchors, in part; or other bytes follow the trailer. */
    DAMAGE_MORE,    /* Bytes that mean nothing follow the scenario. */
};

enum scenario_damage scenario_damage(const uint8_t *data, size_t size);

#endif /* damage.h */
