#include "watchdog.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "hang_limit.h"
#include "kernel_limit.h"
#include "kernel_signal.h"
#include "runtime/scheduler.h"
#include "stack_samples.h"
#include "timers.h"

enum {
    HURRIED_MS = 200,
    /* What one execution may use in all, and how long it may wait, in limits. */
    WHOLE_FACTOR = 20,
    WAIT_FACTOR = 10,
    /* Between two looks at an execution that moves: a part of the limit, and at most so much. */
    LOOKS_PER_LIMIT = 8,
    LOOK_MS = 250,
    /* Looks at one that waits, until it is over. */
    LOOKS_PER_WAIT = 4,
    /* Between two samples of one that does not. */
    SAMPLE_MS = 4,
};

/* How far the execution has come. */
struct progress {
    uint32_t watched, generation, sequence;
};

static struct {
    void (*volatile on_hang)(const struct runtime_hang *); /* NULL: nothing is watched. */
    volatile uint32_t watched;                             /* How often something was. */
    bool read;                                             /* The limit. */
    uint32_t limit_ms;                                     /* 0: none. */
    pid_t process;                                         /* Whose the timers are. */
    struct sigaction others_fault; /* Who is told of faults that are not ours. */

    /* What the timers saw. */
    struct progress seen[TIMERS];
    uint64_t begun_ns, moved_ns; /* Processor time. */
    uint64_t used_ns;            /* Processor time at the clock's last look. */
    unsigned n_still;            /* The clock's looks since it moved. */
    bool sampling;
    volatile bool asks_again; /* Its system calls are made again if a look ends them. */
    volatile bool hushed; /* It is over: what has been seen of the stack is told, and must stay. */
} dog;

static uint32_t look_interval_ms(void)
{
    uint32_t ms = dog.limit_ms / LOOKS_PER_LIMIT;

    return ms == 0 ? 1 : ms < LOOK_MS ? ms : LOOK_MS;
}

static uint32_t wait_interval_ms(void)
{
    return dog.limit_ms * WAIT_FACTOR / LOOKS_PER_WAIT;
}

/* Whether the execution has moved since `*seen`, which is brought up to date. */
static bool has_moved(struct progress *seen)
{
    struct progress now = {dog.watched, scheduler.generation, scheduler.sequence};
    bool moved = now.watched != seen->watched || now.generation != seen->generation ||
                 now.sequence != seen->sequence;

    *seen = now;
    return moved;
}

static _Noreturn void bark(enum hang_kind kind, uint32_t limit_ms)
{
    static struct runtime_hang hang;
    void (*on_hang)(const struct runtime_hang *) = dog.on_hang;

    dog.hushed = true;
    dog.on_hang = NULL;
    timer_set(TIMER_PROCESSOR, 0);
    timer_set(TIMER_CLOCK, 0);
    hang.kind = kind;
    hang.limit_ms = limit_ms;
    hang.actor = RUNTIME_MAX_ACTORS;
    if (scheduler.running) {
        hang.actor = scheduler.current;
        hang.points = scheduler.self->points;
        memcpy(hang.name, scheduler.self->name, sizeof hang.name);
    }
    stack_samples_take(&hang);
    on_hang(&hang);
    abort();
}

static void look_at_processor_time(const void *context)
{
    uint64_t now_ns = timer_processor_ns(), limit_ns = dog.limit_ms * NS_PER_MS;
    bool is_new = dog.seen[TIMER_PROCESSOR].watched != dog.watched;

    if (is_new) {
        dog.begun_ns = now_ns;
    }
    if (has_moved(&dog.seen[TIMER_PROCESSOR])) {
        dog.moved_ns = now_ns;
        if (dog.sampling) {
            dog.sampling = false;
            stack_samples_begin();
            timer_set(TIMER_PROCESSOR, look_interval_ms());
        }
        if (now_ns - dog.begun_ns < limit_ns * WHOLE_FACTOR) {
            return;
        }
    }
    if (!dog.sampling) {
        dog.sampling = true;
        stack_samples_begin();
        timer_set(TIMER_PROCESSOR, SAMPLE_MS);
    }
    stack_samples_add(context);
    if (now_ns - dog.begun_ns >= limit_ns * WHOLE_FACTOR) {
        bark(HANG_IS_SLOW, dog.limit_ms * WHOLE_FACTOR);
    }
    if (now_ns - dog.moved_ns >= limit_ns) {
        bark(HANG_SPINS, dog.limit_ms);
    }
}

static const uint8_t syscall_instruction[] = {0x0f, 0x05};

/* Whether the signal has ended a system call, one that is not begun again by itself. What comes
 * after it cannot be trusted. */
static bool has_ended_a_call(const ucontext_t *context)
{
    const void *before =
        (const void *)(context->uc_mcontext.gregs[REG_RIP] - (greg_t)sizeof syscall_instruction);

    return context->uc_mcontext.gregs[REG_RAX] == -EINTR &&
           !memcmp(before, syscall_instruction, sizeof syscall_instruction);
}

/* Whether the signal came in the midst of a system call, which is about to begin again or has been
 * ended. A process that waits for a processor is elsewhere most of the time. */
static bool is_in_a_call(const ucontext_t *context)
{
    return !memcmp((const void *)context->uc_mcontext.gregs[REG_RIP], syscall_instruction,
                   sizeof syscall_instruction) ||
           has_ended_a_call(context);
}

/* One that uses processor time is the other timer's business. */
static void look_at_clock(const void *context)
{
    uint64_t now_ns = timer_processor_ns();
    bool has_slept = now_ns - dog.used_ns < dog.limit_ms * NS_PER_MS;
    bool moved = has_moved(&dog.seen[TIMER_CLOCK]);

    dog.used_ns = now_ns;
    dog.n_still = moved || !has_slept || !is_in_a_call(context) ? 0 : dog.n_still + 1;
    if (dog.n_still == LOOKS_PER_WAIT ||
        (has_slept && !dog.asks_again && has_ended_a_call(context))) {
        stack_samples_begin();
        stack_samples_add(context);
        bark(HANG_WAITS, dog.n_still * wait_interval_ms());
    }
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
    int saved_errno = errno;

    if (dog.hushed) {
        return;
    }
    if (!dog.on_hang) {
        dog.seen[TIMER_PROCESSOR].watched = dog.seen[TIMER_CLOCK].watched = 0;
        stack_samples_begin();
    } else if (info->si_value.sival_int == TIMER_CLOCK) {
        look_at_clock(context);
    } else {
        look_at_processor_time(context);
    }
    errno = saved_errno;
}

/* Any other fault is somebody else's: it happens again once this handler has returned. */
static void on_fault(int signal, siginfo_t *info, void *context)
{
    if (dog.on_hang && scheduler.running && info->si_code > 0 &&
        fiber_overflows(&scheduler.self->fiber, info->si_addr)) {
        dog.hushed = true;
        stack_samples_begin();
        stack_samples_add(context);
        bark(HANG_OVERFLOWS, 0);
    }
    kernel_sigaction(signal, &dog.others_fault, NULL);
    if (info->si_code <= 0) {
        raise(signal);
    }
}

/* A fiber's stack may be used up, so there must be another; the process's own, if it has one. */
static void give_stack(void)
{
    static uint8_t stack[256 * 1024];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    stack_t old;

    if (!sigaltstack(NULL, &old) && old.ss_flags & SS_DISABLE) {
        sigaltstack(&alternative, NULL);
    }
}

static void set_timers(void)
{
    timer_set(TIMER_PROCESSOR, look_interval_ms());
    timer_set(TIMER_CLOCK, wait_interval_ms());
}

static void start(void)
{
    struct sigaction fault = {.sa_sigaction = on_fault,
                              .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

    dog.process = getpid();
    dog.hushed = dog.sampling = false; /* Who forks may have barked. */
    dog.used_ns = timer_processor_ns();
    stack_samples_prepare();
    give_stack();
    kernel_signal_handle(on_signal);
    kernel_sigaction(SIGSEGV, &fault, &dog.others_fault);
    if (!timers_make(KERNEL_SIGNAL)) {
        runtime_fatal("the watchdog can have no timer");
    }
    set_timers();
}

/* Reads the environment's limit if nobody has. */
static uint32_t limit_ms(void)
{
    if (!dog.read) {
        dog.read = true;
        dog.limit_ms = hang_limit_usual_ms();
    }
    return dog.limit_ms;
}

void watchdog_hurry(bool hurry)
{
    uint32_t usual_ms = hang_limit_usual_ms();

    dog.read = true;
    dog.limit_ms = hurry && usual_ms > HURRIED_MS ? HURRIED_MS : usual_ms;
    if (dog.limit_ms && dog.process == getpid()) {
        set_timers();
    }
}

void watchdog_begin(void (*on_hang)(const struct runtime_hang *))
{
    if (!limit_ms()) {
        return;
    }
    dog.watched = dog.watched == UINT32_MAX ? 1 : dog.watched + 1;
    if (!TIMERS_LOOK) {
        kernel_limit_set(dog.limit_ms, dog.limit_ms * WAIT_FACTOR);
        dog.on_hang = on_hang;
        return;
    }
    if (dog.process != getpid()) {
        start();
    }
    dog.asks_again = false;
    dog.on_hang = on_hang;
}

void watchdog_end(void)
{
    dog.on_hang = NULL;
    if (!TIMERS_LOOK) {
        kernel_limit_set(0, 0);
    }
}

void watchdog_asks_again(bool yes)
{
    dog.asks_again = yes;
}

uint32_t watchdog_watched(void)
{
    return dog.on_hang && !dog.hushed ? dog.watched : 0;
}

void watchdog_hush(void)
{
    dog.hushed = true;
}

bool watchdog_is_suspicious(void)
{
    return dog.on_hang && dog.sampling && dog.seen[TIMER_PROCESSOR].watched == dog.watched &&
           dog.seen[TIMER_PROCESSOR].sequence == scheduler.sequence &&
           dog.seen[TIMER_PROCESSOR].generation == scheduler.generation;
}

void watchdog_bark(const void *context)
{
    if (dog.on_hang) {
        dog.hushed = true;
        if (!dog.sampling) {
            stack_samples_begin();
        }
        stack_samples_add(context);
        bark(HANG_SPINS, (uint32_t)((timer_processor_ns() - dog.moved_ns) / NS_PER_MS));
    }
}

uint32_t watchdog_limit_ms(enum hang_kind kind)
{
    return limit_ms() * (kind == HANG_WAITS     ? WAIT_FACTOR
                         : kind == HANG_IS_SLOW ? WHOLE_FACTOR
                                                : 1);
}
