/*
 * What the model's tests have in common: a test is a body, which runs as main of an execution in a
 * world of its own, beside a cache that takes whatever it is given.
 */
#ifndef MODEL_TEST_CHECK_H
#define MODEL_TEST_CHECK_H 1

#include <errno.h>

#include "model/model.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"
#include "runtime/test/expect.h"

enum { NONE = CACHE_PMD_NULL };

struct model_test {
    const char *name;
    void (*body)(void);
};

/* Executes a body, whose interleaving is decided by `n` preemptions. */
void check_body(const struct model_test *, const struct preemption *, size_t n);

/* The same without preemptions, for a case: its row is a struct model_test. */
void check_row(const void *);
#define BODY(NAME, FUNCTION) CASE_OF(NAME, check_row, (&(const struct model_test){NAME, FUNCTION}))

/* The cache: it takes every miss, and tells every packet thread to add the flow. */
extern const struct cache_under_test taking_cache;
extern uint64_t taken_packet; /* The last one. */
extern bool taken_as_action;
extern int upcall_error; /* What its upcall() returns; 0 when a body begins. */

/* One operation, on the flow without pmd, with the actions and the mask of its rules. */
struct cache_op operate(enum cache_op_type, unsigned flow);

/* `n` packets that hit the flow. */
void hit(unsigned flow, unsigned n);

#endif /* check.h */
