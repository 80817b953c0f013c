/*
 * Signals: what the program does about them is kept from the process, in which faults are ours. A
 * signal that a thread sends to its own process is handled at once, by that thread. Others do not
 * come.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "program/world/calls.h"
#include "program/world/ends.h"
#include "program/world/fault.h"
#include "runtime/pthread/futex.h"
#include "runtime/rule/misuse.h"
#include "runtime/scheduler.h"

static struct sigaction actions[_NSIG];

/* Bit i is signal i: those that somebody waits for with sigwait(), and those that have come for him;
 * and a word that changes when one comes. */
static uint64_t awaited, pending;
static unsigned n_come;

void signals_begin(void)
{
    memset(actions, 0, sizeof actions);
    awaited = pending = 0;
    n_come = 0;
}

static bool is_signal(int number)
{
    return number > 0 && number < _NSIG;
}

int program_sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    if (!calls_explored()) {
        return sigaction(number, action, before);
    }
    if (!is_signal(number) || number == SIGKILL || number == SIGSTOP) {
        errno = EINVAL;
        return -1;
    }
    if (before) {
        *before = actions[number];
    }
    if (action) {
        actions[number] = *action;
    }
    return 0;
}

sighandler_t program_signal(int number, sighandler_t handler)
{
    const struct sigaction action = {.sa_handler = handler};
    struct sigaction before;

    return program_sigaction(number, &action, &before) ? SIG_ERR : before.sa_handler;
}

/* What the signal's default is, if the program has said nothing else. */
static void act_by_default(int number)
{
    switch (number) {
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
    case SIGCONT:
        return;
    case SIGABRT:
        program_abort();
    default:
        misuse_in("CRASH/sends-signal", "", signal_word(number),
                  "%s sends SIG%s, which ends the program", actor_name(scheduler.current),
                  signal_word(number));
    }
}

int program_sigwait(const sigset_t *set, int *number)
{
    if (!scheduler.running) {
        return sigwait(set, number);
    }
    for (;;) {
        for (int i = 1; i < _NSIG; i++) {
            uint64_t bit = sigismember(set, i) == 1 ? UINT64_C(1) << (i - 1) : 0;

            if (pending & bit) {
                pending &= ~bit;
                *number = i;
                return 0;
            }
            awaited |= bit;
        }
        (void)runtime_futex_wait(&n_come, n_come, DEADLINE_NONE);
    }
}

int program_raise(int number)
{
    const struct sigaction *action = &actions[is_signal(number) ? number : 0];

    if (scheduler.running && is_signal(number) && awaited >> (number - 1) & 1) {
        pending |= UINT64_C(1) << (number - 1);
        n_come++;
        (void)runtime_futex_wake(&n_come, UINT32_MAX);
        return 0;
    }

    if (!calls_explored() || !is_signal(number)) {
        return raise(number);
    }
    if (action->sa_flags & SA_SIGINFO) {
        siginfo_t info = {.si_signo = number, .si_code = SI_USER};

        action->sa_sigaction(number, &info, NULL);
    } else if (action->sa_handler == SIG_DFL) {
        act_by_default(number);
    } else if (action->sa_handler != SIG_IGN) {
        action->sa_handler(number);
    }
    return 0;
}

/* Whichever thread it is for, it is the running one that handles it. */
int program_pthread_kill(pthread_t thread, int number)
{
    return number && scheduler.running ? program_raise(number) : 0;
}

/* Nothing comes that would have to be kept back. */
int program_sigmask(int how, const sigset_t *set, sigset_t *before)
{
    if (before) {
        sigemptyset(before);
    }
    return 0;
}

int program_kill(pid_t pid, int number)
{
    if (scheduler.running && (pid == getpid() || pid == 0) && number) {
        return program_raise(number);
    }
    if (number) {
        calls_refuse("kill() of another process");
    }
    return kill(pid, number);
}

/* Time is virtual, and a timer would end what takes long: it never does. */
unsigned program_alarm(unsigned seconds)
{
    return calls_explored() ? 0 : alarm(seconds);
}

int program_setitimer(int which, const struct itimerval *value, struct itimerval *before)
{
    if (!calls_explored()) {
        return setitimer((enum __itimer_which)which, value, before);
    }
    if (before) {
        memset(before, 0, sizeof *before);
    }
    return 0;
}
