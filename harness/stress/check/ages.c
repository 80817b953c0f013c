/*
 * RCU: what is looked at under RCU is not older than a grace period; see liburcu/reader_age.h. The
 * readers are the cache's threads and main wherever they call the datapath or translate, which is
 * amidst their read-side sections; the updater is a thread of its own, that waits for one grace
 * period after another. That it must make progress as all others shows who keeps them from ending.
 */
#include "stress/internal.h"

enum { PAUSE_US = 500 };

static struct reader_age age;
static pthread_t updater;
static _Atomic bool stopping;

static void *update(void *unused)
{
    thread_begin("rcu-updater");
    while (!atomic_load(&stopping)) {
        thread_does("waits for a grace period");
        reader_age_renew(&age);
        thread_does("sleeps");
        sleep_us(PAUSE_US);
    }
    return NULL;
}

void ages_begin(void)
{
    reader_age_init(&age);
}

bool ages_start(void)
{
    atomic_store(&stopping, false);
    return !pthread_create(&updater, NULL, update, NULL);
}

/* The grace period that the updater waits for may have to wait for us. */
void ages_stop(void)
{
    atomic_store(&stopping, true);
    stress.cache->leave();
    pthread_join(updater, NULL);
    stress.cache->enter();
}

void ages_collect(struct stress_result *result)
{
    reader_age_counts(&age, result->reader_ages);
    result->n_grace_periods = reader_age_n_grace_periods(&age);
}

static void give(const struct reader_age_element *element, const char *where)
{
    unsigned stage = reader_age_give(&age, element);

    if (stage >= READER_AGE_LEGAL) {
        violation("RCU/reads-for-too-long", WITH({"by", thread_self()->name}, {"in", where}),
                  "%s has been in %s while %u grace periods ended since what it looks at was "
                  "replaced",
                  thread_self()->name, where, stage - 1);
    }
}

void ages_operate(struct cache_op *ops, size_t n)
{
    const struct reader_age_element *element = reader_age_take(&age);

    world_operate(ops, n);
    give(element, "an operation");
}

size_t ages_dump_next(unsigned thread, struct cache_record *records, size_t max)
{
    const struct reader_age_element *element = reader_age_take(&age);
    size_t n = world_dump_next(thread, records, max);

    give(element, "a dump");
    return n;
}

int ages_translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                   const struct cache_stats *stats, struct cache_translation *result)
{
    const struct reader_age_element *element = reader_age_take(&age);
    int error = world_translate(purpose, flow, pmd, packet, stats, result);

    give(element, "a translation");
    return error;
}
