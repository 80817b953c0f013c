/*
 * What a test says to the explorer, in C and C++. A program that includes this is built with
 * `ukeyfuzz cc` or `ukeyfuzz c++`, and run with `ukeyfuzz run`:
 *
 *     static int counter;
 *     static void add(unsigned i, void *unused) { counter++; }
 *     static void small(void *unused) { uk_check(counter <= 2); }
 *
 *     UK_TEST(two_add)
 *     {
 *         uk_invariant(small, NULL);      after what is prepared: true at every step
 *         uk_threads(2, add, NULL);       all of them end here
 *         uk_check(counter == 2);         and what must be true after them
 *     }
 *     UK_MAIN
 *
 * Started without arguments the program runs all tests; an argument is the name of one.
 */
#ifndef UKEYFUZZ_H
#define UKEYFUZZ_H 1

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fails if `condition` is false. Unlike assert() it is not switched off by NDEBUG. */
#define uk_check(condition) \
    ((condition) ? (void)0 : uk_check_failed(#condition, __FILE__, __LINE__, __func__))
void uk_check_failed(const char *condition, const char *file, unsigned line, const char *function)
    __attribute__((noreturn));

/* A number below `n` that the explorer chooses. It belongs to the schedule: it is replayed, and
 * minimized (towards 0, as far as the failure allows). 0 if `n` is 0, and if the program is started
 * by itself. Others may run meanwhile. */
unsigned uk_choose(unsigned n);

/* Here another thread may run. */
void uk_point(void);

/* Names the running thread in reports; 15 characters are kept. */
void uk_name(const char *name);

/* From now on `invariant(aux)` is called whenever a thread has run and another is about to; NULL
 * ends that. It looks and checks, and no other thread runs meanwhile. It takes no locks. */
void uk_invariant(void (*invariant)(void *aux), void *aux);

/* How uk_run() looks for a failure. What is zero is what stands in parentheses. */
struct uk_options {
    unsigned runs;        /* Schedules at most (1000). */
    unsigned first;       /* The number of the first one (1): that of a failure shows it again. */
    unsigned long seed;   /* (1) */
    const char *strategy; /* As `ukeyfuzz run --strategy` has it (all). */
    int time_any;         /* Sleeps and deadlines may end at any point (they do not). */
    unsigned spurious;    /* So many waits are ended by nobody (0). */
    int loud;             /* What the body writes is seen (it is not). */
};

struct uk_failure {
    unsigned schedule; /* Its number. */
    char tag[16];      /* "ASSERT", "LOCK", "RACE" and so on. */
    char message[512];
};

/* Calls `body(aux)` under one schedule after another, each in a child process that begins where we
 * are now, so nothing of what it does is left behind. For a test case of cmocka, GoogleTest and the
 * like, in a program that is built with `ukeyfuzz cc`. Returns 0 if no schedule fails, 1 if one
 * does, which `*failure` describes if it is not NULL, and -1 if no process can be made. The body
 * says what must be true by assert() or uk_check(); it does not leave by longjmp() or an exception,
 * as assertions of frameworks do. Under `ukeyfuzz run` the body is called once, as part of what
 * is explored. */
int uk_run(const struct uk_options *, void (*body)(void *aux), void *aux, struct uk_failure *);

/* The rest is made of these. */
struct uk_thread {
    void (*body)(unsigned number, void *aux);
    void *aux;
    unsigned number;
    pthread_t id;
};

static inline void *uk_thread_main(void *thread)
{
    struct uk_thread *t = (struct uk_thread *)thread;

    t->body(t->number, t->aux);
    return NULL;
}

enum { UK_THREADS_MAX = 16 };

/* Runs `n` threads, UK_THREADS_MAX at most, and returns when all have ended: each calls
 * `body(number, aux)` with a number from 0. */
static inline void uk_threads(unsigned n, void (*body)(unsigned number, void *aux), void *aux)
{
    struct uk_thread threads[UK_THREADS_MAX];

    uk_check(n <= UK_THREADS_MAX);
    for (unsigned i = 0; i < n; i++) {
        threads[i].body = body;
        threads[i].aux = aux;
        threads[i].number = i;
        uk_check(pthread_create(&threads[i].id, NULL, uk_thread_main, &threads[i]) == 0);
    }
    for (unsigned i = 0; i < n; i++) {
        uk_check(pthread_join(threads[i].id, NULL) == 0);
    }
}

struct uk_test {
    const char *name;
    void (*body)(void);
    struct uk_test *next;
};

/* In the order of their definition; one list for all files of the program. */
extern struct uk_test *uk_first_test;
struct uk_test *uk_first_test __attribute__((weak));

static inline void uk_add_test(struct uk_test *test)
{
    struct uk_test **end = &uk_first_test;

    while (*end) {
        end = &(*end)->next;
    }
    *end = test;
}

/* Defines a test; its body follows. */
#define UK_TEST(test_name)                                                    \
    static void uk_test_##test_name(void);                                    \
    __attribute__((constructor)) static void uk_add_##test_name(void)         \
    {                                                                         \
        static struct uk_test test = {#test_name, uk_test_##test_name, NULL}; \
        uk_add_test(&test);                                                   \
    }                                                                         \
    static void uk_test_##test_name(void)

static inline int uk_main(int argc, char **argv)
{
    int n_run = 0;

    for (struct uk_test *t = uk_first_test; t; t = t->next) {
        if (argc < 2 || !strcmp(argv[1], t->name)) {
            t->body();
            n_run++;
        }
    }
    if (n_run == 0) {
        fprintf(stderr, "%s: there is no such test; the tests are:", argc < 2 ? "" : argv[1]);
        for (struct uk_test *t = uk_first_test; t; t = t->next) {
            fprintf(stderr, " %s", t->name);
        }
        fprintf(stderr, "\n");
    }
    return n_run ? 0 : 2;
}

/* Once in a program: a main() that runs its tests. */
#define UK_MAIN                     \
    int main(int argc, char **argv) \
    {                               \
        return uk_main(argc, argv); \
    }

/* Once in a program: a main() that executes what follows with data from a fuzzer. Built with
 * `ukeyfuzz cc -fsanitize=fuzzer` the program is one of libFuzzer's, whose inputs are data and
 * schedule together. Built without, its argument is such an input, of which it takes the data, and
 * `ukeyfuzz run` looks for the schedule. */
#define UK_FUZZ(data, size)                                               \
    static void uk_fuzz_body(const unsigned char *data, size_t size);     \
    int main(int argc, char **argv)                                       \
    {                                                                     \
        size_t n_bytes = 0;                                               \
        const unsigned char *bytes = uk_fuzz_input(argc, argv, &n_bytes); \
        uk_fuzz_body(bytes, n_bytes);                                     \
        return 0;                                                         \
    }                                                                     \
    static void uk_fuzz_body(const unsigned char *data, size_t size)
const unsigned char *uk_fuzz_input(int argc, char **argv, size_t *size);

#ifdef __cplusplus
}
#endif

#endif /* ukeyfuzz.h */
