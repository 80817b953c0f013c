#include "scenario/profile.h"

#include "scenario/dice.h"

enum { TABLE_SIZE = 1024 };

static struct profile table[TABLE_SIZE];

uint64_t profile_key(const uint8_t *data, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ data[i]) * UINT64_C(0x100000001b3);
    }
    return hash ? hash : 1;
}

void profile_begin(struct profile *profile, uint64_t key)
{
    profile->key = key;
    profile->n_seen = 0;
    profile->n_meetings = 0;
    profile->n_preemptions = 0;
}

void profile_meet(struct profile *profile, const struct meeting *meeting)
{
    unsigned at = profile->n_meetings;

    profile->n_seen++;
    if (at == PROFILE_MAX_MEETINGS) {
        /* Reservoir sampling (Vitter 1985), with a hash of the count instead of chance. */
        struct dice dice = {profile->n_seen};

        at = dice_below(&dice, profile->n_seen);
        if (at >= PROFILE_MAX_MEETINGS) {
            return;
        }
    } else {
        profile->n_meetings++;
    }
    profile->meetings[at] = *meeting;
}

void profile_end(struct profile *profile)
{
    const struct preemption *recorded;
    size_t n = runtime_recorded_preemptions(&recorded);

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        uint32_t points = actor_points(i);

        profile->points[i] = points > UINT16_MAX ? UINT16_MAX : (uint16_t)points;
    }
    if (n <= PROFILE_MAX_PREEMPTIONS) {
        profile->n_preemptions = (uint8_t)n;
        for (size_t i = 0; i < n; i++) {
            profile->preemptions[i] = recorded[i];
        }
    }
}

void profile_remember(const struct profile *profile)
{
    table[profile->key % TABLE_SIZE] = *profile;
}

const struct profile *profile_recall(uint64_t key)
{
    const struct profile *profile = &table[key % TABLE_SIZE];

    return profile->key == key ? profile : NULL;
}
