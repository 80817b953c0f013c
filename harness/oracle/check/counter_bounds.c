/*
 * CNT, of what cannot be told exactly: each counter is between what must have happened and what may
 * have. And each record of a dump is counted as something.
 */
#include <string.h>

#include "oracle/belief/occurrences.h"

static const struct {
    const char *counter, *what;
} bounds[OCCURRENCES] = {
    [OCCURRENCE_ADOPTED] = {"ukey_adopted", "flows were adopted"},
    [OCCURRENCE_UNADOPTABLE] = {"ukey_unadoptable", "flows were found that cannot be adopted"},
    [OCCURRENCE_MISSED] = {"revalidate_missed_dp_flow", "flows were asked for that no dump showed"},
    [OCCURRENCE_MISSING] = {"revalidate_missing_dp_flow", "of those were gone, or not to be read"},
    [OCCURRENCE_RETRIED] = {"ukey_evict_retry", "deletes were sent again by rounds"},
    [OCCURRENCE_LAYER] = {"ukey_dp_change", "changes of a layer were declared"},
    [OCCURRENCE_DECREASED] = {"ukey_invalid_stat_reset", "steps back of a counter were declared"},
    [OCCURRENCE_GREW] = {"upcall_flow_limit_grew", "rounds gave reason to raise the limit"},
    [OCCURRENCE_REDUCED] = {"upcall_flow_limit_reduced", "rounds took 1301 to 2000 ms"},
    [OCCURRENCE_SCALED] = {"upcall_flow_limit_scaled", "rounds took longer than 2000 ms"},
    [OCCURRENCE_KILLED] = {"upcall_flow_limit_kill",
                           "flows were deleted, as there were far too many"},
    [OCCURRENCE_PENDING] = {"dumped_pending_flow", "records met a put that was not answered"},
    [OCCURRENCE_CONTENDED] = {"upcall_ukey_contention", "records met a lock that was held"},
};

/* The other counters that count records. */
static const char *const of_records[] = {"dumped_new_flow", "dumped_inconsistent_flow",
                                         "dumped_duplicate_flow"};
enum { N_OF_RECORDS = sizeof of_records / sizeof *of_records };

/* Where each is among the cache's, found once for each cache; NOWHERE: it has none of that name. */
enum { NOWHERE = 0xff };
static const char *resolved_for;
static uint8_t places[OCCURRENCES], record_places[N_OF_RECORDS];

static uint8_t find(const struct observation *o, const char *name)
{
    for (size_t i = 0; i < o->n_counters && i < NOWHERE; i++) {
        if (!strcmp(o->counters[i].name, name)) {
            return (uint8_t)i;
        }
    }
    return NOWHERE;
}

static void resolve(const struct observation *o)
{
    if (resolved_for == o->counters[0].name) {
        return;
    }
    resolved_for = o->counters[0].name;
    for (unsigned occurrence = 0; occurrence < OCCURRENCES; occurrence++) {
        places[occurrence] = find(o, bounds[occurrence].counter);
    }
    for (unsigned i = 0; i < N_OF_RECORDS; i++) {
        record_places[i] = find(o, of_records[i]);
    }
}

static uint64_t value(const struct observation *o, uint8_t place)
{
    return place < o->n_counters ? o->counters[place].value : 0;
}

static bool check_bounds(const struct observation *o, enum occurrence occurrence)
{
    uint64_t n = value(o, places[occurrence]);

    if (places[occurrence] == NOWHERE ||
        (n >= occurrences_least(occurrence) && n <= occurrences_most(occurrence))) {
        return true;
    }
    violation("CNT/out-of-bounds",
              ABOUT(.by_anybody = true, .traits = {{"counter", bounds[occurrence].counter}}),
              "%s counts %llu; %u to %u %s", bounds[occurrence].counter, (unsigned long long)n,
              occurrences_least(occurrence), occurrences_most(occurrence), bounds[occurrence].what);
    return false;
}

static void check_records(const struct observation *o)
{
    uint64_t n = value(o, places[OCCURRENCE_PENDING]) + value(o, places[OCCURRENCE_CONTENDED]);

    if (record_places[0] == NOWHERE) {
        return;
    }
    for (unsigned i = 0; i < N_OF_RECORDS; i++) {
        n += value(o, record_places[i]);
    }
    if (n + occurrences_n_skipped() < occurrences_n_records()) {
        violation("CNT/records-not-counted", ABOUT(.by_anybody = true),
                  "records counted as new, inconsistent, duplicate, pending or contended: %llu; "
                  "dumps have shown %u, of which at most %u came to nothing",
                  (unsigned long long)n, occurrences_n_records(), occurrences_n_skipped());
    }
}

static void after(const struct observation *o)
{
    if (!o->n_counters) {
        return;
    }
    resolve(o);
    for (unsigned occurrence = 0; occurrence < OCCURRENCES; occurrence++) {
        if (!check_bounds(o, (enum occurrence)occurrence)) {
            return;
        }
    }
    check_records(o);
}

const struct check check_counter_bounds = {
    .wants_after = OBS(QUIESCENT),
    .after = after,
};
