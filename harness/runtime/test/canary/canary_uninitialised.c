/*
 * Reads of what was never written, for Valgrind to report: with "stack", what a thread finds on its
 * stack, where an earlier execution's thread has written; with "heap", in memory that it has just
 * got. With "initialised" it writes first, which must be silent, whatever runs in between.
 */
#include <pthread.h>
#include <stdlib.h>

#include "runtime/test/check.h"

enum { SIZE = 512 };

static const char *what;
static bool writes;
static volatile unsigned seen;

static void look_at(const volatile char *bytes)
{
    for (unsigned i = 0; i < SIZE; i++) {
        if (bytes[i]) {
            seen++;
        }
    }
}

static void fill(volatile char *bytes)
{
    for (unsigned i = 0; i < SIZE; i++) {
        bytes[i] = (char)i;
        if (i % 128 == 0) {
            sched_yield();
        }
    }
}

static void *work(void *name)
{
    volatile char on_stack[SIZE];
    volatile char *bytes = strcmp(what, "heap") ? on_stack : malloc(SIZE);

    pthread_setname_np(pthread_self(), name);
    if (writes) {
        fill(bytes);
    }
    sched_yield();
    look_at(bytes);
    if (bytes != on_stack) {
        free((void *)(uintptr_t)bytes);
    }
    return NULL;
}

static void body(void *unused)
{
    pthread_t threads[2];

    pthread_create(&threads[0], NULL, work, (void *)"handler-0");
    pthread_create(&threads[1], NULL, work, (void *)"revalidator-1");
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

int main(int argc, char *argv[])
{
    what = argc > 1 ? argv[1] : "initialised";
    writes = true;
    for (unsigned seed = 1; seed <= 20; seed++) {
        assert_clean(what, execute_random(body, seed, 1 + seed % 4));
    }
    writes = !strcmp(what, "initialised");
    assert_clean(what, execute_random(body, 1, 1));
    return 0;
}
