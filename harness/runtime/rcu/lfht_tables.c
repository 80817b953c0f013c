#include "lfht_tables.h"

#include "runtime/scheduler.h"

enum { TABLES_MAX = 4096 };

/* A hash table from address to what is known. An entry of another generation is free. */
static struct lfht_table tables[TABLES_MAX];
static unsigned n_tables;

/* Made in this execution, and not destroyed; and how many were made to resize themselves. */
static unsigned n_left, n_growing;

unsigned runtime_n_tables_left(void)
{
    return n_left;
}

unsigned runtime_n_growing_tables(void)
{
    return n_growing;
}

void lfht_tables_begin(void)
{
    n_left = n_growing = 0;
    n_tables = 0;
}

/* The table's entry, or the free one that it would get. */
static struct lfht_table *find_table(const struct cds_lfht *address)
{
    uint64_t i = ((uintptr_t)address >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 52;

    while (tables[i].generation == scheduler.generation && tables[i].address != address) {
        i = (i + 1) % TABLES_MAX;
    }
    return &tables[i];
}

static void number_table(struct lfht_table *table, const struct cds_lfht *address, bool grows)
{
    if (n_tables == TABLES_MAX / 2) {
        runtime_fatal("too many hash tables");
    }
    table->address = address;
    table->generation = scheduler.generation;
    table->number = ++n_tables;
    table->grows = grows;
    actor_set_clear(&table->users);
}

struct lfht_table *lfht_table_of(const struct cds_lfht *address)
{
    struct lfht_table *table = find_table(address);

    if (table->generation != scheduler.generation) {
        number_table(table, address, false);
    }
    return table;
}

void lfht_tables_made(const struct cds_lfht *address, bool grows)
{
    number_table(find_table(address), address, grows);
    n_left++;
    n_growing += grows;
}

void lfht_tables_destroyed(void)
{
    /* One that was made before the execution was not counted. */
    if (n_left) {
        n_left--;
    }
}
