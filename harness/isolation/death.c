#include "isolation/death.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "report/hang.h"
#include "report/source/calls.h"
#include "runtime/runtime.h"
#include "runtime/watchdog/kernel_signal.h"
#include "runtime/watchdog/stack_samples.h"

/* For whatever the callback does after a hang, with the process in any state. */
enum { LAST_WORDS_S = 5 };

static void (*on_death)(void);
static struct runtime_hang *hang_of_parent;

/* Only the first of several signals and calls says where it began. */
static void tell(const void *context, uintptr_t caller)
{
    struct runtime_hang *hang = hang_of_parent;

    if (hang && !hang->kind && !hang->n_places) {
        stack_samples_of_death(context, caller, hang);
    }
    on_death();
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    if (death_is_from_outside(info)) {
        on_death();
    } else {
        tell(context, 0);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static void on_sanitizer(void)
{
    tell(NULL, (uintptr_t)__builtin_return_address(0));
}

/* Somebody has called exit() in the midst of an execution. */
static void on_exit_(void)
{
    if (runtime_is_running()) {
        tell(NULL, (uintptr_t)__builtin_return_address(0));
    }
}

/* The sanitizers call `callback` before they end the process; without one, nobody does. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void on_last_alarm(int number)
{
    kernel_exit(EXIT_HANG);
}

static void on_hang(const struct runtime_hang *hang)
{
    const struct sigaction last = {.sa_handler = on_last_alarm, .sa_flags = SA_ONSTACK};

    *hang_of_parent = *hang;
    kernel_sigaction(SIGALRM, &last, NULL);
    alarm(LAST_WORDS_S);
    on_death();
    kernel_exit(EXIT_HANG);
}

void death_expect_hang(void)
{
    watchdog_begin(on_hang);
}

void death_watch(void (*callback)(void), struct runtime_hang *hang)
{
    static uint8_t stack[64 * 1024];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_sigaction = on_signal,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

    on_death = callback;
    hang_of_parent = hang;
    stack_samples_prepare();
    atexit(on_exit_);
    sigaltstack(&alternative, NULL);
    sigaction(SIGABRT, &action, NULL);
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(on_sanitizer);
    } else {
        sigaction(SIGSEGV, &action, NULL);
        sigaction(SIGBUS, &action, NULL);
        sigaction(SIGFPE, &action, NULL);
        sigaction(SIGILL, &action, NULL);
    }
}

static void name_status(int status, char *tag, size_t tag_size, char *message, size_t message_size)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
        snprintf(tag, tag_size, "HANG");
        snprintf(message, message_size,
                 "an execution hangs: it has used more processor time than it may, or waits in a "
                 "system call; where, nobody can see under ThreadSanitizer: replay the file in the "
                 "plain build");
        return;
    }
    if (WIFSIGNALED(status)) {
        snprintf(tag, tag_size, "%s", WTERMSIG(status) == SIGABRT ? "ABORT" : "CRASH");
        snprintf(message, message_size, "the process ended with signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
        return;
    }
    switch (WEXITSTATUS(status)) {
    case EXIT_ASAN:
        snprintf(tag, tag_size, "ASAN");
        snprintf(message, message_size,
                 "AddressSanitizer or UndefinedBehaviorSanitizer reported an error");
        break;
    case EXIT_TSAN:
        snprintf(tag, tag_size, "RACE");
        snprintf(message, message_size, "ThreadSanitizer reported a race");
        break;
    default:
        snprintf(tag, tag_size, "CRASH");
        snprintf(message, message_size, "the process ended with exit code %d", WEXITSTATUS(status));
        break;
    }
}

bool death_is_hang(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_HANG;
}

void death_name(int status, const struct runtime_hang *hang, char *tag, size_t tag_size,
                char *message, size_t message_size)
{
    bool ours;

    if (death_is_hang(status)) {
        snprintf(tag, tag_size, "%s", hang_tag(hang));
        ours = hang_describe(hang, message, message_size);
    } else {
        name_status(status, tag, tag_size, message, message_size);
        ours = calls_blame(hang, message, message_size);
    }
    if (ours) {
        snprintf(tag, tag_size, "HARNESS");
    }
}
