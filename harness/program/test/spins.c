/*
 * main may see an order that it answers with a loop in which there is nothing to stop at.
 * AT_ONCE: the other thread does nothing else, in any order, while main has the last step.
 * DEAF: main blocks all signals before, by the kernel itself, so nobody in this process can look in.
 * FUZZED: data decide: D is deaf, and S can be looked into.
 */
#include <pthread.h>
#include <stdint.h>

#ifdef FUZZED
#include <ukeyfuzz.h>
#endif

/* syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all) */
static inline void block_all_signals(void)
{
    uint64_t all = UINT64_MAX;
    register long size __asm__("r10") = sizeof all;
    long result = 14;

    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(2L), "S"(&all), "d"(0L), "r"(size)
                     : "rcx", "r11", "memory");
}

#ifdef FUZZED
UK_FUZZ(data, size)
{
    if (size && data[0] == 'D') {
        block_all_signals();
    }
    if (size && (data[0] == 'D' || data[0] == 'S')) {
        for (;;) {
        }
    }
}
#else
static int word;

static void *work(void *unused)
{
#ifdef AT_ONCE
    for (;;) {
    }
#endif
    __atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&word, 2, __ATOMIC_SEQ_CST);
    return unused;
}

int main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, work, NULL);
    if (__atomic_load_n(&word, __ATOMIC_SEQ_CST) == 1) {
#ifdef DEAF
        block_all_signals();
#endif
        for (;;) {
        }
    }
    return pthread_join(thread, NULL);
}
#endif
