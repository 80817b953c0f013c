#include "oracle/belief/dumps.h"

static bool asks[RUNTIME_MAX_ACTORS];

static void reset(void)
{
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        asks[actor] = false;
    }
}

static void update(const struct observation *o)
{
    if (o->kind == OBS_DUMP_CLOSED) {
        reset();
    } else {
        asks[actor_self()] = o->kind == OBS_DUMP_NEXT;
    }
}

unsigned dumps_user(void)
{
    unsigned actor = 0;

    while (actor < RUNTIME_MAX_ACTORS && !asks[actor]) {
        actor++;
    }
    return actor;
}

const struct belief belief_dumps = {
    .wants = OBS(DUMP_CLOSED) | OBS(DUMP_NEXT) | OBS(DUMP_THREAD_END),
    .reset = reset,
    .update = update,
};
