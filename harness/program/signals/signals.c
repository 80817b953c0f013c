/*
 * Signals: what the program does about them is kept from the process, in which faults are ours. One
 * that the program sends to itself waits for the thread that it is for, which handles it at its next
 * point, or at once if it has sent it. Others do not come.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "program/signals/alarms.h"
#include "program/signals/cancels.h"
#include "program/world/ends.h"
#include "program/world/fault.h"
#include "program/signals/signals.h"
#include "program/signals/timers.h"
#include "runtime/pthread/clock.h"
#include "runtime/pthread/futex.h"
#include "runtime/pthread/thread.h"
#include "runtime/rule/misuse.h"
#include "runtime/scheduler.h"

bool signals_have_come;

static struct sigaction actions[_NSIG];
static siginfo_t infos[_NSIG]; /* What comes with them. */

/* Bit n - 1 is signal n: those that are for whichever thread takes them, and those for which somebody
 * waits. A word that changes when one comes; and how many were handled. */
static uint64_t of_process, awaited;
static unsigned n_come, n_handled;
/* What was done before one is sent is ordered before what is done when it has come. */
static char order_of_signals;

void signals_begin(void)
{
    memset(actions, 0, sizeof actions);
    cancels_begin();
    of_process = awaited = 0;
    alarms_begin();
    timers_begin();
    n_come = n_handled = 0;
    signals_have_come = false;
}

static uint64_t bit_of(int number)
{
    return UINT64_C(1) << (number - 1);
}

static uint64_t bits_of(const sigset_t *set)
{
    uint64_t bits = 0;

    for (int i = 1; i < _NSIG; i++) {
        bits |= sigismember(set, i) == 1 ? bit_of(i) : 0;
    }
    return bits;
}

static void set_of(uint64_t bits, sigset_t *set)
{
    sigemptyset(set);
    for (int i = 1; i < _NSIG; i++) {
        if (bits & bit_of(i)) {
            sigaddset(set, i);
        }
    }
}

static bool is_signal(int number)
{
    return number > 0 && number < _NSIG;
}

int program_sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    if (!scheduler.running) {
        return sigaction(number, action, before);
    }
    if (!calls_explored()) { /* Others may send it one, too. */
        (void)sigaction(number, action, NULL);
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
    if (!calls_explored()) {
        (void)signal(number, SIG_DFL);
        (void)raise(number);
        return;
    }
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

/* The running actor handles a signal that it does not block. */
static void handle(int number)
{
    const struct sigaction action = actions[number];
    struct actor *self = scheduler.self;
    uint64_t mask = self->signal_mask;

    if (action.sa_handler == SIG_IGN && !(action.sa_flags & SA_SIGINFO)) {
        return;
    }
    if (action.sa_handler == SIG_DFL && !(action.sa_flags & SA_SIGINFO)) {
        act_by_default(number);
        return;
    }
    if (action.sa_flags & (int)SA_RESETHAND) {
        memset(&actions[number], 0, sizeof actions[number]);
    }
    self->signal_mask |= bits_of(&action.sa_mask);
    self->signal_mask |= action.sa_flags & SA_NODEFER ? 0 : bit_of(number);
    if (action.sa_flags & SA_SIGINFO) {
        siginfo_t info = infos[number];

        info.si_signo = number;
        action.sa_sigaction(number, &info, NULL);
    } else {
        action.sa_handler(number);
    }
    self->signal_mask = mask;
    n_handled++;
}

/* Takes one of the signals that have come for the running actor out of `wanted`; 0 if there is none. */
static int take(uint64_t wanted)
{
    struct actor *self = scheduler.self;
    uint64_t come = (self->signals | of_process) & wanted;
    int number = come ? __builtin_ctzll(come) + 1 : 0;

    if (number) {
        *(self->signals & bit_of(number) ? &self->signals : &of_process) &= ~bit_of(number);
        tsan_acquire(&order_of_signals);
    }
    return number;
}

void signals_deliver(void)
{
    int saved_errno = errno, number;

    cancels_act();
    while ((number = take(~(scheduler.self->signal_mask | awaited)))) {
        handle(number);
    }
    errno = saved_errno;
}

/* A signal comes, for those in whose set it is put. */
static void come(uint64_t *set, int number)
{
    tsan_release(&order_of_signals);
    *set |= bit_of(number);
    signals_have_come = true;
    n_come++;
    (void)runtime_futex_wake(&n_come, UINT32_MAX);
}

void signals_say(int number, int code, union sigval value)
{
    infos[number].si_code = code;
    infos[number].si_value = value;
}

bool signals_is_handled(int number)
{
    return actions[number].sa_handler != SIG_DFL;
}

void signals_come_if_wanted(int number)
{
    if (awaited & bit_of(number) || signals_is_handled(number)) {
        come(&of_process, number);
    }
}

static bool is_blocked_by(unsigned actor, int number)
{
    return actors[actor].signal_mask & bit_of(number);
}

/* Ends the program if nobody has said what else to do. */
static void send_to(unsigned actor, int number)
{
    bool blocked = is_blocked_by(actor, number) || awaited & bit_of(number);
    bool by_default = actions[number].sa_handler == SIG_DFL;

    if (!blocked && (actor == scheduler.current || by_default)) {
        handle(number);
    } else {
        come(&actors[actor].signals, number);
    }
}

/* The running actor handles it if it does not block it, or else the first that does not. */
static void send_to_process(int number)
{
    unsigned i;

    if (awaited & bit_of(number)) {
        come(&of_process, number);
        return;
    }
    if (!is_blocked_by(scheduler.current, number)) {
        send_to(scheduler.current, number);
        return;
    }
    for (struct actor_walk walk = actor_walk(&scheduler.used); actor_walk_on(&walk, &i);) {
        if (i != ACTOR_CALL_RCU && actors[i].state == ACTOR_ALIVE && !is_blocked_by(i, number)) {
            send_to(i, number);
            return;
        }
    }
    come(&of_process, number);
}

int program_raise(int number)
{
    if (!scheduler.running || !is_signal(number)) {
        return raise(number);
    }
    send_to(scheduler.current, number);
    return 0;
}

int program_pthread_kill(pthread_t thread, int number)
{
    int slot = scheduler.running ? thread_slot(thread) : 0;

    if (slot < 0) {
        return ESRCH;
    }
    if (scheduler.running && number && !is_signal(number)) {
        return EINVAL;
    }
    if (scheduler.running && number && actors[slot].state == ACTOR_ALIVE) {
        send_to((unsigned)slot, number);
    }
    return 0;
}

int program_kill(pid_t pid, int number)
{
    if (scheduler.running && (pid == getpid() || pid == 0) && is_signal(number)) {
        send_to_process(number);
        return 0;
    }
    if (number) {
        calls_refuse("kill() of another process");
    }
    return kill(pid, number);
}

int program_sigmask(int how, const sigset_t *set, sigset_t *before)
{
    uint64_t *mask = &scheduler.self->signal_mask, bits = set ? bits_of(set) : 0;

    if (!scheduler.running) {
        return pthread_sigmask(how, set, before);
    }
    if (before) {
        set_of(*mask, before);
    }
    if (set) {
        *mask = how == SIG_BLOCK ? *mask | bits : how == SIG_UNBLOCK ? *mask & ~bits : bits;
        signals_deliver();
    }
    return 0;
}

int program_sigpending(sigset_t *set)
{
    if (!scheduler.running) {
        return sigpending(set);
    }
    set_of((scheduler.self->signals | of_process) & scheduler.self->signal_mask, set);
    return 0;
}

/* Waits until one has come, or the deadline. */
static void wait_until(uint64_t deadline)
{
    uint64_t next = alarms_next_ns();

    (void)runtime_futex_wait(&n_come, n_come, next < deadline ? next : deadline);
}

/* Waits until one of `wanted` has come, and says which; 0 if the deadline has. */
static int wait_for_one(uint64_t wanted, uint64_t deadline)
{
    int number;

    awaited |= wanted;
    scheduler_point();
    while (!(number = take(wanted)) && scheduler.now_ns < deadline) {
        wait_until(deadline);
    }
    return number;
}

int program_sigwait(const sigset_t *set, int *number)
{
    if (!scheduler.running) {
        return sigwait(set, number);
    }
    *number = wait_for_one(bits_of(set), DEADLINE_NONE);
    return 0;
}

int program_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
{
    uint64_t deadline = DEADLINE_NONE;
    int number;

    if (!scheduler.running) {
        return sigtimedwait(set, info, timeout);
    }
    if (timeout) {
        deadline = scheduler.now_ns + (uint64_t)timeout->tv_sec * UINT64_C(1000000000) +
                   (uint64_t)timeout->tv_nsec;
    }
    number = wait_for_one(bits_of(set), deadline);
    if (info) {
        *info = infos[number];
        info->si_signo = number;
    }
    errno = number ? errno : EAGAIN;
    return number ? number : -1;
}

int program_sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
    return scheduler.running ? program_sigtimedwait(set, info, NULL) : sigwaitinfo(set, info);
}

/* Until one has been handled. */
static int suspend(uint64_t mask)
{
    uint64_t before = scheduler.self->signal_mask;
    unsigned n = n_handled;

    scheduler.self->signal_mask = mask;
    for (signals_deliver(); n_handled == n; signals_deliver()) {
        wait_until(DEADLINE_NONE);
    }
    scheduler.self->signal_mask = before;
    errno = EINTR;
    return -1;
}

int program_sigsuspend(const sigset_t *mask)
{
    return scheduler.running ? suspend(bits_of(mask)) : sigsuspend(mask);
}

int program_pause(void)
{
    return scheduler.running ? suspend(scheduler.self->signal_mask) : pause();
}
