/* For code under test that hears no signal. */
#ifndef TEST_BLOCK_SIGNALS_H
#define TEST_BLOCK_SIGNALS_H 1

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline void block_signals(void)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
}

/* Those as well that the C library leaves alone. */
static inline void block_all_signals(void)
{
    const uint64_t all = UINT64_MAX;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all);
}

#endif /* block_signals.h */
