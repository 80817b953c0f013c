#include "fuzz_hang.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz_death.h"
#include "isolation/death.h"
#include "report/hang.h"

/* For each of what is done after a hang, with the process in any state. */
enum { PATIENCE_S = 30 };

static const struct runtime_hang *the_hang;
static char message[1024];

static void put(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0) {
        return;
    }
}

/* What was to be told, or libFuzzer's file to be written, hangs as well: whoever hangs may have
 * locked what that needs. */
static void on_last_alarm(int number)
{
    static bool tried;

    if (tried) {
        put("no crash file could be written: what hangs has locked what is needed for it\n");
        _exit(EXIT_HANG);
    }
    tried = true;
    put("==== VIOLATION HANG\n");
    put(message[0] ? message : "an execution hangs, and where cannot be said");
    put("\n====\n");
    alarm(PATIENCE_S);
    abort();
}

static void on_hang(const struct runtime_hang *hang)
{
    const struct sigaction action = {.sa_handler = on_last_alarm,
                                     .sa_flags = SA_ONSTACK | SA_NODEFER};

    sigaction(SIGALRM, &action, NULL);
    alarm(PATIENCE_S);
    the_hang = hang;
    hang_describe(hang, message, sizeof message);
    fuzz_death_tell(hang_tag(hang), message);
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

static void open_(void)
{
    const char *error;

    if (!watchdog_settings(&error)) {
        fprintf(stderr, "%s\n", error);
        exit(2);
    }
    fuzz_death_on_interrupt(on_interrupt);
}

static void begin(void)
{
    watchdog_begin(on_hang);
}

const struct fuzz_watch fuzz_hang_watch = {.open = open_, .begin = begin, .end = watchdog_end};
