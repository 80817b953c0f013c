/*
 * Dumps. One is open at a time. Its threads share one cursor over the bitmaps of the tables; a
 * record is read when its flow is come upon.
 */
#include <errno.h>

#include "stress/internal.h"

/* A record that is to be handed out again. */
struct copy {
    struct cache_record record;
    unsigned thread; /* That was given the original. */
    bool late;       /* At the end of the dump, to the next that asks; else to another thread. */
};

enum { MAX_COPIES = 64, MAX_DUMP_THREADS = STRESS_MAX_THREADS + 1 };

static struct {
    bool terse;
    uint32_t number;         /* Of this dump, from 1. */
    _Atomic uint64_t cursor; /* The next word of the tables' bitmaps, one after the other. */
    _Atomic unsigned n_threads;
    _Atomic int error; /* What dump_destroy() will say. */
    _Atomic bool ended;
    _Atomic uint32_t lock; /* Of the copies. */
    _Atomic unsigned n_copies;
    struct copy copies[MAX_COPIES];
} dump;

/* What a thread has taken from the cursor and not yet shown. */
static struct dump_thread {
    unsigned table;
    uint32_t word;
    uint64_t bits;
    uint64_t visited_twice; /* Of these bits. */
    bool again;
    struct cache_record repeated;
} __attribute__((aligned(64))) dump_threads[MAX_DUMP_THREADS];

bool world_dump_create(bool terse)
{
    thread_does("opens a dump");
    if (fault_strikes(STRESS_FAULT_DUMP_CREATE_FAILS)) {
        return false;
    }
    measure_dump_begins();
    dump.terse = terse;
    dump.number++;
    atomic_store(&stress.dump_is_open, true);
    atomic_store(&dump.cursor, 0);
    atomic_store(&dump.n_threads, 0);
    atomic_store(&dump.error, 0);
    atomic_store(&dump.ended, false);
    atomic_store(&dump.n_copies, 0);
    return true;
}

unsigned world_dump_thread_create(void)
{
    unsigned thread = atomic_fetch_add(&dump.n_threads, 1);

    if (thread >= MAX_DUMP_THREADS) {
        violation("PROG/too-many-dump-threads", WITH_NOTHING,
                  "%s is dump thread %u; %d is the most", thread_self()->name, thread,
                  MAX_DUMP_THREADS);
    }
    dump_threads[thread] = (struct dump_thread){.bits = 0};
    return thread;
}

void world_dump_thread_destroy(unsigned thread) {}

static void lock_copies(void)
{
    while (atomic_exchange_explicit(&dump.lock, 1, memory_order_acquire)) {
        sched_yield();
    }
}

static void unlock_copies(void)
{
    atomic_store_explicit(&dump.lock, 0, memory_order_release);
}

static void keep_copy(const struct cache_record *record, unsigned thread, bool late)
{
    unsigned n;

    lock_copies();
    n = atomic_load_explicit(&dump.n_copies, memory_order_relaxed);
    if (n < MAX_COPIES) {
        dump.copies[n] = (struct copy){.record = *record, .thread = thread, .late = late};
        atomic_store_explicit(&dump.n_copies, n + 1, memory_order_relaxed);
    }
    unlock_copies();
}

/* Hands `thread` a copy that is due; at the end of the dump every copy is. */
static bool take_copy(unsigned thread, bool at_end, struct cache_record *record)
{
    bool found = false;

    if (!atomic_load_explicit(&dump.n_copies, memory_order_relaxed)) {
        return false;
    }
    lock_copies();
    for (unsigned i = 0, n = atomic_load(&dump.n_copies); i < n && !found; i++) {
        if (at_end || (!dump.copies[i].late && dump.copies[i].thread != thread)) {
            *record = dump.copies[i].record;
            dump.copies[i] = dump.copies[n - 1];
            atomic_store_explicit(&dump.n_copies, n - 1, memory_order_relaxed);
            found = true;
        }
    }
    unlock_copies();
    return found;
}

/* Moves the thread on to the next flow that is there, if it has not shown all of its word; false at
 * the end of the dump. */
static bool advance(struct dump_thread *at, unsigned *flow)
{
    while (!at->bits) {
        uint64_t word = atomic_fetch_add_explicit(&dump.cursor, 1, memory_order_relaxed);

        if (word >= (uint64_t)stress.n_tables * stress.n_words || atomic_load(&dump.ended)) {
            return false;
        }
        at->table = (unsigned)(word / stress.n_words);
        at->word = (uint32_t)(word % stress.n_words);
        at->bits = atomic_load_explicit(&stress.present[at->table][at->word], memory_order_relaxed);
        at->visited_twice = 0;
    }
    *flow = at->word * BITS_PER_WORD + (unsigned)__builtin_ctzll(at->bits);
    at->bits &= at->bits - 1;
    return true;
}

/* Reads a flow, if it is there and the dump shows it. The slot is locked. */
static bool read_flow(struct slot *slot, unsigned flow, unsigned pmd, struct cache_record *record)
{
    if (!slot->present || fault_strikes_slot(slot, STRESS_FAULT_DUMP_OMIT_SILENTLY)) {
        return false;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_DUMP_OMIT)) {
        atomic_store(&dump.error, EINTR);
        return false;
    }
    count(STRESS_first_records, slot->dumped_in != dump.number);
    slot->dumped_in = dump.number;
    *record = (struct cache_record){
        .flow = flow,
        .pmd = pmd,
        .stats = flow_read(slot),
        .full = !dump.terse,
        .actions = dump.terse ? 0 : slot->live.actions,
        .mask = dump.terse ? 0 : slot->live.mask,
    };
    return true;
}

static bool visit(unsigned thread, struct cache_record *record)
{
    struct dump_thread *at = &dump_threads[thread];
    unsigned flow, pmd;
    struct slot *slot;
    uint64_t bit;
    bool shown;

    do {
        if (!advance(at, &flow)) {
            return false;
        }
        if (fault_strikes(STRESS_FAULT_DUMP_ENDS_EARLY)) {
            atomic_store(&dump.error, EINTR);
            atomic_store(&dump.ended, true);
            at->bits = 0;
            return false;
        }
        pmd = pmd_of_table(at->table);
        slot = &stress.tables[at->table][flow];
        slot_lock(slot);
        shown = read_flow(slot, flow, pmd, record);
        slot_unlock(slot);
    } while (!shown);

    bit = UINT64_C(1) << flow % BITS_PER_WORD;
    if (!(at->visited_twice & bit) && fault_strikes(STRESS_FAULT_DUMP_REVISIT)) {
        at->bits |= bit;
        at->visited_twice |= bit;
    }
    if (fault_strikes(STRESS_FAULT_DUMP_DUPLICATE)) {
        at->again = true;
        at->repeated = *record;
    }
    if (fault_strikes(STRESS_FAULT_DUMP_DUPLICATE_OTHER)) {
        keep_copy(record, thread, false);
    }
    if (fault_strikes(STRESS_FAULT_DUMP_DUPLICATE_LATE)) {
        keep_copy(record, thread, true);
    }
    return true;
}

size_t world_dump_next(unsigned thread, struct cache_record *records, size_t max)
{
    struct dump_thread *at = &dump_threads[thread];
    size_t n = 0;

    thread_does("dumps");
    while (n < max) {
        if (at->again) {
            at->again = false;
            records[n++] = at->repeated;
        } else if (take_copy(thread, false, &records[n]) || visit(thread, &records[n]) ||
                   take_copy(thread, true, &records[n])) {
            n++;
        } else {
            break;
        }
    }
    count(STRESS_records, n);
    thread_does("has dumped");
    return n;
}

int world_dump_destroy(void)
{
    thread_does("closes a dump");
    atomic_store(&stress.dump_is_open, false);
    measure_dump_ends();
    return atomic_load(&dump.error);
}
