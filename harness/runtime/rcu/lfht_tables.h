/*
 * What the wrappers of liburcu's hash table know of each table.
 */
#ifndef RCU_LFHT_TABLES_H
#define RCU_LFHT_TABLES_H 1

#include <stdbool.h>
#include <stdint.h>

#include "runtime/actor_set.h"

struct cds_lfht;

struct lfht_table {
    const struct cds_lfht *address;
    uint32_t generation; /* The execution's. */
    uint32_t number;     /* In order of creation, or of first use if made before the execution. */
    bool grows;          /* By itself: CDS_LFHT_AUTO_RESIZE. */
    struct actor_set users; /* Who has used it. */
};

/* Forgets the tables of the execution before. */
void lfht_tables_begin(void);

/* A table has been made, perhaps at the address of one that is gone; has been destroyed. */
void lfht_tables_made(const struct cds_lfht *, bool grows);
void lfht_tables_destroyed(void);

/* What is known of a table, which may be older than the execution. Lives as long as that. */
struct lfht_table *lfht_table_of(const struct cds_lfht *);

#endif /* lfht_tables.h */
