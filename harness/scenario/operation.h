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

#include "scenario/operation_list.h"

#define OPERATION_KIND(NAME, ...) OP_##NAME,

/* operation_list.h has them all, with what each does. */
enum operation_kind {
    OPERATIONS_OF_ANY(OPERATION_KIND)
    /* Packet threads do those below. */
    OP_SHARED,
    OP_LAST_SHARED = OP_SHARED - 1, /* What main alone does begins there. */
    OPERATIONS_OF_MAIN(OPERATION_KIND) OPERATIONS
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
    uint8_t usual; /* See operation_list.h. */
    bool ms;       /* a and b together are one operand, a 16-bit number of virtual milliseconds. */
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

/* Reads what comes after "main:" or "packet-0:", and adds it to the actor's operations. False, after
 * text_fail(), if it is none, or one too many. */
struct text_lexer;
struct operations;
bool operation_read(struct text_lexer *, struct operations *, bool packet_thread);

#endif /* operation.h */
