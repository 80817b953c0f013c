/* The life of threads: creation, join, detach, exit, names, slots, thread-specific data. */
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static pthread_t thread;
static pthread_key_t key;
static char trace[16];
static atomic_size_t n_trace;

static void *give_back(void *value)
{
    return value;
}

static void *exit_with(void *value)
{
    pthread_exit(value);
}

static void *sleep_a_second(void *unused)
{
    sleep(1);
    return NULL;
}

static void joins(void *unused)
{
    void *result = NULL;
    struct timespec when;

    EXPECT(!pthread_create(&thread, NULL, give_back, &thread));
    EXPECT(!pthread_join(thread, &result) && result == &thread);
    EXPECT(!pthread_create(&thread, NULL, exit_with, &result));
    EXPECT(!pthread_join(thread, &result) && result == &result);
    EXPECT(!pthread_create(&thread, NULL, sleep_a_second, NULL));
    EXPECT(pthread_tryjoin_np(thread, NULL) == EBUSY);
    clock_gettime(CLOCK_MONOTONIC, &when);
    EXPECT(pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &when) == ETIMEDOUT);
    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_sec += 2;
    EXPECT(!pthread_timedjoin_np(thread, NULL, &when));
    EXPECT(runtime_now_ns() == UINT64_C(1000000000));
    EXPECT(pthread_join(pthread_self(), NULL) == EDEADLK);
}

static void *check_self(void *unused)
{
    EXPECT(pthread_equal(pthread_self(), thread));
    EXPECT(actor_self() == 2);
    return NULL;
}

static void knows_itself(void *unused)
{
    EXPECT(!pthread_create(&thread, NULL, check_self, NULL));
    EXPECT(!pthread_equal(pthread_self(), thread));
    pthread_join(thread, NULL);
}

static void *wait_for_sleep(void *unused)
{
    sleep(1);
    return NULL;
}

static void reuses_slots(void *unused)
{
    pthread_t threads[3];
    uint32_t points;

    for (unsigned i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, wait_for_sleep, NULL);
    }
    sleep(2);
    points = actor_points(3);
    EXPECT(points > 0);
    pthread_join(threads[1], NULL);
    pthread_create(&threads[1], NULL, wait_for_sleep, NULL);
    /* The lowest free slot again, whose points go on. */
    EXPECT(runtime_others_blocked() == false);
    sleep(2);
    EXPECT(actor_points(3) > points && actor_points(5) == 0);
    for (unsigned i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void runs_out_of_slots(void *unused)
{
    pthread_t threads[RUNTIME_MAX_ACTORS];
    unsigned n = 0;

    while (n < RUNTIME_MAX_ACTORS && !pthread_create(&threads[n], NULL, give_back, NULL)) {
        n++;
    }
    EXPECT(n == RUNTIME_MAX_ACTORS - 2);
    for (unsigned i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void detaches(void *unused)
{
    pthread_attr_t attr;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (unsigned i = 0; i < 2 * RUNTIME_MAX_ACTORS; i++) {
        EXPECT(!pthread_create(&thread, &attr, i % 2 ? give_back : exit_with, NULL));
        sched_yield();
    }
    EXPECT(!pthread_create(&thread, NULL, give_back, NULL));
    EXPECT(!pthread_detach(thread));
    EXPECT(!pthread_create(&thread, NULL, give_back, NULL));
    sched_yield();
    EXPECT(!pthread_detach(thread));
    sched_yield();
    EXPECT(runtime_others_blocked());
    pthread_attr_destroy(&attr);
}

static void names(void *unused)
{
    char name[16];

    EXPECT(!pthread_create(&thread, NULL, give_back, NULL));
    EXPECT(!pthread_getname_np(thread, name, sizeof name) && !strcmp(name, "thread-2"));
    EXPECT(!pthread_setname_np(thread, "handler-0"));
    EXPECT(!strcmp(actor_name(2), "handler-0"));
    EXPECT(!pthread_getname_np(thread, name, sizeof name) && !strcmp(name, "handler-0"));
    EXPECT(pthread_setname_np(thread, "a name that is too long") == ERANGE);
    EXPECT(pthread_getname_np(thread, name, 3) == ERANGE);
    EXPECT(!strcmp(actor_name(ACTOR_MAIN), "main") && !strcmp(actor_name(1), "call_rcu"));
    pthread_join(thread, NULL);
    EXPECT(pthread_setname_np(thread, "gone") == ESRCH);
}

static void leave_trace(void *mark)
{
    trace[n_trace++] = *(char *)mark;
}

static void *use_key(void *mark)
{
    EXPECT(!pthread_getspecific(key));
    EXPECT(!pthread_setspecific(key, mark));
    sched_yield();
    EXPECT(pthread_getspecific(key) == mark);
    return NULL;
}

static void keys(void *unused)
{
    static char marks[] = "ab";
    pthread_t other;

    n_trace = 0;
    EXPECT(!pthread_key_create(&key, leave_trace));
    pthread_create(&thread, NULL, use_key, &marks[0]);
    pthread_create(&other, NULL, use_key, &marks[1]);
    pthread_join(thread, NULL);
    pthread_join(other, NULL);
    EXPECT(n_trace == 2 && trace[0] == 'a' && trace[1] == 'b');
    EXPECT(!pthread_getspecific(key));
    EXPECT(!pthread_key_delete(key) && pthread_key_delete(key) == EINVAL);
    EXPECT(pthread_setspecific(key, marks) == EINVAL);
}

static void *push_cleanups(void *unused)
{
    static char marks[] = "abc";

    pthread_cleanup_push(leave_trace, &marks[0]);
    pthread_cleanup_push(leave_trace, &marks[1]);
    pthread_cleanup_push(leave_trace, &marks[2]);
    pthread_cleanup_pop(0);
    pthread_exit(NULL);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void cleans_up(void *unused)
{
    n_trace = 0;
    pthread_create(&thread, NULL, push_cleanups, NULL);
    pthread_join(thread, NULL);
    EXPECT(n_trace == 2 && trace[0] == 'b' && trace[1] == 'a');
}

static void joins_twice(void *unused)
{
    pthread_create(&thread, NULL, give_back, NULL);
    pthread_join(thread, NULL);
    pthread_join(thread, NULL);
}

static void joins_detached(void *unused)
{
    pthread_create(&thread, NULL, sleep_a_second, NULL);
    pthread_detach(thread);
    pthread_join(thread, NULL);
}

static void set_mark(void *mark)
{
    *(char *)mark = 'x';
}

static void spawns(void *unused)
{
    char mark = 0;
    unsigned actor = actor_spawn("spawned", set_mark, &mark);

    EXPECT(!strcmp(actor_name(actor), "spawned"));
    actor_join(actor);
    EXPECT(mark == 'x');
}

static void *round_up(void *unused)
{
    EXPECT(fegetround() == FE_TONEAREST);
    fesetround(FE_UPWARD);
    sched_yield();
    EXPECT(fegetround() == FE_UPWARD);
    return NULL;
}

/* Twice in one slot: the second thread does not round as the first did. */
static void rounds_alone(void *unused)
{
    for (unsigned i = 0; i < 2; i++) {
        EXPECT(!pthread_create(&thread, NULL, round_up, NULL));
        sched_yield();
        EXPECT(fegetround() == FE_TONEAREST);
        EXPECT(!pthread_join(thread, NULL));
        EXPECT(fegetround() == FE_TONEAREST);
    }
}

static void the_next_execution_rounds_as_the_first(void)
{
    ASSERT_CLEAN(rounds_alone);
    ASSERT_CLEAN(rounds_alone);
}

/* Threads that ended in the middle of something are used by the next executions. */
static void what_was_cut_off_can_be_used_again(void)
{
    ASSERT_CLEAN(cleans_up);
    ASSERT_VIOLATION(joins_twice, "THREAD/no-such-thread by main in join");
    ASSERT_VIOLATION(joins_detached, "THREAD/joins-detached by main joins thread-2 actor 2");
    ASSERT_CLEAN(cleans_up);
    ASSERT_CLEAN(joins);
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(joins),
        CLEAN(knows_itself),
        CLEAN(reuses_slots),
        CLEAN(runs_out_of_slots),
        CLEAN(detaches),
        CLEAN(names),
        CLEAN(keys),
        CLEAN(cleans_up),
        CLEAN(spawns),
        CASE(the_next_execution_rounds_as_the_first),
        VIOLATION(joins_twice, "THREAD/no-such-thread by main in join"),
        VIOLATION(joins_detached, "THREAD/joins-detached by main joins thread-2 actor 2"),
        CASE(what_was_cut_off_can_be_used_again),
    };

    return RUN_CASES(cases);
}
