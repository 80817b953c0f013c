/*
 * The weaker promises and the known mistakes of Open vSwitch's file, one by one: which rule, what must
 * have happened to the flow in question, and why.
 */
#ifndef OVS_EXCUSES_H
#define OVS_EXCUSES_H 1

#include <stddef.h>

#include "model/model.h"
#include "ovs/promise/promises.h"

enum excuse_kind {
    WEAKER, /* Upstream never promised it, */
    AWHILE, /* or not for MISSED_DUMPS rounds behind the last such fault or call. */
    KNOWN,  /* A mistake that is known. */
};

/* The sweep may find a ukey busy once or twice. */
enum { MISSED_DUMPS = 6 };

struct excuse {
    const char *rule; /* A rule, or a tag: all of its rules. */
    /* One of each must have happened; 0: nothing need have. Bit by bit: faults, and from bit
     * MODEL_FAULTS on calls. */
    uint64_t happened, with;
    enum excuse_kind kind;
    const char *known; /* Of a mistake: its number. It counts again where it is repaired. */
    const char *text;
};

/* The first that fits counts. */
extern const struct excuse excuses[];
extern const size_t n_excuses;

#endif /* excuses.h */
