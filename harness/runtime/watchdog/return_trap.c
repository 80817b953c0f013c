#include "return_trap.h"

#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

#include "kernel_signal.h"

/* What a frame returns to in the place of its caller. */
extern const char return_trap_stub[];
__asm__(".text\n"
        ".type return_trap_stub, @function\n"
        "return_trap_stub:\n"
        "int3\n"
        "ud2\n"
        ".size return_trap_stub, . - return_trap_stub\n");

static struct {
    uintptr_t *slot; /* NULL: there is no trap. */
    uintptr_t address;
    void (*on_return)(void);
    bool installed;
    struct sigaction before; /* Whose SIGTRAP was not ours. */
} trap;

/* The slot may belong to another frame by now, if the stack was abandoned; then something else is
 * in it. */
__attribute__((no_sanitize("address"))) void return_trap_remove(void)
{
    if (trap.slot && *trap.slot == (uintptr_t)return_trap_stub) {
        *trap.slot = trap.address;
    }
    trap.slot = NULL;
}

static void on_trap(int number, siginfo_t *info, void *context_)
{
    ucontext_t *context = context_;

    if (context->uc_mcontext.gregs[REG_RIP] != (greg_t)(uintptr_t)(return_trap_stub + 1)) {
        kernel_sigaction(number, &trap.before, NULL);
        raise(number);
        return;
    }
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)trap.address;
    trap.slot = NULL;
    trap.on_return();
}

static void install(void)
{
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK};

    sigemptyset(&action.sa_mask);
    kernel_sigaction(SIGTRAP, &action, &trap.before);
    trap.installed = true;
}

__attribute__((no_sanitize("address"))) void return_trap_set(uintptr_t *slot,
                                                             void (*on_return)(void))
{
    if (!trap.installed) {
        install();
    }
    return_trap_remove();
    trap.address = *slot;
    trap.on_return = on_return;
    trap.slot = slot;
    *slot = (uintptr_t)return_trap_stub;
}
