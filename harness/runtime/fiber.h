/*
 * Fibers: stacks that one OS thread switches between. The switch itself (context.h) is a
 * few instructions without a system call; around it, the sanitizers are told which stack runs.
 *
 * A fiber is made once and then used for one execution after another. Where it was left in the
 * middle of something that will never continue, fiber_prepare() makes it start again.
 */
#ifndef RUNTIME_FIBER_H
#define RUNTIME_FIBER_H 1

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "context.h"
#include "support/sanitizers.h"

#ifndef RUNTIME_STACK_KIB
#define RUNTIME_STACK_KIB 256
#endif
/* No frame is as large as what is below the stack and cannot be used. */
enum { FIBER_STACK_SIZE = RUNTIME_STACK_KIB * 1024, FIBER_GUARD_SIZE = 64 * 1024 };

/* The size of the stacks that are allocated from now on: FIBER_STACK_SIZE unless somebody says
 * more, a multiple of the page size. What is not touched costs address space alone. */
extern size_t fiber_stack_size;

struct fiber {
    struct context context; /* Where it goes on, while it is not running. */
    void (*entry)(void *aux);
    void *aux;
    void *stack; /* Lowest usable address; a guard is below it. NULL for the host. */
    size_t stack_size;

    /* AddressSanitizer's and ThreadSanitizer's view. */
    const void *asan_bottom;
    size_t asan_size;
    void *asan_fake_stack;
    void *tsan;
};

/* Makes `host` stand for the stack that calls. */
void fiber_init_host(struct fiber *host);

/* Makes `fiber` begin with `entry(aux)` when it is next switched to; `entry` must not return. The
 * stack is allocated the first time; whatever was on it is forgotten. */
void fiber_prepare(struct fiber *fiber, void (*entry)(void *aux), void *aux);

/* Whether an address is on the fiber's stack. */
ALWAYS_INLINE bool fiber_owns(const struct fiber *fiber, const volatile void *address)
{
    return (uintptr_t)address - (uintptr_t)fiber->stack < fiber->stack_size;
}

/* Whether a fault at `address` is that the fiber's stack is full. Async-signal-safe. */
bool fiber_overflows(const struct fiber *, const void *address);

/* Who was left for whom in the latest switch. */
extern struct fiber *fiber_left, *fiber_arriving;

ALWAYS_INLINE void fiber_before_switch(struct fiber *from, struct fiber *to)
{
#ifdef RUNTIME_ASAN
    __sanitizer_start_switch_fiber(&from->asan_fake_stack, to->asan_bottom, to->asan_size);
#endif
#ifdef RUNTIME_TSAN
    __tsan_switch_to_fiber(to->tsan, TSAN_SWITCH_NO_SYNC);
#endif
    fiber_left = from;
    fiber_arriving = to;
}

ALWAYS_INLINE void fiber_after_switch(struct fiber *self, struct fiber *left)
{
#ifdef RUNTIME_ASAN
    /* The bounds of a stack that we did not allocate are learnt when it is left. */
    __sanitizer_finish_switch_fiber(self->asan_fake_stack, &left->asan_bottom, &left->asan_size);
#else
    (void)self;
    (void)left;
#endif
}

/* Suspends `from`, which must be running, and continues `to`. ThreadSanitizer sees no order. It is
 * inline because on the other side each return is mispredicted by the processor. */
ALWAYS_INLINE void fiber_switch(struct fiber *from, struct fiber *to)
{
    int *errno_location = &errno;
    int saved_errno = *errno_location;

    fiber_before_switch(from, to);
    context_switch(&from->context, &to->context);
    fiber_after_switch(from, fiber_left);
    *errno_location = saved_errno;
}

/* The name by which ThreadSanitizer's reports call the fiber. */
void fiber_set_name(struct fiber *fiber, const char *name);

/* Orders, for ThreadSanitizer, all that `host` did before what `fiber` will do, or the reverse.
 * Called on the host. */
void fiber_order_after_host(struct fiber *host, struct fiber *fiber);
void fiber_order_before_host(struct fiber *host, struct fiber *fiber, unsigned ignore_depth);

#endif /* fiber.h */
