/*
 * The watchdog (runtime/watchdog/watchdog.h) in a fuzz target: what hangs is told like a death, and
 * libFuzzer writes its crash file. Of each death it says whose mistake it is (report/source/calls.h).
 *
 * Ctrl-C and SIGTERM are libFuzzer's to act upon, unless they end an execution that seems to hang:
 * that is told as well.
 */
#ifndef FUZZ_FUZZ_HANG_H
#define FUZZ_FUZZ_HANG_H 1

#include "fuzz_run.h"
#include "runtime/watchdog/watchdog.h"

extern const struct fuzz_watch fuzz_hang_watch;

/* For a target's tell(): the hang that it is called for; NULL if it is for something else. */
const struct runtime_hang *fuzz_hang(void);

#endif /* fuzz_hang.h */
