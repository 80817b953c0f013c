/*
 * As older programs of SV-COMP are written: assume_abort_if_not() is their own, functions are atomic by
 * their names, and nothing is static. With BUG the value is read outside of the atomic function.
 */
#include <pthread.h>
#include <stddef.h>

extern void abort(void);
extern int __VERIFIER_nondet_int(void);

void assume_abort_if_not(int holds)
{
    if (!holds) {
        abort();
    }
}

void reach_error(void)
{
    abort();
}

int value, locked;

void __VERIFIER_atomic_acquire(void)
{
    assume_abort_if_not(locked == 0);
    locked = 1;
}

void __VERIFIER_atomic_release(void)
{
    locked = 0;
}

static int __VERIFIER_atomic_next(void)
{
    int old = value;

    value = old + 1;
    return old;
}

void *add(void *unused)
{
#ifdef BUG
    int old = value;

    __VERIFIER_atomic_acquire();
    value = old + 1;
    __VERIFIER_atomic_release();
#else
    __VERIFIER_atomic_next();
#endif
    __VERIFIER_atomic_next();
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    int n = __VERIFIER_nondet_int();

    assume_abort_if_not(n > 0 && n <= 2);
    for (int i = 0; i < n; i++) {
        pthread_create(&threads[i], NULL, add, NULL);
    }
    for (int i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
    }
    if (value != 2 * n) {
        reach_error();
    }
    return 0;
}
