/*
 * How many records of dumps can have been the first of their flow: a ukey is handled at most once
 * in a dump, and is done already when a later record of its flow comes; or when it was made, or its
 * put answered, while the dump was running, as the record may then be of an earlier flow.
 */
#ifndef ORACLE_BELIEF_RECORDS_H
#define ORACLE_BELIEF_RECORDS_H 1

#include "oracle/context.h"

extern const struct belief belief_records;

/* In all rounds that have ended, at most: records that were the first of their dump for a flow, and
 * those that were not. */
uint32_t records_n_first(void);
uint32_t records_n_again(void);

#endif /* records.h */
