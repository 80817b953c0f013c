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
