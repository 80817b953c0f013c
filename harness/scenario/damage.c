#include "scenario/damage.h"

#include <stdbool.h>
#include <string.h>

#include "scenario/provenance.h"
#include "scenario/scenario.h"

static bool has(const uint8_t *data, size_t size, const char *text)
{
    return memmem(data, size, text, strlen(text));
}

/* Whether `n` bytes begin as what our tools write behind a scenario, or are a part of its beginning. */
static bool begins_a_part(const uint8_t *data, size_t n)
{
    static const char *const parts[] = {"origin ", "shows ", "@anc"};

    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t length = strlen(parts[i]);

        if (!memcmp(data, parts[i], n < length ? n : length)) {
            return true;
        }
    }
    return false;
}

/* The size of the scenario that `data` begins with, as scenario_encode() writes it; 0 if there is none. */
static size_t encoded_size(const uint8_t *data, size_t size)
{
    static struct scenario s;
    static uint8_t again[SCENARIO_MAX_ANCHORED_SIZE];
    size_t n;

    scenario_decode(&s, data, size);
    n = scenario_encode(&s, again, sizeof again);
    return n <= size && !memcmp(data, again, n) ? n : 0;
}

/* Whether zeros in the place of what is missing make it a scenario of ours. */
static bool is_cut(const uint8_t *data, size_t size)
{
    static uint8_t whole[SCENARIO_MAX_SIZE];

    if (size >= sizeof whole) {
        return false;
    }
    memcpy(whole, data, size);
    memset(whole + size, 0, sizeof whole - size);
    return encoded_size(whole, sizeof whole) > size;
}

enum scenario_damage scenario_damage(const uint8_t *data, size_t size)
{
    size_t n;

    if (size == 0 || provenance_split(data, size, NULL) < size) {
        return DAMAGE_NONE;
    }
    if (has(data, size, "origin target=") || has(data, size, "ukeyfuzz trailer of ")) {
        return DAMAGE_TRAILER;
    }
    n = encoded_size(data, size);
    if (!n) {
        return is_cut(data, size) ? DAMAGE_CUT : DAMAGE_NONE;
    }
    return n == size                           ? DAMAGE_NONE
           : begins_a_part(data + n, size - n) ? DAMAGE_TRAILER
                                               : DAMAGE_MORE;
}
