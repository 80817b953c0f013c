#include "support/near_miss.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* How many letters are missing, added, wrong or exchanged with their neighbour. Both words are
 * shorter than NEAR_MISS_MAX. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned rows[3][NEAR_MISS_MAX]; /* Of a[0..i) to b[0..j), for i, i - 1 and i - 2. */

    for (size_t j = 0; j <= m; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= n; i++) {
        unsigned *here = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];

        here[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            here[j] =
                least(least(before[j], here[j - 1]) + 1, before[j - 1] + !same(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
                here[j] = least(here[j], earlier[j - 2] + 1);
            }
        }
    }
    return rows[n % 3][m];
}

static bool begins_the_other(const char *a, size_t n, const char *b, size_t m)
{
    size_t shorter = n < m ? n : m, i;

    for (i = 0; i < shorter && same(a[i], b[i]); i++) {
    }
    return shorter >= 3 && i == shorter;
}

void near_miss_try(struct near_miss *near, const char *candidate, size_t n)
{
    size_t length = strlen(near->word);
    unsigned d, allowed = length < 6 ? 1 : (unsigned)length / 3;

    if (n >= NEAR_MISS_MAX || length >= NEAR_MISS_MAX || length < 2) {
        return;
    }
    d = distance(near->word, length, candidate, n);
    if ((d <= allowed || begins_the_other(near->word, length, candidate, n)) &&
        (!near->best[0] || d < near->distance)) {
        near->distance = d;
        memcpy(near->best, candidate, n);
        near->best[n] = '\0';
    }
}

struct near_miss_text near_miss_text(const struct near_miss *near)
{
    struct near_miss_text text = {""};

    if (near->best[0]) {
        snprintf(text.text, sizeof text.text, "; did you mean '%s'?", near->best);
    }
    return text;
}
