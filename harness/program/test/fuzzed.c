/*
 * A queue of bytes between two threads, filled with a fuzzer's data: it fails for the data FUZZ, and
 * under a schedule in which the taker looks between two steps of the putter.
 */
#include <string.h>

#include <ukeyfuzz.h>

static unsigned n_put, n_taken;
static const unsigned char *given;
static size_t n_given;

static void put_or_take(unsigned number, void *unused)
{
    if (number == 0) {
        for (size_t i = 0; i < n_given; i++) {
            __atomic_fetch_add(&n_put, 1, __ATOMIC_SEQ_CST);
        }
    } else {
        unsigned seen = __atomic_load_n(&n_put, __ATOMIC_SEQ_CST);

        if (n_given >= 4 && given[0] == 'F' && given[1] == 'U' && given[2] == 'Z' &&
            given[3] == 'Z') {
            uk_check(seen != 2);
        }
        n_taken = seen;
    }
}

UK_FUZZ(data, size)
{
    given = data;
    n_given = size < 8 ? size : 8;
    uk_threads(2, put_or_take, NULL);
    uk_check(n_put == n_given);
}
