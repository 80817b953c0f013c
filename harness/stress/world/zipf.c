#include "stress/world/zipf.h"

#include <math.h>

/* The integral of x^-exponent from 1 to x, and its inverse. Written with expm1() and log1p(), they
 * hold for an exponent of 1 and near it, where the textbook's forms divide by nothing. */
static double h(const struct zipf *zipf, double x)
{
    double log_x = log(x), t = (1 - zipf->exponent) * log_x;

    return fabs(t) > 1e-8 ? expm1(t) / t * log_x : log_x * (1 + t / 2);
}

static double h_inverse(const struct zipf *zipf, double y)
{
    double t = y * (1 - zipf->exponent);

    if (t < -1) {
        t = -1;
    }
    return exp(fabs(t) > 1e-8 ? log1p(t) / t * y : y * (1 - t / 2));
}

void zipf_init(struct zipf *zipf, uint32_t n, double exponent)
{
    zipf->n = n;
    zipf->exponent = exponent;
    zipf->h_first = h(zipf, 1.5) - 1;
    zipf->h_last = h(zipf, n + 0.5);
    zipf->shortcut = 2 - h_inverse(zipf, h(zipf, 2.5) - pow(2, -exponent));
}

uint32_t zipf_draw(const struct zipf *zipf, struct random *random)
{
    for (;;) {
        double u = zipf->h_last + random_unit(random) * (zipf->h_first - zipf->h_last);
        double x = h_inverse(zipf, u);
        double k = floor(x + 0.5);

        k = k < 1 ? 1 : k > zipf->n ? zipf->n : k;
        if (k - x <= zipf->shortcut || u >= h(zipf, k + 0.5) - pow(k, -zipf->exponent)) {
            return (uint32_t)k - 1;
        }
    }
}
