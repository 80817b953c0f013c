/*
 * What ThreadSanitizer must not take for a race: what our own threads hand to each other in an
 * order that it does not see, as its functions for malloc(), free() and the like are called from
 * everywhere. Nothing that it knows orders the two threads of a play; in other builds there is
 * little that can fail.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "test/check.h"
#include "play.h"

static _Atomic unsigned step;

static void wait_for_step(unsigned n)
{
    while (atomic_load(&step) < n) {
        sched_yield();
    }
}

static pthread_t create(void *(*start)(void *))
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, start, NULL)) {
        abort();
    }
    return thread;
}

static void *vanish_there(void *aux)
{
    thread_begin("other");
    play_vanish();
    atomic_store(&step, 1);
    wait_for_step(2);
    return NULL;
}

/* One thread puts a past instance aside, another forgets it. */
static void past_instance(void)
{
    pthread_t thread;

    play_install();
    play_hit(N_HITS);
    thread = create(vanish_there);
    wait_for_step(1);
    play_declare(LOST_VANISHED);
    play_quiescence();
    atomic_store(&step, 2);
    pthread_join(thread, NULL);
}

static const struct stress_thread *places[2];

static void *begin(void *aux)
{
    thread_begin("first");
    places[0] = thread_self();
    return NULL;
}

static void *begin_later(void *aux)
{
    wait_for_step(1);
    thread_begin("second");
    places[1] = thread_self();
    return NULL;
}

/* A thread has the place, and the name, of one that has ended. */
static void place(void)
{
    pthread_t second = create(begin_later);

    pthread_join(create(begin), NULL);
    atomic_store(&step, 1);
    pthread_join(second, NULL);
    if (places[0] != places[1]) {
        abort();
    }
}

static const struct play plays[] = {
    {"past_instance", past_instance, ""},
    {"place", place, ""},
};

static void test_plays(void)
{
    play_all(plays, sizeof plays / sizeof plays[0]);
}

int main(void)
{
    const struct test_case tests[] = {CASE(test_plays)};

    return RUN_CASES(tests);
}
