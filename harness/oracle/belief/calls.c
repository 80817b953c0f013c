#include "oracle/belief/calls.h"

#include <errno.h>

static enum harness_call of_main;
static bool paused, stopped, wrong;
static struct thread_numbers running, wanted;

enum { MOST_THREADS = 64 }; /* Of each kind. */

static void reset(void)
{
    of_main = CALL_NONE;
    paused = wrong = false;
    running = wanted = (struct thread_numbers){0, 0};
    stopped = true;
}

bool thread_numbers_are_possible(struct thread_numbers n)
{
    return !n.handlers == !n.revalidators && n.handlers <= MOST_THREADS &&
           n.revalidators <= MOST_THREADS;
}

static void begin(enum harness_call call)
{
    of_main = call;
    if (wrong) {
        return;
    }
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

static bool starts(enum harness_call call)
{
    return call == CALL_START || call == CALL_SET_THREADS;
}

/* start() and the like leave nothing running when they fail. EALREADY and EINVAL change nothing. */
static void note_threads(enum harness_call call, int result)
{
    if (starts(call) && result != EALREADY && result != EINVAL) {
        running = wanted;
    }
    if (call == CALL_STOP || (result == EAGAIN && (starts(call) || call == CALL_FLUSH))) {
        running = (struct thread_numbers){0, 0};
    }
}

static void end(enum harness_call call, int result)
{
    note_threads(call, result);
    of_main = CALL_NONE;
    paused |= call == CALL_PAUSE;
    stopped |= call == CALL_STOP;
}

static void update(const struct observation *o)
{
    if (o->kind == OBS_CALL_BEGIN) {
        wanted = starts(o->call) ? o->wanted : running;
        wrong = !thread_numbers_are_possible(o->wanted);
        begin(o->call);
    } else {
        end(o->call, o->result);
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

struct thread_numbers calls_running(void)
{
    return running;
}

struct thread_numbers calls_wanted(void)
{
    return wanted;
}

bool calls_is_wrong(void)
{
    return wrong;
}

const struct belief belief_calls = {
    .wants = OBS(CALL_BEGIN) | OBS(CALL_END),
    .reset = reset,
    .update = update,
};
