/*
 * How a thread ends before its function returns: pthread_exit(), and cancellation.
 *
 * Its frames are left one after the other, innermost first. There are three kinds of cleanups on
 * the way: those of interpose.h, a list of functions; those that glibc's header makes of
 * pthread_cleanup_push() in C, a list of jmp_bufs, each of which is jumped to, calls its function
 * and comes back through __pthread_unwind_next(); and the destructors of C++, which the unwinder
 * of exceptions runs where a program has it.
 */
#include "cancel.h"

#include <errno.h>
#include <pthread.h>
#include <unwind.h>

#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"
#include "thread.h"

/* A C program without exceptions does not link it. */
#pragma weak _Unwind_ForcedUnwind
#pragma weak _Unwind_GetCFA

/* longjmp() to what glibc's header has saved, which is the beginning of a jmp_buf. */
_Noreturn void jump_to_cleanup(struct __cancel_jmp_buf_tag *, int value) __asm__("longjmp");

/* Where a buffer has the next one. */
static void **link_of(__pthread_unwind_buf_t *buffer)
{
    return &buffer->__pad[0];
}

/* Runs the newest of glibc's cleanups, which goes on with runtime_pthread_unwind_next(). */
static _Noreturn void jump_to_buffer(struct actor *self)
{
    __pthread_unwind_buf_t *buffer = self->buffers;

    jump_to_cleanup(buffer->__cancel_jmp_buf, 1);
}

static _Noreturn void end_with_result(struct actor *self)
{
    thread_end(self->result);
}

/* Asked before each frame is left. */
static _Unwind_Reason_Code before_frame(int version, _Unwind_Action actions,
                                        _Unwind_Exception_Class class,
                                        struct _Unwind_Exception *exception,
                                        struct _Unwind_Context *context, void *self_)
{
    struct actor *self = self_;
    uintptr_t frame = _Unwind_GetCFA(context);

    if (self->buffers && frame > (uintptr_t)self->buffers) {
        jump_to_buffer(self);
    }
    if (actions & _UA_END_OF_STACK || frame >= self->stack_base) {
        end_with_result(self);
    }
    return _URC_NO_REASON;
}

static void caught(_Unwind_Reason_Code reason, struct _Unwind_Exception *exception)
{
    runtime_violation("CANCEL/end-caught",
                      "%s catches the end of its thread (pthread_exit() or a "
                      "cancellation) with catch (...), and does not throw it again",
                      actor_name(scheduler.current));
}

/* Leaves the frames that are left. */
static _Noreturn void leave(struct actor *self)
{
    static struct _Unwind_Exception exceptions[RUNTIME_MAX_ACTORS];
    struct _Unwind_Exception *exception = &exceptions[scheduler.current];

    if (_Unwind_ForcedUnwind) {
        exception->exception_class = 0;
        exception->exception_cleanup = caught;
        _Unwind_ForcedUnwind(exception, before_frame, self);
    }
    /* There is nothing to unwind by. */
    if (self->buffers) {
        jump_to_buffer(self);
    }
    end_with_result(self);
}

void runtime_pthread_exit(void *result)
{
    struct actor *self = scheduler.self;

    scheduler_point();
    self->result = result;
    self->cancel_disabled = true;
    while (self->cleanups) {
        struct runtime_cleanup *cleanup = self->cleanups;

        self->cleanups = cleanup->next;
        cleanup->function(cleanup->arg);
    }
    leave(self);
}

void cancel_self(void)
{
    runtime_pthread_exit(PTHREAD_CANCELED);
}

void runtime_pthread_register_cancel(__pthread_unwind_buf_t *buffer)
{
    *link_of(buffer) = scheduler.self->buffers;
    scheduler.self->buffers = buffer;
}

void runtime_pthread_unregister_cancel(__pthread_unwind_buf_t *buffer)
{
    scheduler.self->buffers = *link_of(buffer);
}

void runtime_pthread_unwind_next(__pthread_unwind_buf_t *buffer)
{
    runtime_pthread_unregister_cancel(buffer);
    leave(scheduler.self);
}

void runtime_cleanup_push(struct runtime_cleanup *cleanup, void (*function)(void *), void *arg)
{
    cleanup->next = scheduler.self->cleanups;
    cleanup->function = function;
    cleanup->arg = arg;
    scheduler.self->cleanups = cleanup;
}

void runtime_cleanup_pop(struct runtime_cleanup *cleanup, int execute)
{
    scheduler.self->cleanups = cleanup->next;
    if (execute) {
        cleanup->function(cleanup->arg);
    }
}

/* Whether an actor waits where a cancellation ends the wait. */
static bool waits_at_cancellation_point(const struct actor *a)
{
    return a->wait == WAIT_COND || a->wait == WAIT_SEMAPHORE || a->wait == WAIT_JOIN ||
           a->wait == WAIT_SLEEP || a->wait == WAIT_DESCRIPTOR;
}

int runtime_pthread_cancel(pthread_t thread)
{
    int slot;
    struct actor *a;

    scheduler_point();
    slot = thread_slot(thread);
    if (slot < 0) {
        return ESRCH;
    }
    a = &actors[slot];
    scheduler_log(EVENT_CANCEL, (unsigned)slot, 0);
    a->cancelled = true;
    if (a->state == ACTOR_ALIVE && !a->cancel_disabled && waits_at_cancellation_point(a)) {
        scheduler_wake((unsigned)slot);
    }
    scheduler_point();
    return 0;
}

int runtime_pthread_setcancelstate(int state, int *old)
{
    struct actor *self = scheduler.self;

    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE) {
        return EINVAL;
    }
    if (old) {
        *old = self->cancel_disabled ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE;
    }
    self->cancel_disabled = state == PTHREAD_CANCEL_DISABLE;
    return 0;
}

/* What is not modelled must not go unnoticed. */
static _Noreturn void refuse(const char *call)
{
    misuse_in("CANCEL/not-supported", "in", call, "%s calls %s, which the runtime does not support",
              actor_name(scheduler.current), call);
}

int runtime_pthread_setcanceltype(int type, int *old)
{
    if (type == PTHREAD_CANCEL_ASYNCHRONOUS) {
        refuse("pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS)");
    }
    if (type != PTHREAD_CANCEL_DEFERRED) {
        return EINVAL;
    }
    if (old) {
        *old = PTHREAD_CANCEL_DEFERRED;
    }
    return 0;
}

void runtime_pthread_testcancel(void)
{
    scheduler_point();
    cancel_point();
}

int runtime_pthread_kill(pthread_t thread, int signal)
{
    scheduler_point();
    if (thread_slot(thread) < 0) {
        return ESRCH;
    }
    if (signal != 0) {
        refuse("pthread_kill() with a signal");
    }
    return 0;
}

int runtime_pthread_atfork(void (*before)(void), void (*parent)(void), void (*child)(void))
{
    refuse("pthread_atfork()");
}
