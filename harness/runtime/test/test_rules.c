/* Rules with switches: on, late and off; and what is worse wins. */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "check.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;

static void *backwards(void *unused)
{
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
    return NULL;
}

static void other_order(void *unused)
{
    pthread_t thread;

    pthread_create(&thread, NULL, backwards, NULL);
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    pthread_join(thread, NULL);
}

static int n_threads = 1;

static void other_order_and_worse(void *unused)
{
    other_order(NULL);
    EXPECT(n_threads == 0);
}

static void *keep(void *unused)
{
    pthread_mutex_lock(&a);
    return NULL;
}

static void held_at_end(void *unused)
{
    pthread_t thread;

    pthread_create(&thread, NULL, keep, NULL);
    pthread_join(thread, NULL);
}

static void held_for_ever(void *unused)
{
    held_at_end(NULL);
    pthread_mutex_lock(&a);
}

static void *rest(void *unused)
{
    sleep(1);
    return NULL;
}

static void joins_detached(void *unused)
{
    pthread_t thread;

    pthread_create(&thread, NULL, rest, NULL);
    pthread_detach(thread);
    EXPECT(pthread_join(thread, NULL) == EINVAL);
}

/* On, the execution ends at once; late, it ends as it would, and that is told; off, nothing is. */
static void check_rule(const char *name, program *body, enum runtime_rule rule, const char *what)
{
    struct runtime_outcome outcome = execute_default(body);
    uint32_t n_points = outcome.n_points;

    assert_violation(name, outcome, what);
    CHECK(!outcome.late);
    rules_late = 1U << rule;
    outcome = execute_default(body);
    assert_violation(name, outcome, what);
    CHECK(outcome.late && outcome.n_points > n_points);
    assert_replay(name, body, outcome, 3);
    rules_off = rules_late;
    assert_clean(name, execute_default(body));
    rules_off = ~rules_off; /* The others' switches do nothing. */
    rules_late = 0;
    assert_violation(name, execute_default(body), what);
    rules_off = 0;
}

static void each_rule_has_its_switch(void)
{
    check_rule("other_order", other_order, RULE_LOCK_ORDER,
               "LOCK/order; thread-2 took lock 1 holding lock 2; main took lock 2 holding lock 1");
    check_rule("held_at_end", held_at_end, RULE_HELD_AT_END, "LOCK/held-at-end by thread-2 lock 1");
    check_rule("joins_detached", joins_detached, RULE_JOINS_DETACHED,
               "THREAD/joins-detached by main joins thread-2 actor 2");
}

static void what_is_worse_wins(void)
{
    ASSERT_VIOLATION(
        other_order_and_worse,
        "LOCK/order; thread-2 took lock 1 holding lock 2; main took lock 2 holding lock 1");
    ASSERT_VIOLATION(held_for_ever, "LOCK/held-at-end by thread-2 lock 1");
    rules_late = UINT32_MAX;
    ASSERT_VIOLATION(other_order_and_worse, "EXPECT n_threads == 0");
    ASSERT_VIOLATION(held_for_ever, "LOCK/deadlock; main waits for mutex 1 held by nobody");
}

/* The deadlock itself, where the rule told that it could be. */
static void deadlock_beside_its_rule(void)
{
    unsigned deadlocks = 0, rules = 0;

    rules_late = UINT32_MAX;
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct runtime_outcome outcome = execute_random(other_order, seed, 1);

        rules += outcome.late;
        deadlocks += outcome.violated && !outcome.late;
    }
    CHECK(deadlocks > 0 && rules > 0);
}

int main(void)
{
    const struct test_case cases[] = {CASE(each_rule_has_its_switch), CASE(what_is_worse_wins),
                                      CASE(deadlock_beside_its_rule)};

    return RUN_CASES(cases);
}
