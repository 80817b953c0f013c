/* CNT: the coverage counters agree with each other, and with what the oracles have seen. */
#include <string.h>

#include "oracle/belief/packets.h"
#include "oracle/belief/records.h"
#include "oracle/belief/tallies.h"

enum { MAX_SUM = 2, MAX_COUNTERS = 64 };

/* The counters that each tally must be the sum of. */
static const struct {
    const char *what;
    const char *counters[MAX_SUM];
} sums[TALLIES] = {
    [TALLY_REPLACED] = {"upcalls that replaced a ukey", {"upcall_ukey_replace"}},
    [TALLY_DUPLICATE] = {"upcalls that found another ukey",
                         {"handler_duplicate_upcall", "upcall_ukey_evicting"}},
    [TALLY_CONTENDED] = {"upcalls that met a lock", {"ukey_replace_contention"}},
    [TALLY_CONFLICT] = {"upcalls that met another key", {"upcall_ukey_conflict"}},
    [TALLY_LIMITED] = {"upcalls that the limit refused", {"upcall_flow_limit_hit"}},
    [TALLY_UNTRANSLATABLE] = {"upcalls without translation", {"upcall_translation_failed"}},
    [TALLY_PUT_FAILED] = {"puts that failed", {"upcall_flow_put_failed"}},
    [TALLY_DELETE_FAILED] = {"deletes that failed", {"flow_delete_failed"}},
    [TALLY_MODIFY_FAILED] = {"modifies that failed", {"flow_modify_failed"}},
    [TALLY_LOSS] = {"declared losses", {"udpif_declared_loss"}},
    [TALLY_ROUND] = {"rounds", {"revalidate_round"}},
    [TALLY_INCOMPLETE] = {"rounds with an incomplete dump", {"revalidate_dump_incomplete"}},
    [TALLY_QUEUE_FULL] = {"upcalls refused for want of room", {"upcall_queue_full"}},
};

/* Counters that belong to no tally alone. */
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

/* Those of the observation, and where each is, found once for each cache; MAX_COUNTERS: nowhere. */
static const struct cache_counter *counters;
static size_t n_counters;
static const char *resolved_for;
static size_t places[TALLIES][MAX_SUM], other_places[OTHERS];

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
    for (unsigned tally = 0; tally < TALLIES; tally++) {
        for (unsigned i = 0; i < MAX_SUM; i++) {
            places[tally][i] = find(sums[tally].counters[i]);
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

static uint64_t sum_of(enum tally tally)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < MAX_SUM; i++) {
        sum += value_at(places[tally][i]);
    }
    return sum;
}

/* What waits in a queue that loses its handler may be dropped where it is moved to, too; everything
 * else that was accepted has been handled by now. */
static bool check_queues(void)
{
    uint64_t dropped = sum_of(TALLY_QUEUE_FULL);
    uint32_t refused = tallies_of(TALLY_QUEUE_FULL), unhandled = packets_n_unhandled();

    if (places[TALLY_QUEUE_FULL][0] >= n_counters || dropped == refused + unhandled) {
        return true;
    }
    if (dropped > refused + unhandled) {
        violation("CNT/not-what-happened",
                  ABOUT(.by_anybody = true, .traits = {{"counter", "upcall_queue_full"}}),
                  "upcall_queue_full counts %llu; refused upcalls: %u, accepted and not "
                  "handled: %u",
                  (unsigned long long)dropped, refused, unhandled);
    } else {
        violation("PROG/upcall-not-handled", ABOUT(.by_anybody = true),
                  "upcalls that were accepted and are not handled, with everyone idle: %u; counted "
                  "as dropped: %llu",
                  unhandled, (unsigned long long)(dropped > refused ? dropped - refused : 0));
    }
    return false;
}

static bool check_tallies(void)
{
    for (unsigned tally = 0; tally < TALLIES; tally++) {
        uint64_t sum = sum_of((enum tally)tally);
        uint32_t seen = tallies_of((enum tally)tally);

        if (sums[tally].what && tally != TALLY_QUEUE_FULL && places[tally][0] < n_counters &&
            sum != seen) {
            violation("CNT/not-what-happened",
                      ABOUT(.by_anybody = true, .traits = {{"counter", sums[tally].counters[0]}}),
                      "%s%s counts %llu; there were %u %s", sums[tally].counters[0],
                      sums[tally].counters[1] ? " (and its like)" : "", (unsigned long long)sum,
                      seen, sums[tally].what);
            return false;
        }
    }
    return true;
}

static bool check_tried(void)
{
    uint64_t tried = value_at(other_places[INSTALL]);
    uint64_t fresh = value_at(other_places[INSTALL_FRESH]);
    uint64_t replaced = sum_of(TALLY_REPLACED);
    uint64_t refused = sum_of(TALLY_DUPLICATE) + sum_of(TALLY_CONTENDED) + sum_of(TALLY_CONFLICT);

    if (tried == fresh + replaced + refused) {
        return true;
    }
    violation("CNT/installs-do-not-add-up", ABOUT(.by_anybody = true),
              "upcall_install counts %llu; fresh %llu + replaced %llu + duplicate, evicting, "
              "contended and conflicting %llu are %llu",
              (unsigned long long)tried, (unsigned long long)fresh, (unsigned long long)replaced,
              (unsigned long long)refused, (unsigned long long)(fresh + replaced + refused));
    return false;
}

static bool check_visible(void)
{
    uint64_t fresh = value_at(other_places[INSTALL_FRESH]);
    uint64_t replaced = sum_of(TALLY_REPLACED);
    uint64_t adopted = value_at(other_places[ADOPTED]) + value_at(other_places[UNADOPTABLE]);
    uint32_t visible = tallies_of(TALLY_VISIBLE);

    if (visible >= fresh + replaced && visible <= fresh + replaced + adopted) {
        return true;
    }
    violation(
        "CNT/ukeys-do-not-add-up", ABOUT(.by_anybody = true),
        "ukeys that became visible: %u; the counters say fresh %llu, replaced %llu, adopted %llu",
        visible, (unsigned long long)fresh, (unsigned long long)replaced,
        (unsigned long long)adopted);
    return false;
}

static void check_records(void)
{
    uint64_t handled =
        value_at(other_places[DUMPED_NEW]) + value_at(other_places[DUMPED_INCONSISTENT]);
    uint64_t duplicate = value_at(other_places[DUMPED_DUPLICATE]);

    if (handled > records_n_first()) {
        violation("CNT/too-many-dumped", ABOUT(.by_anybody = true),
                  "dumped_new_flow and dumped_inconsistent_flow count %llu; of the records that "
                  "dumps have shown, at most %u were the first of their flow",
                  (unsigned long long)handled, records_n_first());
    } else if (duplicate > records_n_again()) {
        violation("CNT/too-many-duplicates", ABOUT(.by_anybody = true),
                  "dumped_duplicate_flow counts %llu; of the records that dumps have shown, at "
                  "most %u came again or for a flow put during the dump",
                  (unsigned long long)duplicate, records_n_again());
    }
}

static void after(const struct observation *o)
{
    counters = o->counters;
    n_counters = o->n_counters;
    resolve();
    if (!check_tallies() || !check_queues()) {
        return;
    }
    if (other_places[INSTALL] < n_counters && !(check_tried() && check_visible())) {
        return;
    }
    check_records();
}

const struct check check_counters = {
    .wants_after = OBS(QUIESCENT),
    .after = after,
};
