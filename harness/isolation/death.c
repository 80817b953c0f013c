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
#include "support/sanitizer_log.h"
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

    watchdog_hush();
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

/* Of an end that no report tells of. */
static void name_signal(int number, struct violation *v, char *message, size_t size)
{
    if (number == SIGXCPU) {
        violation_init(v, "HANG");
        snprintf(message, size,
                 "an execution hangs: it has used more processor time than it may, or waits in a "
                 "system call; where, nobody can see under ThreadSanitizer: replay the file in the "
                 "plain build");
        return;
    }
    violation_init(v, number == SIGABRT ? "ABORT" : "CRASH");
    violation_add(v, "signal", (unsigned)number);
    snprintf(message, size, "the process ended with signal %d (%s)", number, strsignal(number));
}

static void name_exit(int code, struct violation *v, char *message, size_t size)
{
    switch (code) {
    case EXIT_ASAN:
        violation_init(v, "ASAN");
        snprintf(message, size, "AddressSanitizer or UndefinedBehaviorSanitizer reported an error");
        break;
    case EXIT_TSAN:
        violation_init(v, "RACE");
        snprintf(message, size, "ThreadSanitizer reported a race");
        break;
    default:
        violation_init(v, "CRASH");
        violation_add(v, "exit", (unsigned)code);
        snprintf(message, size, "the process ended with exit code %d", code);
        break;
    }
}

/* The report knows better than the exit code, which is the same for all that a sanitizer ends, and
 * than the words for it. */
static void name_report(const char *report, struct violation *v, char *message, size_t size)
{
    struct log_finding finding;

    if (log_finding_read(report, &finding)) {
        snprintf(v->rule, sizeof v->rule, "%s", finding.tag);
        snprintf(message, size, "%s", finding.line);
    }
}

static void name_end(int status, const char *report, struct violation *v, char *message,
                     size_t size)
{
    if (WIFSIGNALED(status)) {
        name_signal(WTERMSIG(status), v, message, size);
    } else {
        name_exit(WEXITSTATUS(status), v, message, size);
    }
    if (strcmp(v->rule, "HANG")) {
        name_report(report, v, message, size);
    }
}

bool death_is_hang(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_HANG;
}

void death_name(int status, const struct runtime_hang *hang, const char *report,
                struct violation *v, char *message, size_t size)
{
    if (death_is_hang(status) && hang->kind == HANG_NONE) {
        violation_init(v, "HANG");
        snprintf(message, size,
                 "an execution hangs and has blocked the signals by which it could be stopped: it "
                 "has used more processor time than it may; where, nobody can see");
    } else if (death_is_hang(status)) {
        hang_describe(hang, v, message, size);
    } else {
        name_end(status, report, v, message, size);
        calls_blame(hang, v, message, size);
    }
    violation_message_done(message, size);
}
