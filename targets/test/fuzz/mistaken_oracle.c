/*
 * An oracle with a mistake of its own, for programs that are linked with --wrap=observe: at the
 * first answer to an operation it crashes, or whatever else MISTAKE in the environment says: if
 * nothing else, it runs in a loop without end.
 */
#include <stdlib.h>
#include <string.h>

#include "isolation/test/block_signals.h"
#include "oracle/dispatch.h"
#include "oracle/observation.h"

void __real_observe(const struct observation *);
void __wrap_observe(const struct observation *);

/* Functions in a folder test/ are taken for the code under test; an oracle's are not. */
#line 1 "harness/oracle/check/mistaken.c"
/* Most of the time with the lock of malloc() held. */
static void allocate(void)
{
    char *volatile block = malloc(5000);

    free(block);
}

/* The next allocation meets memory that was overwritten, with the lock of malloc() held. */
static void ruin_heap(void)
{
    char *volatile block = malloc(70000);

    memset(block + 69000, 0xff, 4000);
    block = malloc(100000);
    block = malloc(1000000);
}

__attribute__((noinline)) static void mistaken_check(const char *mistake)
{
    static volatile int *volatile nowhere;
    static volatile int never;

    if (!strcmp(mistake, "crash")) {
        *nowhere = 1;
    } else if (!strcmp(mistake, "abort")) {
        abort();
    } else if (!strcmp(mistake, "ruin")) {
        ruin_heap();
    }
    while (!strcmp(mistake, "allocate")) {
        allocate();
    }
    if (!strcmp(mistake, "deaf")) {
        block_signals();
    } else if (!strcmp(mistake, "stone-deaf")) {
        block_all_signals();
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
