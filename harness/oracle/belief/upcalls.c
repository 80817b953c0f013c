#include "oracle/belief/upcalls.h"

static void reset(void) {}

static void update(const struct observation *o)
{
    if (o->kind == OBS_UPCALL_BEGIN) {
        context_enter_upcall();
    } else {
        context_leave_upcall();
    }
}

const struct belief belief_upcalls = {
    .wants = OBS(UPCALL_BEGIN) | OBS(UPCALL_END),
    .reset = reset,
    .update = update,
};
