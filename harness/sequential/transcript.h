/*
 * What happened in one step of a sequential run: what the cache did (operations, verdicts, credits,
 * declared losses) and what the world answered (replies, records, translations, faults).
 *
 * The sequential model predicts the first from the second. It *takes* each thing that it had
 * predicted; a thing that it wants and that is not there, or that is there and nobody took, is a
 * mismatch.
 */
#ifndef SEQUENTIAL_TRANSCRIPT_H
#define SEQUENTIAL_TRANSCRIPT_H 1

#include <stdio.h>

#include "cache/cache.h"
#include "model/model.h"

enum {
    TRANSCRIPT_MAX_OPS = 1024,
    TRANSCRIPT_MAX_TRANSLATIONS = 1024,
    TRANSCRIPT_MAX_VERDICTS = 256,
    TRANSCRIPT_MAX_RECORDS = 2048,
};

/* An operation of the cache's, with the world's reply in it. */
struct transcript_op {
    struct cache_op op;
    enum model_fault fault;   /* That befell it; FAULT_NONE. */
    uint32_t foreign_actions; /* Of the flow that FAULT_PUT_FOREIGN has put there. */
    unsigned order;           /* Among operations and translations of the step. */
    bool taken;
};

struct transcript_translation {
    unsigned slot;
    enum cache_purpose purpose;
    uint64_t packet;
    int error;
    struct cache_translation result;
    unsigned order;
    bool taken;
};

struct transcript_verdict {
    unsigned slot;
    uint64_t packet;
    enum cache_verdict verdict;
    bool taken;
};

/* Sums since the run began. */
struct transcript_totals {
    uint64_t n_packets, n_bytes;
    uint32_t losses[LOSSES];
};

struct transcript {
    unsigned n_ops, n_translations, n_verdicts, n_records;
    struct transcript_op ops[TRANSCRIPT_MAX_OPS];
    struct transcript_translation translations[TRANSCRIPT_MAX_TRANSLATIONS];
    struct transcript_verdict verdicts[TRANSCRIPT_MAX_VERDICTS];
    struct cache_record records[TRANSCRIPT_MAX_RECORDS];
    bool dump_complete;  /* A dump was opened, and its end reported no error. */
    bool adding_refused; /* A packet thread did not add the flow, by FAULT_ADD_NOTHING. */
    unsigned n_rounds;   /* That ended. */

    struct transcript_totals totals[MODEL_SLOTS];
    uint64_t n_ukeys_made, n_ukeys_freed; /* Since the run began. */
};
extern struct transcript transcript;

/* Before a run: forgets everything, and returns the world of model.h with the transcript's ears. */
const struct cache_world *transcript_begin(void);
/* After a run: listens no longer. */
void transcript_end(void);

/* Before a step: forgets all but the sums. */
void transcript_step(void);

/* The next operation on `slot`, other than an execution, that is not taken; NULL: none. */
struct transcript_op *transcript_next_op(unsigned slot);

/* The next translation for `slot` that is not taken: for `packet`, or for none if that is 0. */
struct transcript_translation *transcript_next_translation(unsigned slot, uint64_t packet);

struct transcript_op *transcript_execution(uint64_t packet);
struct transcript_verdict *transcript_verdict_of(uint64_t packet);

/* What the cache did and was told in the step, a line each. */
void transcript_print(FILE *, int indent);

#endif /* transcript.h */
