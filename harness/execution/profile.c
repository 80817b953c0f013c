#include "execution/profile.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "support/random.h"

enum { TABLE_SIZE = 1024 };

static struct profile table[TABLE_SIZE];

uint64_t profile_key(const uint8_t *data, size_t size)
{
    uint64_t hash = XXH3_64bits(data, size);

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
        struct random random = {profile->n_seen};

        at = random_below(&random, profile->n_seen);
        if (at >= PROFILE_MAX_MEETINGS) {
            return;
        }
    } else {
        profile->n_meetings++;
    }
    profile->meetings[at] = *meeting;
}

static enum pending_class class_of(unsigned kind)
{
    if (kind >= EVENT_CLIENT) {
        return PENDING_CLIENT;
    } else if (kind >= EVENT_LFHT_LOOKUP && kind <= EVENT_LFHT_NEXT) {
        return PENDING_TABLE;
    } else if (kind >= EVENT_RCU_REGISTER && kind <= EVENT_RCU_BARRIER) {
        return PENDING_RCU;
    } else if (kind == EVENT_ATOMIC || kind == EVENT_MEMORY) {
        return kind == EVENT_ATOMIC ? PENDING_ATOMIC : PENDING_MEMORY;
    } else if (kind >= EVENT_COND_WAIT && kind <= EVENT_ONCE) {
        return PENDING_SIGNAL;
    }
    return kind >= EVENT_MUTEX_LOCK && kind <= EVENT_SPIN_UNLOCK ? PENDING_LOCK : PENDING_NOTHING;
}

/* What an actor did first after a point is what it had stopped before. */
static void count_operations(struct profile *profile)
{
    uint32_t seen[RUNTIME_MAX_ACTORS] = {0};
    size_t n = event_log_length();

    memset(profile->operations, 0, sizeof profile->operations);
    for (size_t i = 0; i < n; i++) {
        const struct event *event = event_log_at(i);

        if (event->point != seen[event->actor] && event->kind != EVENT_SWITCH) {
            seen[event->actor] = event->point;
            profile->operations[class_of(event->kind)][event->actor]++;
        }
    }
}

void profile_end(struct profile *profile)
{
    const struct preemption *recorded;
    size_t n = runtime_recorded_preemptions(&recorded);

    count_operations(profile);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        uint32_t points = actor_points(i);

        profile->points[i] = points > UINT16_MAX ? UINT16_MAX : (uint16_t)points;
    }
    if (n <= PROFILE_MAX_PREEMPTIONS) {
        profile->n_preemptions = (uint16_t)n;
        for (size_t i = 0; i < n; i++) {
            profile->preemptions[i] = recorded[i];
        }
    }
}

void profile_remember(const struct profile *profile)
{
    size_t size = offsetof(struct profile, preemptions) +
                  profile->n_preemptions * sizeof profile->preemptions[0];

    memcpy(&table[profile->key % TABLE_SIZE], profile, size);
}

const struct profile *profile_recall(uint64_t key)
{
    const struct profile *profile = &table[key % TABLE_SIZE];

    return profile->key == key ? profile : NULL;
}
