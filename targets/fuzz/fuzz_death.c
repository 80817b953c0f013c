#include "fuzz_death.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "isolation/death.h"
#include "last_words.h"
#include "runtime/watchdog/kernel_signal.h"

static const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGINT, SIGTERM};
enum { N_SIGNALS = sizeof signals / sizeof signals[0], STACK_SIZE = 256 * 1024 };

/* For all that is done after a signal: that is told, libFuzzer writes its file, a sanitizer its report. */
enum { LIMIT_S = 300 };

/* NULL: nothing is executed. */
static void (*say)(const struct violation *, const char *message);
static struct sigaction others[N_SIGNALS]; /* What was there before. */
static void (*on_interrupt)(const void *context);
static const struct fuzz_death_judge *judge; /* NULL: all are the cache's. */

void fuzz_death_tell(const struct violation *v, const char *message)
{
    void (*once)(const struct violation *, const char *) = say;

    say = NULL;
    if (once) {
        once(v, message);
    }
}

/* Where it died is known from the signal's context, or else from who has called. */
static void look(const void *context, const void *caller)
{
    if (say && judge) {
        judge->look(context, (uintptr_t)caller);
    }
}

/* After look(). */
static void tell_death(const char *tag, const char *message)
{
    static char said[1024];
    static struct violation v;

    if (!say) {
        return;
    }
    snprintf(said, sizeof said, "%s", message);
    violation_init(&v, tag);
    if (judge) {
        judge->judge(&v, said, sizeof said);
    }
    fuzz_death_tell(&v, said);
}

static void die(const char *tag, const char *message, const void *caller)
{
    look(NULL, caller);
    tell_death(tag, message);
}

void fuzz_death_ask(const struct fuzz_death_judge *judge_)
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

static int died_of;

/* What is to be told, or libFuzzer's handler, waits for what the dying thread has locked. */
static void on_last_alarm(int number)
{
    static const char message[] =
        "no crash file could be written: the thread that died holds a lock that is needed for it\n";

    (void)!syscall(SYS_write, STDERR_FILENO, message, sizeof message - 1);
    kernel_exit(128 + died_of);
}

/* From now on the process has LIMIT_S seconds to end. */
static void limit(int number)
{
    const struct sigaction last = {.sa_handler = on_last_alarm, .sa_flags = SA_ONSTACK};

    died_of = number;
    kernel_sigaction(SIGALRM, &last, NULL);
    alarm(LIMIT_S);
}

/* To who had the signal before: as soon as the present handler of it has returned, or at once if it is
 * not blocked. */
static void pass_on(int number)
{
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        if (signals[i] == number) {
            sigaction(number, &others[i], NULL);
        }
    }
    raise(number);
}

/* A signal that ends the process. */
struct end {
    int number;
    siginfo_t *info;
};

static void tell_end(void *end_)
{
    const struct end *end = end_;
    const char *tag = end->number == SIGABRT ? "ABORT" : "CRASH";
    char message[96];

    snprintf(message, sizeof message, "the process ends with signal %d (%s)", end->number,
             strsignal(end->number));
    if (death_is_from_outside(end->info)) {
        die_at_once(tag, message);
    } else {
        tell_death(tag, message);
    }
    if (!FUZZ_DEATH_HAS_REPORT) {
        pass_on(end->number); /* libFuzzer writes its file here. */
    }
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    struct end end = {number, info};

    limit(number);
    if (number != SIGINT && number != SIGTERM) {
        look(context, NULL);
        last_words_speak(tell_end, &end);
    } else if (on_interrupt) {
        on_interrupt(context);
    }
    pass_on(number);
}

/* AddressSanitizer calls this before it writes its report. */
void __asan_on_error(void);
void __asan_on_error(void)
{
    die("ASAN", "AddressSanitizer has seen an error; its report follows",
        __builtin_return_address(0));
}

/* UndefinedBehaviorSanitizer as well. */
void __ubsan_on_report(void);
void __ubsan_on_report(void)
{
    die("ASAN", "UndefinedBehaviorSanitizer has seen an error; its report follows",
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
    die("CRASH", "the process ends itself in the midst of the execution",
        __builtin_return_address(0));
}

static void install(void)
{
    static uint8_t stack[STACK_SIZE];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    const struct sigaction action = {.sa_sigaction = on_signal,
                                     .sa_flags = SA_ONSTACK | SA_SIGINFO};

    atexit(on_exit_);
    last_words_open();
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
