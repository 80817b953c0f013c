#include "isolation/death.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/hang.h"

/* For whatever the callback does after a hang, with the process in any state. */
enum { LAST_WORDS_S = 5 };

static void (*on_death)(void);
static struct runtime_hang *hang_of_parent;

static void on_signal(int number)
{
    on_death();
    signal(number, SIG_DFL);
    raise(number);
}

/* The sanitizers call `callback` before they end the process; without one, nobody does. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void on_last_alarm(int number)
{
    _exit(EXIT_HANG);
}

static void on_hang(const struct runtime_hang *hang)
{
    *hang_of_parent = *hang;
    signal(SIGALRM, on_last_alarm);
    alarm(LAST_WORDS_S);
    on_death();
    _exit(EXIT_HANG);
}

void death_expect_hang(void)
{
    watchdog_begin(on_hang);
}

void death_watch(void (*callback)(void), struct runtime_hang *hang)
{
    static uint8_t stack[64 * 1024];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_NODEFER};

    on_death = callback;
    hang_of_parent = hang;
    sigaltstack(&alternative, NULL);
    sigaction(SIGABRT, &action, NULL);
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(callback);
    } else {
        sigaction(SIGSEGV, &action, NULL);
        sigaction(SIGBUS, &action, NULL);
        sigaction(SIGFPE, &action, NULL);
        sigaction(SIGILL, &action, NULL);
    }
}

void death_name(int status, const struct runtime_hang *hang, char *tag, size_t tag_size,
                char *message, size_t message_size)
{
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
    case EXIT_HANG:
        snprintf(tag, tag_size, "%s", hang_tag(hang));
        hang_describe(hang, message, message_size);
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
