#include "program/signals/cancels.h"

#include <pthread.h>
#include <string.h>

#include "program/signals/signals.h"
#include "runtime/pthread/cancel.h"
#include "runtime/pthread_api.h"

/* Which life of an actor may be cancelled at any point; 0: none. */
static uint32_t asynchronous[RUNTIME_MAX_ACTORS];

void cancels_begin(void)
{
    memset(asynchronous, 0, sizeof asynchronous);
}

static bool is_asynchronous(void)
{
    return asynchronous[scheduler.current] == scheduler.self->incarnation;
}

void cancels_act(void)
{
    if (is_asynchronous() && cancel_is_due()) {
        cancel_self();
    }
}

int program_pthread_setcanceltype(int type, int *old)
{
    bool was = is_asynchronous();
    int error = type == PTHREAD_CANCEL_ASYNCHRONOUS ? 0 : runtime_pthread_setcanceltype(type, old);

    if (error) {
        return error;
    }
    if (old) {
        *old = was ? PTHREAD_CANCEL_ASYNCHRONOUS : PTHREAD_CANCEL_DEFERRED;
    }
    asynchronous[scheduler.current] =
        type == PTHREAD_CANCEL_ASYNCHRONOUS ? scheduler.self->incarnation : 0;
    cancels_act();
    return 0;
}

int program_pthread_cancel(pthread_t thread)
{
    signals_have_come = true; /* So that it is looked for at each point. */
    return runtime_pthread_cancel(thread);
}
