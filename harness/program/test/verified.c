/*
 * As programs of SV-COMP are written: some functions are the tool's. With BUG an increment outside of
 * an atomic section is lost.
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

extern int __VERIFIER_nondet_int(void);
extern void __VERIFIER_assume(int);
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);

static int counter, steps;

static void *count(void *unused)
{
    for (int i = 0; i < steps; i++) {
#ifdef BUG
        counter++;
#else
        __VERIFIER_atomic_begin();
        counter++;
        __VERIFIER_atomic_end();
#endif
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;

    steps = __VERIFIER_nondet_int();
    __VERIFIER_assume(steps > 0 && steps < 3);
    pthread_create(&a, NULL, count, NULL);
    pthread_create(&b, NULL, count, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2 * steps);
    return 0;
}
