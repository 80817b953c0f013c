#include "kernel_signal.h"

/* What the kernel takes; <asm/signal.h> has it too, but not beside <signal.h>. */
struct kernel_action {
    void (*handler)(int, siginfo_t *, void *);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};
static const unsigned long HAS_RESTORER = 0x04000000;

/* What a handler returns to: rt_sigreturn(). Debuggers and unwinders know it by these bytes. */
void kernel_signal_return(void);
__asm__(".text\n"
        ".type kernel_signal_return, @function\n"
        "kernel_signal_return:\n"
        "mov $15, %rax\n"
        "syscall\n"
        ".size kernel_signal_return, . - kernel_signal_return\n");

void kernel_signal_handle(void (*handler)(int, siginfo_t *, void *context))
{
    const struct kernel_action action = {.handler = handler,
                                         .flags =
                                             SA_SIGINFO | SA_ONSTACK | SA_RESTART | HAS_RESTORER,
                                         .restorer = kernel_signal_return};

    syscall(SYS_rt_sigaction, KERNEL_SIGNAL, &action, NULL, sizeof action.mask);
}
