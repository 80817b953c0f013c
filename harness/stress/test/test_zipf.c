/* Zipf's law: the ranks come as often as they should. */

#include <stddef.h>

#include <math.h>

#include "test/check.h"
#include "stress/stress.h"
#include "stress/world/zipf.h"

enum { N = 20, DRAWS = 400000 };

/* Pearson's chi-squared of the draws against the law, for N ranks. */
static double chi_squared(double exponent)
{
    struct random random = {.state = 42};
    unsigned seen[N] = {0};
    double sum = 0, weights = 0;
    struct zipf zipf;

    zipf_init(&zipf, N, exponent);
    for (unsigned i = 0; i < DRAWS; i++) {
        uint32_t rank = zipf_draw(&zipf, &random);

        CHECK(rank <= (N - 1));
        seen[rank]++;
    }
    for (unsigned i = 0; i < N; i++) {
        weights += pow(i + 1, -exponent);
    }
    for (unsigned i = 0; i < N; i++) {
        double expected = DRAWS * pow(i + 1, -exponent) / weights;

        sum += (seen[i] - expected) * (seen[i] - expected) / expected;
    }
    return sum;
}

/* With 19 degrees of freedom, 43.8 is reached by chance once in a thousand times; the draws are
 * always the same ones. */
static void test_law(void)
{
    static const double exponents[] = {0, 0.5, 0.99, 1, 1.01, 2, 5};

    for (unsigned i = 0; i < sizeof exponents / sizeof exponents[0]; i++) {
        CHECK(chi_squared(exponents[i]) < 43.8);
    }
}

/* The bounds hold for one rank, and for as many as there can be. */
static void test_bounds(void)
{
    static const uint32_t sizes[] = {1, 2, STRESS_MAX_FLOWS};

    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (double exponent = 0; exponent <= 10; exponent += 0.5) {
            struct random random = {.state = i};
            struct zipf zipf;

            zipf_init(&zipf, sizes[i], exponent);
            for (unsigned draw = 0; draw < 2000; draw++) {
                CHECK(zipf_draw(&zipf, &random) < sizes[i]);
            }
        }
    }
}

int main(void)
{
    const struct test_case tests[] = {CASE(test_law), CASE(test_bounds)};

    return RUN_CASES(tests);
}
