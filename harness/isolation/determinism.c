#include "isolation/determinism.h"

#include <errno.h>
#include <stdlib.h>

/* Takes the hashes of one child's executions. Returns false if one of them is different. */
static bool take_hashes(struct determinism *result, const uint64_t *hashes, size_t n)
{
    for (size_t i = 0; i < n && result->same; i++) {
        if (result->n == 0) {
            result->first = hashes[i];
        }
        result->n++;
        result->other = hashes[i];
        result->same = hashes[i] == result->first;
    }
    return result->same;
}

int determinism_check(const struct scenario *s, size_t n, struct determinism *result)
{
    uint64_t *hashes = malloc((n + 1) * sizeof *hashes);
    int error = hashes ? 0 : ENOMEM;

    result->same = true;
    result->n = 0;
    while (!error && result->n < n) {
        size_t n_hashes;

        error = worker_execute(s, n - result->n, hashes, &n_hashes, &result->run, -1, true);
        if (!error && n_hashes == 0) {
            error = ECHILD;
        }
        if (!error && !take_hashes(result, hashes, n_hashes)) {
            break;
        }
    }
    free(hashes);
    return error;
}
