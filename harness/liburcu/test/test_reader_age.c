/*
 * Readers that hold elements for a moment, and an updater that replaces them as fast as it can. It
 * is compiled twice: with liburcu, where nobody may ever hold one for longer than a grace period,
 * and with grace periods that are over at once (no_synchronize.c, GRACE_PERIODS 0), where that must
 * be seen.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <urcu/urcu-qsbr.h>

#include "liburcu/reader_age.h"

#include "test/check.h"

enum { N_READERS = 2, N_GRACE_PERIODS = 500 };

static struct reader_age age;
static atomic_bool stop;
static atomic_uint n_begun;

static void *hold_elements(void *unused)
{
    urcu_qsbr_register_thread();
    atomic_fetch_add(&n_begun, 1);
    for (unsigned i = 0; !atomic_load(&stop); i++) {
        struct reader_age_element *element = reader_age_take(&age);

        if (i % 8 == 0) {
            nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
        }
        reader_age_give(&age, element);
        urcu_qsbr_quiescent_state();
    }
    urcu_qsbr_unregister_thread();
    return NULL;
}

static void ages_are_counted(void)
{
    pthread_t readers[N_READERS];
    uint64_t counts[READER_AGE_STAGES], n_too_old;

    reader_age_init(&age);
    for (unsigned i = 0; i < N_READERS; i++) {
        CHECK(!pthread_create(&readers[i], NULL, hold_elements, NULL));
    }
    while (atomic_load(&n_begun) < N_READERS) {
    }
    do {
        reader_age_renew(&age);
        n_too_old = reader_age_counts(&age, counts);
    } while (reader_age_n_grace_periods(&age) < N_GRACE_PERIODS || !counts[1] ||
             (!GRACE_PERIODS && !n_too_old));
    atomic_store(&stop, true);
    for (unsigned i = 0; i < N_READERS; i++) {
        CHECK(!pthread_join(readers[i], NULL));
    }
    n_too_old = reader_age_counts(&age, counts);
    for (unsigned stage = 0; stage < READER_AGE_STAGES; stage++) {
        printf("%s%llu", stage ? " " : "", (unsigned long long)counts[stage]);
    }
    printf(": %llu too old\n", (unsigned long long)n_too_old);
    CHECK(counts[0] && counts[1]);
    CHECK(!GRACE_PERIODS == !!n_too_old);
}

int main(void)
{
    const struct test_case cases[] = {CASE(ages_are_counted)};

    return RUN_CASES(cases);
}
