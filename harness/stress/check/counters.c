/* CNT: with everyone at rest, the cache's counters agree with each other and with what was seen. */
#include <string.h>

#include "stress/internal.h"

static struct stress_result seen; /* The caller's stack need not hold it. */

static uint64_t counter(const char *name)
{
    for (size_t i = 0; i < seen.n_counters; i++) {
        if (!strcmp(seen.counters[i].name, name)) {
            return seen.counters[i].value;
        }
    }
    violation("CNT/no-such-counter", WITH({"counter", name}), "the cache has no counter %s", name);
}

static void expect(const char *name, uint64_t value, uint64_t expected, const char *what)
{
    if (value != expected) {
        violation("CNT/not-what-happened", WITH({"counter", name}),
                  "%s counts %" PRIu64 "; there were %" PRIu64 " %s", name, value, expected, what);
    }
}

static void check_verdicts(void)
{
    const uint64_t *verdicts = seen.verdicts;
    uint64_t duplicate = counter("handler_duplicate_upcall") + counter("upcall_ukey_evicting");

    expect("upcall_install_fresh", counter("upcall_install_fresh"), verdicts[VERDICT_INSTALLED],
           "upcalls that made a first ukey");
    expect("upcall_ukey_replace", counter("upcall_ukey_replace"), verdicts[VERDICT_REPLACED],
           "upcalls that replaced a ukey");
    expect("handler_duplicate_upcall + upcall_ukey_evicting", duplicate,
           verdicts[VERDICT_DUPLICATE], "upcalls that found another ukey");
    expect("ukey_replace_contention", counter("ukey_replace_contention"),
           verdicts[VERDICT_CONTENDED], "upcalls that met a lock");
    expect("upcall_flow_limit_hit", counter("upcall_flow_limit_hit"), verdicts[VERDICT_LIMITED],
           "upcalls that the limit refused");
    expect("upcall_translation_failed", counter("upcall_translation_failed"),
           verdicts[VERDICT_UNTRANSLATABLE], "upcalls without translation");
    expect("upcall_install", counter("upcall_install"),
           verdicts[VERDICT_INSTALLED] + verdicts[VERDICT_REPLACED] + verdicts[VERDICT_DUPLICATE] +
               verdicts[VERDICT_CONTENDED] + verdicts[VERDICT_CONFLICT],
           "ukeys offered to a umap");
}

static void check_operations(void)
{
    const uint64_t *counts = seen.counts;

    expect("upcall_flow_put_failed", counter("upcall_flow_put_failed"), counts[STRESS_puts_failed],
           "puts that failed");
    expect("flow_delete_failed", counter("flow_delete_failed"), counts[STRESS_deletes_failed],
           "deletes that failed");
    expect("flow_modify_failed", counter("flow_modify_failed"), counts[STRESS_modifies_failed],
           "modifies that failed");
    expect("udpif_declared_loss", counter("udpif_declared_loss"), counts[STRESS_losses_declared],
           "declared losses");
    expect("revalidate_round", counter("revalidate_round"), counts[STRESS_rounds], "rounds");
    expect("revalidate_dump_incomplete", counter("revalidate_dump_incomplete"),
           counts[STRESS_rounds_incomplete], "rounds with an incomplete dump");
}

static void check_records(void)
{
    uint64_t first = seen.counts[STRESS_first_records];
    uint64_t again = seen.counts[STRESS_records] - first;
    uint64_t handled = counter("dumped_new_flow") + counter("dumped_inconsistent_flow");
    uint64_t duplicate = counter("dumped_duplicate_flow");
    /* A ukey uses no record of the dump that is open when it is made, nor of the one that is open
     * when its flow's put is over. */
    uint64_t too_early = 2 * seen.counts[STRESS_ukeys_visible];

    if (handled > first) {
        violation("CNT/too-many-dumped", WITH_NOTHING,
                  "dumped_new_flow and dumped_inconsistent_flow count %" PRIu64 "; of the records "
                  "that dumps have shown %" PRIu64 " were the first of their flow",
                  handled, first);
    }
    if (duplicate > again + too_early) {
        violation("CNT/too-many-duplicates", WITH_NOTHING,
                  "dumped_duplicate_flow counts %" PRIu64 "; of the records that dumps have shown "
                  "%" PRIu64 " came again, and at most %" PRIu64 " too early for their ukeys",
                  duplicate, again, too_early);
    }
}

/* Upcalls that were dropped with the queue of a handler that is no more. */
static uint64_t n_dropped(void)
{
    uint64_t full = counter("upcall_queue_full"), refused = seen.counts[STRESS_upcalls_refused];

    if (full < refused) {
        violation("CNT/too-many-refused", WITH_NOTHING,
                  "upcall_queue_full counts %" PRIu64 "; %" PRIu64 " refused upcalls", full,
                  refused);
    }
    return full - refused;
}

static void check_packets(void)
{
    struct thread_sums sums = threads_sums();
    uint64_t taken = seen.counts[STRESS_upcalls], ended = seen.counts[STRESS_upcalls_ended];

    if (taken != ended + n_dropped()) {
        violation("ONCE/upcalls-do-not-add-up", WITH_NOTHING,
                  "the cache took %" PRIu64 " upcalls, and is done with %" PRIu64
                  " and has dropped %" PRIu64,
                  taken, ended, n_dropped());
    }
    if (!n_dropped() && sums.taken != sums.ended) {
        violation("ONCE/other-packets-ended", WITH_NOTHING,
                  "the packets that the cache is done with are not those that it took");
    }
    if (sums.due != sums.executed) {
        violation("ONCE/other-packets-executed", WITH_NOTHING,
                  "the packets that were executed are not those that a translation let");
    }
}

void counters_check(void)
{
    threads_collect(&seen);
    seen.n_counters =
        stress.cache->counters(seen.counters, sizeof seen.counters / sizeof seen.counters[0]);
    check_verdicts();
    check_operations();
    check_records();
    check_packets();
}
