#include "oracle/belief/calls.h"

static enum harness_call of_main;
static bool paused, stopped, dump_open;

static void reset(void)
{
    of_main = CALL_NONE;
    paused = false;
    stopped = true;
    dump_open = false;
}

static void begin(enum harness_call call)
{
    of_main = call;
    switch (call) {
    case CALL_RESUME:
        paused = false;
        break;
    case CALL_START:
    case CALL_SET_THREADS:
    case CALL_FLUSH:
    case CALL_LET_IN:
        stopped = false;
        break;
    default:
        break;
    }
}

static void end(enum harness_call call)
{
    of_main = CALL_NONE;
    paused |= call == CALL_PAUSE;
    stopped |= call == CALL_STOP;
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_CALL_BEGIN:
        begin(o->call);
        break;
    case OBS_CALL_END:
        end(o->call);
        break;
    case OBS_DUMP_OPEN:
        dump_open = true;
        break;
    case OBS_DUMP_CLOSED:
        dump_open = false;
        break;
    default:
        break;
    }
}

enum harness_call calls_of_main(void)
{
    return of_main;
}

bool calls_is_paused(void)
{
    return paused;
}

bool calls_is_stopped(void)
{
    return stopped;
}

bool calls_dump_is_open(void)
{
    return dump_open;
}

const struct belief belief_calls = {
    .wants = OBS(CALL_BEGIN) | OBS(CALL_END) | OBS(DUMP_OPEN) | OBS(DUMP_CLOSED),
    .reset = reset,
    .update = update,
};
