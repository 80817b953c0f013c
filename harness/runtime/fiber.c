#include "fiber.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct fiber *fiber_left, *fiber_arriving;
size_t fiber_stack_size = FIBER_STACK_SIZE;

static void fiber_begin(void)
{
    struct fiber *self = fiber_arriving;

    fiber_after_switch(self, fiber_left);
    self->entry(self->aux);
    abort();
}

void fiber_init_host(struct fiber *host)
{
    host->stack = NULL;
    host->asan_fake_stack = NULL;
#ifdef RUNTIME_TSAN
    host->tsan = __tsan_get_current_fiber();
#endif
}

static void allocate_stack(struct fiber *fiber)
{
    char *memory = mmap(NULL, FIBER_GUARD_SIZE + fiber_stack_size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

    if (memory == MAP_FAILED || mprotect(memory, FIBER_GUARD_SIZE, PROT_NONE) != 0) {
        perror("runtime: cannot allocate a fiber's stack");
        abort();
    }
    fiber->stack = memory + FIBER_GUARD_SIZE;
    fiber->stack_size = fiber_stack_size;
    valgrind_stack_is_at(fiber->stack, fiber->stack_size);
}

bool fiber_overflows(const struct fiber *fiber, const void *address)
{
    return fiber->stack && (uintptr_t)fiber->stack - (uintptr_t)address - 1 < FIBER_GUARD_SIZE;
}

void fiber_prepare(struct fiber *fiber, void (*entry)(void *aux), void *aux)
{
    if (!fiber->stack) {
        allocate_stack(fiber);
    }
#ifdef RUNTIME_ASAN
    /* Frames that were abandoned left their red zones behind. */
    __asan_unpoison_memory_region(fiber->stack, fiber->stack_size);
#endif
#ifdef RUNTIME_TSAN
    /* So did they leave a call stack in ThreadSanitizer's shadow. */
    if (fiber->tsan) {
        __tsan_destroy_fiber(fiber->tsan);
    }
    fiber->tsan = __tsan_create_fiber(0);
#endif
    fiber->entry = entry;
    fiber->aux = aux;
    fiber->asan_bottom = fiber->stack;
    fiber->asan_size = fiber->stack_size;
    fiber->asan_fake_stack = NULL;
    context_make(&fiber->context, (char *)fiber->stack + fiber->stack_size, fiber_begin);
}

void fiber_set_name(struct fiber *fiber, const char *name)
{
#ifdef RUNTIME_TSAN
    __tsan_set_fiber_name(fiber->tsan, name);
#else
    (void)fiber;
    (void)name;
#endif
}

/* ThreadSanitizer's notion of the running fiber may change while the stack stays: a visit to the
 * other fiber, with an order on the way there or on the way back, is all that is needed. */
void fiber_order_after_host(struct fiber *host, struct fiber *fiber)
{
#ifdef RUNTIME_TSAN
    __tsan_switch_to_fiber(fiber->tsan, TSAN_SWITCH_SYNC);
    __tsan_switch_to_fiber(host->tsan, TSAN_SWITCH_NO_SYNC);
#else
    (void)host;
    (void)fiber;
#endif
}

void fiber_order_before_host(struct fiber *host, struct fiber *fiber, unsigned ignore_depth)
{
#ifdef RUNTIME_TSAN
    __tsan_switch_to_fiber(fiber->tsan, TSAN_SWITCH_NO_SYNC);
    while (ignore_depth-- > 0) {
        tsan_ignore_end();
    }
    __tsan_switch_to_fiber(host->tsan, TSAN_SWITCH_SYNC);
#else
    (void)host;
    (void)fiber;
    (void)ignore_depth;
#endif
}
