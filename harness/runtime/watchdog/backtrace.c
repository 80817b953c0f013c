/*
 * Where the running actor is: the return addresses on its stack.
 */
#include "runtime/runtime.h"
#include "runtime/scheduler.h"

/* Everything is compiled with frame pointers: where one points to is the caller's, and above that
 * the return address. What the outermost frame has there is left over from another life of the
 * stack, so nothing outside the stack is followed. */
__attribute__((no_sanitize("address"), noinline)) unsigned
runtime_return_addresses(uintptr_t *addresses, unsigned max)
{
    uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
    uintptr_t top = (uintptr_t)scheduler.self->fiber.stack + scheduler.self->fiber.stack_size;
    unsigned n = 0;

    while (n < max && frame % sizeof frame == 0 && frame <= top - 2 * sizeof frame) {
        const uintptr_t *words = (const uintptr_t *)frame;

        if (words[1]) {
            addresses[n++] = words[1];
        }
        if (words[0] <= frame) {
            break;
        }
        frame = words[0];
    }
    return n;
}
