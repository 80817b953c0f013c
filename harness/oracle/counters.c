/* CNT: the coverage counters agree with each other, and with what the oracles have seen. */

#include "oracle/internal.h"

#include <errno.h>
#include <string.h>

/* What the oracles count, and the counters that it must be the sum of. */
enum truth {
    TRUTH_VISIBLE,
    TRUTH_REPLACED,
    TRUTH_DUPLICATE,
    TRUTH_CONTENDED,
    TRUTH_CONFLICT,
    TRUTH_LIMITED,
    TRUTH_UNTRANSLATABLE,
    TRUTH_PUT_FAILED,
    TRUTH_DELETE_FAILED,
    TRUTH_MODIFY_FAILED,
    TRUTH_LOSS,
    TRUTH_ROUND,
    TRUTH_INCOMPLETE,
    TRUTH_QUEUE_FULL,
    TRUTHS
};
static uint32_t truths[TRUTHS];

enum { MAX_SUM = 2 };
static const struct {
    const char *what;
    const char *counters[MAX_SUM];
} sums[TRUTHS] = {
    [TRUTH_REPLACED] = {"upcalls that replaced a ukey", {"upcall_ukey_replace"}},
    [TRUTH_DUPLICATE] = {"upcalls that found another ukey",
                         {"handler_duplicate_upcall", "upcall_ukey_evicting"}},
    [TRUTH_CONTENDED] = {"upcalls that met a lock", {"ukey_replace_contention"}},
    [TRUTH_CONFLICT] = {"upcalls that met another key", {"upcall_ukey_conflict"}},
    [TRUTH_LIMITED] = {"upcalls that the limit refused", {"upcall_flow_limit_hit"}},
    [TRUTH_UNTRANSLATABLE] = {"upcalls without translation", {"upcall_translation_failed"}},
    [TRUTH_PUT_FAILED] = {"puts that failed", {"upcall_flow_put_failed"}},
    [TRUTH_DELETE_FAILED] = {"deletes that failed", {"flow_delete_failed"}},
    [TRUTH_MODIFY_FAILED] = {"modifies that failed", {"flow_modify_failed"}},
    [TRUTH_LOSS] = {"declared losses", {"udpif_declared_loss"}},
    [TRUTH_ROUND] = {"rounds", {"revalidate_round"}},
    [TRUTH_INCOMPLETE] = {"rounds with an incomplete dump", {"revalidate_dump_incomplete"}},
    [TRUTH_QUEUE_FULL] = {"upcalls refused for want of room", {"upcall_queue_full"}},
};

enum { MAX_COUNTERS = 64 };
static struct cache_counter counters[MAX_COUNTERS];
static size_t n_counters;

void counters_reset(void)
{
    for (unsigned truth = 0; truth < TRUTHS; truth++) {
        truths[truth] = 0;
    }
}

void counters_op_reply(const struct cache_op *op)
{
    if (op->error) {
        truths[TRUTH_PUT_FAILED] += op->type == CACHE_PUT;
        truths[TRUTH_MODIFY_FAILED] += op->type == CACHE_MODIFY;
        truths[TRUTH_DELETE_FAILED] += op->type == CACHE_DELETE && op->error != ENOENT;
    }
}

void counters_visible(void)
{
    truths[TRUTH_VISIBLE]++;
}

void counters_verdict(enum cache_verdict verdict)
{
    truths[TRUTH_REPLACED] += verdict == VERDICT_REPLACED;
    truths[TRUTH_DUPLICATE] += verdict == VERDICT_DUPLICATE;
    truths[TRUTH_CONTENDED] += verdict == VERDICT_CONTENDED;
    truths[TRUTH_CONFLICT] += verdict == VERDICT_CONFLICT;
    truths[TRUTH_LIMITED] += verdict == VERDICT_LIMITED;
    truths[TRUTH_UNTRANSLATABLE] += verdict == VERDICT_UNTRANSLATABLE;
}

void counters_loss(void)
{
    truths[TRUTH_LOSS]++;
}

void counters_round_begin(void)
{
    truths[TRUTH_ROUND]++;
}

void counters_round_end(bool complete)
{
    truths[TRUTH_INCOMPLETE] += !complete;
}

void counters_refused(void)
{
    truths[TRUTH_QUEUE_FULL]++;
}

/* Counters that belong to no truth alone. */
enum other {
    INSTALL,
    INSTALL_FRESH,
    ADOPTED,
    UNADOPTABLE,
    DUMPED_NEW,
    DUMPED_INCONSISTENT,
    DUMPED_DUPLICATE,
    OTHERS
};
static const char *const others[OTHERS] = {
    [INSTALL] = "upcall_install",
    [INSTALL_FRESH] = "upcall_install_fresh",
    [ADOPTED] = "ukey_adopted",
    [UNADOPTABLE] = "ukey_unadoptable",
    [DUMPED_NEW] = "dumped_new_flow",
    [DUMPED_INCONSISTENT] = "dumped_inconsistent_flow",
    [DUMPED_DUPLICATE] = "dumped_duplicate_flow",
};

/* Where each counter is, found once for each cache; MAX_COUNTERS: nowhere. */
static const char *resolved_for;
static size_t places[TRUTHS][MAX_SUM], other_places[OTHERS];

static size_t find(const char *name)
{
    for (size_t i = 0; name && i < n_counters; i++) {
        if (!strcmp(counters[i].name, name)) {
            return i;
        }
    }
    return MAX_COUNTERS;
}

static void resolve(void)
{
    if (!n_counters || resolved_for == counters[0].name) {
        return;
    }
    resolved_for = counters[0].name;
    for (unsigned truth = 0; truth < TRUTHS; truth++) {
        for (unsigned i = 0; i < MAX_SUM; i++) {
            places[truth][i] = find(sums[truth].counters[i]);
        }
    }
    for (unsigned other = 0; other < OTHERS; other++) {
        other_places[other] = find(others[other]);
    }
}

static uint64_t value_at(size_t place)
{
    return place < n_counters ? counters[place].value : 0;
}

static uint64_t sum_of(enum truth truth)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < MAX_SUM; i++) {
        sum += value_at(places[truth][i]);
    }
    return sum;
}

/* More may be dropped than refused: what waits in a queue that loses its handler. */
static void check_truths(void)
{
    for (unsigned truth = 0; truth < TRUTHS; truth++) {
        uint64_t sum = sum_of((enum truth)truth);

        if (places[truth][0] < n_counters &&
            (truth == TRUTH_QUEUE_FULL ? sum < truths[truth] : sum != truths[truth])) {
            runtime_violation("CNT", "%s%s counts %llu; there were %u %s", sums[truth].counters[0],
                              sums[truth].counters[1] ? " (and its like)" : "",
                              (unsigned long long)sum, truths[truth], sums[truth].what);
        }
    }
}

static void check_install(void)
{
    uint64_t tried = value_at(other_places[INSTALL]);
    uint64_t fresh = value_at(other_places[INSTALL_FRESH]);
    uint64_t replaced = sum_of(TRUTH_REPLACED);
    uint64_t refused = sum_of(TRUTH_DUPLICATE) + sum_of(TRUTH_CONTENDED) + sum_of(TRUTH_CONFLICT);
    uint64_t adopted = value_at(other_places[ADOPTED]) + value_at(other_places[UNADOPTABLE]);

    if (tried != fresh + replaced + refused) {
        runtime_violation("CNT",
                          "upcall_install counts %llu; fresh %llu + replaced %llu + duplicate, "
                          "evicting, contended and conflicting %llu are %llu",
                          (unsigned long long)tried, (unsigned long long)fresh,
                          (unsigned long long)replaced, (unsigned long long)refused,
                          (unsigned long long)(fresh + replaced + refused));
    }
    if (truths[TRUTH_VISIBLE] < fresh + replaced ||
        truths[TRUTH_VISIBLE] > fresh + replaced + adopted) {
        runtime_violation("CNT",
                          "%u ukeys became visible; the counters say fresh %llu, replaced %llu, "
                          "adopted %llu",
                          truths[TRUTH_VISIBLE], (unsigned long long)fresh,
                          (unsigned long long)replaced, (unsigned long long)adopted);
    }
}

static void check_records(void)
{
    uint64_t handled =
        value_at(other_places[DUMPED_NEW]) + value_at(other_places[DUMPED_INCONSISTENT]);
    uint64_t duplicate = value_at(other_places[DUMPED_DUPLICATE]);

    if (handled > records_n_first()) {
        runtime_violation("CNT",
                          "dumped_new_flow and dumped_inconsistent_flow count %llu; of the records "
                          "that dumps have shown, at most %u were the first of their flow",
                          (unsigned long long)handled, records_n_first());
    }
    if (duplicate > records_n_again()) {
        runtime_violation(
            "CNT",
            "dumped_duplicate_flow counts %llu; of the records that dumps have shown, "
            "at most %u came again or for a flow put during the dump",
            (unsigned long long)duplicate, records_n_again());
    }
}

void counters_check(const struct cache_under_test *cache)
{
    n_counters = cache->counters(counters, MAX_COUNTERS);
    resolve();
    check_truths();
    if (other_places[INSTALL] < n_counters) {
        check_install();
    }
    check_records();
}
