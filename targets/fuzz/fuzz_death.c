#include "fuzz_death.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isolation/death.h"

static const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGINT, SIGTERM};
enum { N_SIGNALS = sizeof signals / sizeof signals[0], STACK_SIZE = 256 * 1024 };

/* NULL: nothing is executed. */
static void (*say)(const struct violation *, const char *message);
static struct sigaction others[N_SIGNALS]; /* What was there before. */
static void (*on_interrupt)(const void *context);
static fuzz_death_judge *judge; /* NULL: all are the cache's. */

void fuzz_death_tell(const struct violation *v, const char *message)
{
    void (*once)(const struct violation *, const char *) = say;

    say = NULL;
    if (once) {
        once(v, message);
    }
}

/* Where it died is known from the signal's context, or else from who has called. */
static void die(const char *tag, const char *message, const void *context, const void *caller)
{
    static char said[1024];
    static struct violation v;

    if (!say) {
        return;
    }
    snprintf(said, sizeof said, "%s", message);
    violation_init(&v, tag);
    if (judge) {
        judge(context, (uintptr_t)caller, &v, said, sizeof said);
    }
    fuzz_death_tell(&v, said);
}

void fuzz_death_ask(fuzz_death_judge *judge_)
{
    judge = judge_;
}

void fuzz_death_on_interrupt(void (*callback)(const void *context))
{
    on_interrupt = callback;
}

/* The same without asking. */
static void die_at_once(const char *tag, const char *message)
{
    static struct violation v;

    violation_init(&v, tag);
    fuzz_death_tell(&v, message);
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    const char *tag = number == SIGABRT ? "ABORT" : "CRASH";
    char message[96];

    if (number == SIGINT || number == SIGTERM) {
        if (on_interrupt) {
            on_interrupt(context);
        }
    } else {
        snprintf(message, sizeof message, "the process ends with signal %d (%s)", number,
                 strsignal(number));
        if (death_is_from_outside(info)) {
            die_at_once(tag, message);
        } else {
            die(tag, message, context, NULL);
        }
    }
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        if (signals[i] == number) {
            sigaction(number, &others[i], NULL);
        }
    }
    raise(number); /* As soon as this handler has returned, or at once if it is not blocked. */
}

/* AddressSanitizer calls this before it writes its report. */
void __asan_on_error(void);
void __asan_on_error(void)
{
    die("ASAN", "AddressSanitizer has seen an error; its report follows", NULL,
        __builtin_return_address(0));
}

/* UndefinedBehaviorSanitizer as well. */
void __ubsan_on_report(void);
void __ubsan_on_report(void)
{
    die("ASAN", "UndefinedBehaviorSanitizer has seen an error; its report follows", NULL,
        __builtin_return_address(0));
}

/* ThreadSanitizer calls this after it has written its report, with locks held that a new process
 * would need: nobody is asked whose it is. The harness is not compiled for it. */
void __tsan_on_report(void *report);
void __tsan_on_report(void *report)
{
    die_at_once("RACE", "ThreadSanitizer has seen a data race; its report is above");
}

static void on_exit_(void)
{
    die("CRASH", "the process ends itself in the midst of the execution", NULL,
        __builtin_return_address(0));
}

static void install(void)
{
    static uint8_t stack[STACK_SIZE];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    const struct sigaction action = {.sa_sigaction = on_signal,
                                     .sa_flags = SA_ONSTACK | SA_SIGINFO};

    atexit(on_exit_);
    sigaltstack(&alternative, NULL);
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        sigaction(signals[i], &action, &others[i]);
    }
}

void fuzz_death_begin(void (*say_)(const struct violation *, const char *))
{
    static bool installed;

    if (!installed) {
        install();
        installed = true;
    }
    say = say_;
}

void fuzz_death_end(void)
{
    say = NULL;
}
