/*
 * Fibers: stacks that one OS thread switches between. The switch itself is Boost.Context's, a few
 * instructions without a system call; around it, the sanitizers are told which stack runs.
 *
 * A fiber is made once and then used for one execution after another. Where it was left in the
 * middle of something that will never continue, fiber_prepare() makes it begin anew.
 */
#ifndef RUNTIME_FIBER_H
#define RUNTIME_FIBER_H 1

#include <stddef.h>

enum { FIBER_STACK_SIZE = 256 * 1024 };

struct fiber {
    void *context; /* Where it goes on, while it is not running. */
    void (*entry)(void *aux);
    void *aux;
    void *stack; /* Lowest usable address; a guard page is below it. NULL for the host. */

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

/* Suspends `from`, which must be running, and continues `to`. ThreadSanitizer sees no order. */
void fiber_switch(struct fiber *from, struct fiber *to);

/* The name by which ThreadSanitizer's reports call the fiber. */
void fiber_set_name(struct fiber *fiber, const char *name);

/* Orders, for ThreadSanitizer, all that `host` did before what `fiber` will do, or the reverse.
 * Called on the host. */
void fiber_order_after_host(struct fiber *host, struct fiber *fiber);
void fiber_order_before_host(struct fiber *host, struct fiber *fiber, unsigned ignore_depth);

#endif /* fiber.h */
