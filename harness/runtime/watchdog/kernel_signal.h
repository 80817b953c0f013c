/*
 * Handlers that the kernel calls at once, whatever the process is doing.
 *
 * ThreadSanitizer puts its own handler in front of those that sigaction() is given. That one keeps
 * some signals back until the program calls libc, which a loop may never do, and takes locks for
 * the others, which the interrupted thread may hold: then the process waits for itself. A handler
 * installed here must therefore touch nothing that ThreadSanitizer intercepts, unless it will not
 * return.
 */
#ifndef WATCHDOG_KERNEL_SIGNAL_H
#define WATCHDOG_KERNEL_SIGNAL_H 1

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The C library's sigaction(), under the name that nobody intercepts. */
extern int __sigaction(int signal, const struct sigaction *action, struct sigaction *before);
#define kernel_sigaction __sigaction

/* A signal that nothing can block but a system call made by hand: the C library keeps it for itself
 * (pthread_cancel(), which is ours where programs run), and takes it out of each mask that it is
 * given. So a loop with all signals blocked is looked into like any other. */
enum { KERNEL_SIGNAL = 32 };

/* Handles it, on the alternative stack. System calls that it interrupts are made again. The C
 * library's sigaction() refuses it. */
void kernel_signal_handle(void (*handler)(int, siginfo_t *, void *context));

/* Blocks no signal, not even that one. */
static inline void kernel_unblock_signals(void)
{
    const uint64_t none = 0;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
}

static const uint64_t NS_PER_MS = 1000000;

/* clock_gettime(), in nanoseconds, as a system call that nobody intercepts. */
static inline uint64_t kernel_clock_ns(clockid_t clock)
{
    struct timespec now = {0};

    syscall(SYS_clock_gettime, clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* _exit(), before which nobody looks for what is not finished. */
_Noreturn static inline void kernel_exit(int code)
{
    for (;;) {
        syscall(SYS_exit_group, code);
    }
}

#endif /* kernel_signal.h */
