#include "fuzz_hang.h"

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz_death.h"
#include "isolation/death.h"
#include "last_words.h"
#include "report/hang.h"
#include "report/source/calls.h"
#include "runtime/watchdog/guard.h"
#include "runtime/watchdog/kernel_signal.h"
#include "runtime/watchdog/stack_samples.h"

/* For each of what is done after a hang, with the process in any state. */
enum { PATIENCE_S = 30, JUDGE_S = 10 };

static const struct runtime_hang *the_hang;
static char message[1024];

static void put(const char *text)
{
    if (syscall(SYS_write, STDERR_FILENO, text, strlen(text)) < 0) {
        return;
    }
}

/* What was to be told, or libFuzzer's file to be written, hangs as well: the thread that hangs may
 * have locked what that needs. */
static void on_last_alarm(int number)
{
    static bool tried;

    if (tried) {
        put("no crash file could be written: what hangs has locked what is needed for it\n");
        kernel_exit(EXIT_HANG);
    }
    tried = true;
    fuzz_death_end();
    put("==== VIOLATION HANG\n");
    put(message[0] ? message : "an execution hangs, and where cannot be said");
    put("\n====\n");
    alarm(PATIENCE_S);
    abort();
}

static void tell_hang(void *hang)
{
    const struct sigaction action = {.sa_handler = on_last_alarm,
                                     .sa_flags = SA_ONSTACK | SA_NODEFER};
    static struct violation v;

    kernel_sigaction(SIGALRM, &action, NULL);
    alarm(PATIENCE_S);
    the_hang = hang;
    hang_describe(hang, &v, message, sizeof message);
    fuzz_death_tell(&v, message);
    if (!FUZZ_DEATH_HAS_REPORT) {
        abort();
    }
}

static void on_hang(const struct runtime_hang *hang)
{
    last_words_speak(tell_hang, (void *)hang);
    abort();
}

const struct runtime_hang *fuzz_hang(void)
{
    return the_hang;
}

/* Who asks us to end need not wait for the limit. */
static void on_interrupt(const void *context)
{
    if (watchdog_is_suspicious()) {
        watchdog_bark(context);
    }
}

static sigjmp_buf given_up;
static pid_t judge_thread;
static struct runtime_hang death;

static void look(const void *context, uintptr_t caller)
{
    watchdog_end(); /* The alarm is sooner. */
    stack_samples_of_death(context, caller, &death);
}

static void give_up(int number)
{
    if (gettid() == judge_thread) { /* Else it is an alarm of libFuzzer's. */
        siglongjmp(given_up, 1);
    }
}

/* Who died may have locked what is needed to find the functions' names (a broken heap is found with
 * malloc's lock held): then the report goes without them. */
static void judge(struct violation *v, char *said, size_t size)
{
    const struct sigaction action = {.sa_handler = give_up, .sa_flags = SA_ONSTACK};
    struct sigaction other;

    judge_thread = gettid();
    kernel_sigaction(SIGALRM, &action, &other);
    if (!sigsetjmp(given_up, 1)) {
        last_words_alarm(JUDGE_S);
        calls_blame(&death, v, said, size);
    }
    last_words_alarm(0);
    kernel_sigaction(SIGALRM, &other, NULL);
    watchdog_begin(on_hang);
}

static void open_(void)
{
    static const struct fuzz_death_judge asked = {look, judge};
    const char *error;

    if (!watchdog_settings(&error)) {
        fprintf(stderr, "%s\n", error);
        exit(2);
    }
    fuzz_death_on_interrupt(on_interrupt);
    stack_samples_prepare();
    fuzz_death_ask(&asked);
}

static void begin(void)
{
    if (!guard_start(on_hang)) {
        fprintf(stderr, "%s: there can be no thread that looks for hangs\n", fuzz_run_program());
        exit(2);
    }
    watchdog_begin(on_hang);
}

const struct fuzz_watch fuzz_hang_watch = {.open = open_, .begin = begin, .end = watchdog_end};
