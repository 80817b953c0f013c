/*
 * As programs of SV-COMP for weak memory are generated: values that may be any are asked for in the middle of
 * atomic sections, which stay atomic. With BUG one section is two.
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
extern bool __VERIFIER_nondet_bool(void);
extern unsigned char __VERIFIER_nondet_u8(void);
extern long long __VERIFIER_nondet_longlong(void);
extern unsigned long long __VERIFIER_nondet_ulonglong(void);
extern unsigned __int128 __VERIFIER_nondet_uint128(void);
extern double __VERIFIER_nondet_double(void);
extern void __VERIFIER_nondet_memory(void *, size_t);

static int a, b;
static bool flushed;

static void *write_both(void *unused)
{
    __VERIFIER_atomic_begin();
    a++;
    flushed = __VERIFIER_nondet_bool();
#ifdef BUG
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
#endif
    b++;
    __VERIFIER_atomic_end();
    return unused;
}

static void *read_both(void *unused)
{
    __VERIFIER_atomic_begin();
    assert(a == b);
    __VERIFIER_atomic_end();
    return unused;
}

/* Values of each type, not all of them 0. */
static int any(void)
{
    short words[2];

    __VERIFIER_nondet_memory(words, sizeof words);
    return words[0] == words[1] && __VERIFIER_nondet_u8() <= 255 &&
           __VERIFIER_nondet_longlong() < 0 && __VERIFIER_nondet_ulonglong() > 9 &&
           __VERIFIER_nondet_uint128() > 9 && __VERIFIER_nondet_double() < 0;
}

int main(int argc, char **argv)
{
    pthread_t threads[3];

    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, i ? write_both : read_both, NULL);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(argc == 1 || !any());
    return 0;
}
