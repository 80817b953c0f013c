/* The sizes of hits: sums that are known at once, and that tell intervals of hits apart. */

#include <stddef.h>

#include "test/check.h"
#include "stress/instance.h"

enum { N_HITS = 300 };

static void test_sizes(void)
{
    for (uint64_t seed = 1; seed < 4; seed++) {
        CHECK_INT(instance_bytes(seed, 0), 0);
        for (uint64_t k = 1; k <= N_HITS; k++) {
            uint64_t size = instance_bytes(seed, k) - instance_bytes(seed, k - 1);

            CHECK(size >= 1 && size <= (UINT64_C(2) << INSTANCE_SIZE_BITS));
        }
    }
    /* A counter of 2^33 hits, a month at full speed, has not come round. */
    CHECK(instance_bytes(1, UINT64_C(1) << 33) > instance_bytes(1, (UINT64_C(1) << 33) - 1));
}

/* No interval is taken for one that begins elsewhere, has one hit more or less, is of another
 * instance, or ends beyond the last hit. */
static void test_intervals(void)
{
    const struct instance instance = {.seed = 5, .n_hits = N_HITS},
                          other = {.seed = 6, .n_hits = N_HITS};

    for (uint64_t from = 0; from < N_HITS; from += 7) {
        for (uint64_t n = 1; from + n <= N_HITS; n += 11) {
            uint64_t bytes = instance_bytes(5, from + n) - instance_bytes(5, from);

            CHECK(instance_is_interval(&instance, from, n, bytes));
            CHECK(!instance_is_interval(&instance, from + 1, n, bytes));
            CHECK(!instance_is_interval(&instance, from, n + 1, bytes));
            CHECK(!instance_is_interval(&instance, from, n - 1, bytes));
            CHECK(!instance_is_interval(&instance, from, n, bytes + 1));
            CHECK(!instance_is_interval(&other, from, n, bytes));
        }
    }
    CHECK(!instance_is_interval(&instance, N_HITS, 1,
                                instance_bytes(5, N_HITS + 1) - instance_bytes(5, N_HITS)));
    CHECK(!instance_is_interval(&instance, N_HITS + 1, 0, 0));
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(test_sizes),
        CASE(test_intervals),
    };

    return RUN_CASES(tests);
}
