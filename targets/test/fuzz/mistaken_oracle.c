/*
 * An oracle with a mistake of its own, for programs that are linked with --wrap=observe: at the
 * first answer to an operation it crashes, or whatever else MISTAKE in the environment says: if
 * nothing else, it runs in a loop without end.
 */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "oracle/dispatch.h"
#include "oracle/observation.h"

void __real_observe(const struct observation *);
void __wrap_observe(const struct observation *);

/* Functions in a folder test/ are taken for the code under test; an oracle's are not. */
#line 1 "harness/oracle/check/mistaken.c"
__attribute__((noinline)) static void mistaken_check(const char *mistake)
{
    static volatile int *volatile nowhere;
    static volatile int never;
    sigset_t all;

    if (!strcmp(mistake, "crash")) {
        *nowhere = 1;
    } else if (!strcmp(mistake, "abort")) {
        abort();
    }
    if (!strcmp(mistake, "deaf")) {
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, NULL);
    } else if (!strcmp(mistake, "stone-deaf")) {
        memset(&all, 0xff, sizeof all);
        syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof(uint64_t));
    }
    while (!never) {
    }
    never = 0;
}

void __wrap_observe(const struct observation *o)
{
    const char *mistake = getenv("MISTAKE");

    if (mistake && o->kind == OBS_OP_REPLY) {
        mistaken_check(mistake);
    }
    __real_observe(o);
}
