/* Gaps have the distribution that they should, and are the same numbers on every build. */
#include "check.h"
#include "support/random.h"

enum { DRAWS = 400000 };

static bool is_near(double value, double expected, double tolerance)
{
    return value > expected - tolerance && value < expected + tolerance;
}

/* Tails before the first head: never with a coin that always shows heads, mean - 1 on average, none
 * once in `mean` times, and more than 2 * mean about as often as 1/e^2. */
static void gaps_of(const void *mean_)
{
    const uint32_t mean = *(const uint32_t *)mean_;
    struct random state = {mean};
    uint64_t rate = random_gap_rate(mean);
    double sum = 0, n_zero = 0, n_long = 0, p_long = 1;

    for (unsigned i = 0; i < DRAWS; i++) {
        uint32_t gap = random_gap(&state, rate);

        sum += gap;
        n_zero += gap == 0;
        n_long += gap >= 2 * mean;
    }
    for (unsigned i = 0; i < 2 * mean; i++) {
        p_long *= 1 - 1.0 / mean;
    }
    printf("mean %3u: %.3f, none %.4f, long %.4f (%.4f)\n", mean, sum / DRAWS + 1, n_zero / DRAWS,
           n_long / DRAWS, p_long);
    CHECK(is_near(sum / DRAWS, mean - 1.0, mean * 0.01));
    CHECK(is_near(n_zero / DRAWS, 1.0 / mean, 0.003));
    CHECK(is_near(n_long / DRAWS, p_long, 0.003));
}

/* Who changes a number changes what every seed means. */
static void golden(void)
{
    struct random state = {1};
    uint64_t hash = 0, rate = random_gap_rate(20);

    for (unsigned i = 0; i < 1000; i++) {
        hash = hash * 31 + random_gap(&state, rate);
        hash = hash * 31 + random_below(&state, 7);
        hash = hash * 31 + random_member(&state, 0x80010110);
    }
    CHECK(hash == UINT64_C(0x071db1206c03b334), "0x%016llx", (unsigned long long)hash);
}

static void members(void)
{
    struct random state = {3};
    unsigned n[32] = {0};

    for (unsigned i = 0; i < 30000; i++) {
        n[random_member(&state, 0x80000021)]++;
    }
    CHECK(n[0] > 9500 && n[5] > 9500 && n[31] > 9500 && n[0] + n[5] + n[31] == 30000);
}

#define GAPS(MEAN) CASE_OF("gaps of " #MEAN, gaps_of, &(const uint32_t){MEAN})

int main(void)
{
    const struct test_case cases[] = {
        GAPS(1),  GAPS(2),   GAPS(3),       GAPS(8),      GAPS(20),
        GAPS(64), GAPS(255), CASE(members), CASE(golden),
    };

    return RUN_CASES(cases);
}
