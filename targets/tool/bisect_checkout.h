/*
 * The checkout that is the current folder, for `ukeyfuzz bisect`: its tool is built, and says what
 * a file shows there.
 */
#ifndef TARGETS_BISECT_CHECKOUT_H
#define TARGETS_BISECT_CHECKOUT_H 1

#include <stdbool.h>

#include "scenario/signature.h"

enum { CHECKOUT_PATH = 4096, CHECKOUT_REPORT = 64 * 1024 };

/* What the checkout's tool says. */
struct verdict {
    int code; /* Its exit code. */
    char invariant[16];
    char signature[SIGNATURE_MAX]; /* Empty: it is from before there were any of data. */
    bool is_older;                 /* The tool does not know what preemptions mean. */
    /* Preemptions, and those that did not take place there; that took place at other points than
     * the file says. */
    unsigned n_given, n_missed, n_elsewhere;
    char report[CHECKOUT_REPORT]; /* Standard error. */
};

/* Configures and builds the tool of the checkout. False with the name of a log that says why. */
bool checkout_build(const char *build, char log[CHECKOUT_PATH]);

/* Replays a file there; only `wanted` counts as its bug if it is not NULL. False, with errno set,
 * if what is said cannot be kept. */
bool checkout_replay(const char *build, const char *file, const struct signature *wanted,
                     struct verdict *);

#endif /* bisect_checkout.h */
