/*
 * Dumps. One is open at a time; its threads share one cursor over the table, and each record is
 * read from the live table when the cursor gets there. A revalidator that is held up after
 * dump_next() has read holds a stale batch.
 */

#include "model/internal.h"

#include <errno.h>

#include "runtime/runtime.h"

/* Copies of records that are still to be handed out. */
enum copy_kind { COPY_SAME, COPY_OTHER, COPY_LATE };
enum { MAX_COPIES = 16 };
struct copy {
    struct cache_record record;
    uint32_t source; /* The instance it was read from. */
    unsigned thread; /* That was given the original. */
    enum copy_kind kind;
};

static struct {
    bool terse;
    unsigned cursor; /* The next slot. */
    unsigned n_threads;
    int error; /* What dump_destroy() will say. */
    unsigned n_copies;
    struct copy copies[MAX_COPIES];
} dump;

void model_dump_reset(void)
{
    dump.terse = false;
    dump.cursor = model_n_slots;
    dump.n_threads = 0;
    dump.error = 0;
    dump.n_copies = 0;
}

bool model_dump_create(bool terse)
{
    sched_point((enum event_kind)EVENT_DUMP_CREATE, 0);
    model_dump_reset();
    if (model_fires(FAULT_DUMP_CREATE_FAILS, 0, CACHE_PMD_NULL)) {
        return false;
    }
    dump.terse = terse;
    dump.cursor = 0;
    return true;
}

unsigned model_dump_thread_create(void)
{
    unsigned thread = dump.n_threads++;

    if (thread >= MODEL_MAX_DUMP_THREADS) {
        runtime_violation("PROG/too-many-dump-threads", "%s is dump thread %u; %d is the most",
                          actor_name(actor_self()), thread, MODEL_MAX_DUMP_THREADS);
    }
    return thread;
}

void model_dump_thread_destroy(unsigned thread) {}

static void hand(struct cache_record *record, uint32_t source, bool again)
{
    model_state.expected[model_slot(record->flow, record->pmd)] = true;
    event_log_append((enum event_kind)EVENT_DUMP_RECORD, model_slot(record->flow, record->pmd),
                     source, record->stats.n_packets, again);
    MODEL_TELL(record, record, model_instance(source), again);
}

static void keep_copy(const struct cache_record *record, uint32_t source, unsigned thread,
                      enum copy_kind kind)
{
    if (dump.n_copies < MAX_COPIES) {
        dump.copies[dump.n_copies++] =
            (struct copy){.record = *record, .source = source, .thread = thread, .kind = kind};
    }
}

/* Hands `thread` a copy that is due; at the end of the dump every copy is. */
static bool hand_copy(unsigned thread, struct cache_record *record)
{
    bool at_end = dump.cursor >= model_n_slots;

    for (unsigned i = 0; i < dump.n_copies; i++) {
        const struct copy *copy = &dump.copies[i];
        bool due = at_end || (copy->kind == COPY_SAME && copy->thread == thread) ||
                   (copy->kind == COPY_OTHER && copy->thread != thread);

        if (due) {
            *record = copy->record;
            hand(record, copy->source, true);
            dump.n_copies--;
            for (; i < dump.n_copies; i++) {
                dump.copies[i] = dump.copies[i + 1];
            }
            return true;
        }
    }
    return false;
}

/* Reads the flow under the cursor, if the dump shows it, and moves on. */
static bool visit(unsigned thread, struct cache_record *record)
{
    const struct model_instance *live = model_live_instance(dump.cursor);
    unsigned flow, pmd;
    uint32_t n_hits;

    if (!live) {
        dump.cursor++;
        return false;
    }
    flow = live->flow;
    pmd = live->pmd;
    if (model_fires(FAULT_DUMP_ENDS_EARLY, flow, pmd)) {
        dump.cursor = model_n_slots;
        dump.error = model_refusal(EINTR);
        return false;
    }
    if (model_fires(FAULT_DUMP_OMIT, flow, pmd)) {
        dump.cursor++;
        dump.error = model_refusal(EINTR);
        return false;
    }
    if (model_fires(FAULT_DUMP_OMIT_SILENTLY, flow, pmd)) {
        dump.cursor++;
        return false;
    }
    *record = (struct cache_record){
        .flow = flow,
        .pmd = pmd,
        .stats = model_read(live, &n_hits),
        .full = !dump.terse,
        .actions = dump.terse ? 0 : live->actions,
        .mask = dump.terse ? 0 : live->mask,
        .other_key = !dump.terse && live->other_key,
    };
    hand(record, live->serial, false);
    if (model_fires(FAULT_DUMP_DUPLICATE, flow, pmd)) {
        keep_copy(record, live->serial, thread, COPY_SAME);
    }
    if (model_fires(FAULT_DUMP_DUPLICATE_OTHER, flow, pmd)) {
        keep_copy(record, live->serial, thread, COPY_OTHER);
    }
    if (model_fires(FAULT_DUMP_DUPLICATE_LATE, flow, pmd)) {
        keep_copy(record, live->serial, thread, COPY_LATE);
    }
    if (!model_fires(FAULT_DUMP_REVISIT, flow, pmd)) {
        dump.cursor++;
    }
    return true;
}

size_t model_dump_next(unsigned thread, struct cache_record *records, size_t max)
{
    size_t n = 0;

    sched_point((enum event_kind)EVENT_DUMP_NEXT, thread);
    if (max > model_state.settings.dump_batch) {
        max = model_state.settings.dump_batch;
    }
    while (n < max) {
        if (hand_copy(thread, &records[n])) {
            n++;
        } else if (dump.cursor >= model_n_slots) {
            break;
        } else if (visit(thread, &records[n])) {
            n++;
        }
    }
    sched_point((enum event_kind)EVENT_DUMP_HANDED, thread);
    return n;
}

int model_dump_destroy(void)
{
    int error;

    sched_point((enum event_kind)EVENT_DUMP_DESTROY, 0);
    error = dump.error;
    event_log_append((enum event_kind)EVENT_DUMP_RESULT, 0, (uint64_t)error, 0, 0);
    model_dump_reset();
    return error;
}
