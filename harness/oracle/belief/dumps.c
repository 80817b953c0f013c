#include "oracle/belief/dumps.h"

static bool is_open;
static bool asks[RUNTIME_MAX_ACTORS];

static void reset(void)
{
    is_open = false;
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        asks[actor] = false;
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_DUMP_OPEN:
        is_open = true;
        break;
    case OBS_DUMP_CLOSED:
        reset();
        break;
    default:
        asks[actor_self()] = o->kind == OBS_DUMP_NEXT;
        break;
    }
}

bool dumps_is_open(void)
{
    return is_open;
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
    .wants = OBS(DUMP_OPEN) | OBS(DUMP_CLOSED) | OBS(DUMP_NEXT) | OBS(DUMP_THREAD_END),
    .reset = reset,
    .update = update,
};
