/*
 * One step of an actor: what it does, to which flow, and two small numbers whose meaning depends on
 * what it does.
 */
#ifndef SCENARIO_OPERATION_H
#define SCENARIO_OPERATION_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Where an operand is a pmd: 0 is CACHE_PMD_NULL, the table of a datapath that has one; n is packet
 * thread n - 1. */
enum operation_kind {
    /* Any actor. */
    OP_PACKET,    /* b+1 packets of `flow` arrive; a miss is for the handler that `a` hints at. */
    OP_LATE_MISS, /* A packet of `flow` that missed long ago reaches the queue; `a` as above. */
    OP_WAIT,      /* Sleep, virtual ms in a (low byte) and b. */
    OP_QUIESCE,   /* Announce a quiescent state. */
    /* Main: rules and time. */
    OP_CHANGE_RULES, /* `flow` gets new rules of kind `a` (enum model_rule), and revalidate. */
    OP_REVALIDATE,   /* Revalidate, though nothing changed. */
    OP_ADVANCE,      /* Virtual time moves on at once, ms in a (low byte) and b. */
    /* Main: calls of the cache. */
    OP_PURGE,
    OP_PURGE_PMD, /* Of pmd `a`. */
    OP_PAUSE,
    OP_RESUME,
    OP_SET_THREADS, /* a+1 handlers, b+1 revalidators. */
    OP_FLUSH,
    OP_STOP,       /* a: 1 deletes all flows, 0 leaves them. */
    OP_START,      /* a+1 handlers, b+1 revalidators. */
    OP_WAIT_ROUND, /* Wait until the changes so far are in force. */
    /* Main: the datapath misbehaves. */
    OP_FAULT,         /* Fault a+1 (enum model_fault) strikes the next b+1 operations on `flow`. */
    OP_HEAL,          /* No fault strikes any more. */
    OP_VANISH,        /* The datapath drops (flow, pmd a). */
    OP_RESET_COUNTER, /* The counter of (flow, pmd a) starts again. */
    OP_MOVE_LAYER,    /* (flow, pmd a) moves to the next layer. */
    OP_FOREIGN,       /* (flow, pmd a) appears. b: bit 0 unadoptable, bit 1 with wrong actions. */
    /* Main: what else may go wrong. */
    OP_FAIL_THREAD, /* The system is short of threads when a+1 more have been made. */
    OP_ODD_THREADS, /* A call with numbers of threads that are odd (a), start() or set_threads() (b). */
    OPERATIONS,
    OP_SHARED = OP_CHANGE_RULES, /* Packet threads do those below. */
};

struct operation {
    uint8_t kind; /* enum operation_kind. */
    uint8_t flow;
    uint8_t a, b;
};

/* What an operation looks like as text: its name, and "operand=value" for each operand it uses. */
struct operation_form {
    const char *name;
    const char *what;       /* What it does, for the manual. */
    const char *operand[3]; /* The names of flow, a and b; NULL: not used. */
    uint16_t range[3];      /* How many values each can have. */
    uint8_t first[3];       /* What the value 0 is written as, the next as one more, ... */
    /* ... except where this gives a word for a value. */
    const char *(*word[3])(unsigned value);
    bool ms; /* a and b together are one operand, a 16-bit number of virtual milliseconds. */
};

const struct operation_form *operation_form(enum operation_kind);

/* Brings every member into its range, unused ones to 0. */
void operation_normalise(struct operation *, bool packet_thread);

/* Numbers of threads that make no sense, or nearly none. */
enum { ODD_THREADS = 6 };
void odd_threads(unsigned which, unsigned *n_handlers, unsigned *n_revalidators);

/* Those that let time pass, OP_WAIT and OP_ADVANCE, and for how many milliseconds; at most 65535. */
bool operation_is_sleep(const struct operation *);
unsigned operation_ms(const struct operation *);
void operation_set_ms(struct operation *, unsigned ms);

/* "packet flow=1 hint=0 count=3", without a newline. */
void operation_print(FILE *, const struct operation *);

#endif /* operation.h */
