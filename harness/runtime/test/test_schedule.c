/* Executions as such: determinism, recording and replay, strategies, budget, and what an abandoned
 * execution leaves behind. */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_int counter;

static void *work(void *unused)
{
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&mutex);
        atomic_fetch_add(&counter, 1);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void run_three(void *unused)
{
    pthread_t threads[3];

    atomic_init(&counter, 0);
    for (unsigned i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
    for (unsigned i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    EXPECT(atomic_load(&counter) == 9);
}

/* One input, one execution: on every build and machine. Who changes what is logged, or when,
 * changes this number; who does not mean to must not. */
static void golden(void)
{
    struct runtime_outcome outcome = execute_random(run_three, 42, 2);

    assert_clean("golden", outcome);
    CHECK(outcome.log_hash == UINT64_C(0xcd91522d198330d6), "0x%016llx",
          (unsigned long long)outcome.log_hash);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Twice the same seed, twice the same; and many seeds, many schedules. */
static void seeds(void)
{
    enum { SEEDS = 1000 };
    static uint64_t hashes[SEEDS];
    unsigned n_distinct = 1;

    for (unsigned i = 0; i < SEEDS; i++) {
        struct runtime_outcome outcome = execute_random(run_three, i, 1);

        assert_clean("seeds", outcome);
        CHECK(outcome.n_points > 30 && outcome.n_switches > 3);
        assert_replay("seeds", run_three, outcome, 1);
        CHECK(execute_random(run_three, i, 1).log_hash == outcome.log_hash);
        hashes[i] = outcome.log_hash;
    }
    qsort(hashes, SEEDS, sizeof hashes[0], compare);
    for (unsigned i = 1; i < SEEDS; i++) {
        n_distinct += hashes[i] != hashes[i - 1];
    }
    printf("distinct schedules: %u of %u\n", n_distinct, SEEDS);
    CHECK(n_distinct > SEEDS * 9 / 10);
}

/* A strategy starts again with each execution. */
static void begins_again(void)
{
    static struct strategy_random random;
    uint64_t hash;

    strategy_random_init(&random, 7, 2);
    hash = execute(run_three, &random.strategy).log_hash;
    CHECK(execute(run_three, &random.strategy).log_hash == hash);
}

/* The default rule needs no preemption; bytes that are zero follow it. */
static void default_rule(void)
{
    static const uint8_t zeros[64];
    static struct strategy_bytes bytes;
    struct runtime_outcome rule = execute_default(run_three), outcome;

    assert_clean("default_rule", rule);
    CHECK(rule.n_preemptions == 0);
    strategy_bytes_init(&bytes, zeros, sizeof zeros);
    outcome = execute(run_three, &bytes.strategy);
    CHECK(outcome.log_hash == rule.log_hash && outcome.n_preemptions == 0);
    strategy_bytes_init(&bytes, NULL, 0);
    outcome = execute(run_three, &bytes.strategy);
    CHECK(outcome.log_hash == rule.log_hash);
}

/* Any bytes are a schedule, which replays. */
static void any_bytes(void)
{
    static uint8_t data[100];
    static struct strategy_bytes bytes;
    unsigned n_preempted = 0;
    uint32_t random = 1;

    for (unsigned i = 0; i < 200; i++) {
        struct runtime_outcome outcome;

        for (size_t j = 0; j < sizeof data; j++) {
            random = random * 1664525 + 1013904223;
            data[j] = (uint8_t)(random >> (i % 2 ? 24 : 29));
        }
        strategy_bytes_init(&bytes, data, sizeof data);
        outcome = execute(run_three, &bytes.strategy);
        assert_clean("any_bytes", outcome);
        n_preempted += outcome.n_preemptions > 0;
        assert_replay("any_bytes", run_three, outcome, 1);
    }
    CHECK(n_preempted > 150);
}

/* Entries that do not apply are skipped, and those behind them are not. */
static void odd_entries(void)
{
    static const struct preemption list[] = {
        {.actor = 2, .target = 9, .point = 2}, /* Cannot run. */
        {.actor = 3, .target = 2, .point = 5}, /* Not sorted. */
        {.actor = 2, .target = 3, .point = 4},
        {.actor = 200, .target = 2, .point = 1}, /* No such actor. */
        {.actor = 4, .target = 250, .point = 3}, /* No such target. */
        {.actor = 2, .target = 4, .point = 9999},
    };
    static struct strategy_replay replay;
    struct runtime_outcome outcome;
    const struct preemption *recorded;

    strategy_replay_init(&replay, list, sizeof list / sizeof list[0]);
    outcome = execute(run_three, &replay.strategy);
    assert_clean("odd_entries", outcome);
    CHECK(runtime_recorded_preemptions(&recorded) == 2 && outcome.n_preemptions == 2);
    CHECK(recorded[0].actor == 2 && recorded[0].target == 3 && recorded[0].point == 4);
    CHECK(recorded[1].actor == 3 && recorded[1].target == 2 && recorded[1].point == 5);
}

static void spin_for_ever(void *unused)
{
    for (;;) {
        sched_yield();
    }
}

static void lock_and_spin(void *unused)
{
    pthread_mutex_lock(&mutex);
    spin_for_ever(NULL);
}

static void *spin(void *unused)
{
    lock_and_spin(NULL);
    return NULL;
}

static void abandons_many(void *unused)
{
    pthread_t threads[5];

    for (unsigned i = 0; i < 5; i++) {
        pthread_create(&threads[i], NULL, spin, NULL);
    }
    lock_and_spin(NULL);
}

static void abandons_in_harness(void *unused)
{
    runtime_harness_begin();
    runtime_harness_begin();
    runtime_violation("EXPECT", "inside");
}

/* After each kind of abandoned execution, the next one is as if nothing had been. */
static void abandoned(void)
{
    uint64_t hash = execute_default(run_three).log_hash;

    for (int i = 0; i < 20; i++) {
        ASSERT_VIOLATION(spin_for_ever, "PROG/livelock; main yields");
        ASSERT_VIOLATION(abandons_many,
                         "PROG/livelock; main yields; thread-2 waits for mutex 1 held by main");
        ASSERT_VIOLATION(abandons_in_harness, "EXPECT");
        CHECK(execute_default(run_three).log_hash == hash);
    }
}

/* Observing. */
static unsigned n_seen;

static void see(void *aux, const struct event *event)
{
    runtime_harness_begin();
    CHECK(aux == &n_seen);
    CHECK(event->actor < RUNTIME_MAX_ACTORS);
    n_seen++;
    runtime_harness_end();
}

static void see_and_object(void *aux, const struct event *event)
{
    if (event->kind == EVENT_MUTEX_UNLOCK) {
        runtime_violation("SEEN", "an unlock by %s", actor_name(event->actor));
    }
}

static void observed(void)
{
    static struct strategy_replay rule;
    static const uint64_t unlocks[EVENT_KINDS / 64] = {UINT64_C(1) << EVENT_MUTEX_UNLOCK};
    struct runtime_options options = {.strategy = &rule.strategy, .step_budget = 1000};
    struct runtime_outcome outcome;
    uint64_t hash = execute_default(run_three).log_hash;
    size_t n_unlocks;

    strategy_replay_init(&rule, NULL, 0);
    options.on_event = see;
    options.aux = &n_seen;
    runtime_execute(&options, run_three, NULL, &outcome);
    CHECK(outcome.log_hash == hash && n_seen == event_log_length() && !event_log_truncated());
    for (size_t i = 0; i < event_log_length(); i++) {
        CHECK(event_log_at(i)->kind != EVENT_NONE && event_log_at(i)->kind < EVENT_CLIENT);
    }
    options.event_kinds = unlocks;
    n_unlocks = n_seen = 0;
    runtime_execute(&options, run_three, NULL, &outcome);
    for (size_t i = 0; i < event_log_length(); i++) {
        n_unlocks += event_log_at(i)->kind == EVENT_MUTEX_UNLOCK;
    }
    CHECK(outcome.log_hash == hash && n_seen == n_unlocks && n_unlocks > 0);
    options.event_kinds = NULL;
    options.on_event = see_and_object;
    runtime_execute(&options, run_three, NULL, &outcome);
    assert_violation("observed", outcome, "SEEN by thread-2");
}

/* What no longer fits the log is hashed all the same. */
static int last;

static void log_much(void *unused)
{
    for (unsigned i = 0; i < 70000; i++) {
        event_log_append(EVENT_CLIENT, i == 69999 ? (uint64_t)last : i, 0, 0, 0);
    }
}

static void truncated(void)
{
    uint64_t hash;

    last = 1;
    hash = execute_default(log_much).log_hash;
    CHECK(event_log_truncated() && event_log_length() == 65536);
    last = 2;
    CHECK(execute_default(log_much).log_hash != hash);
}

static void print_and_read(const char *expected)
{
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    for (size_t i = 0; i < event_log_length(); i++) {
        event_print(stream, i, event_log_at(i));
    }
    fclose(stream);
    if (!strstr(text, expected)) {
        fprintf(stderr, "'%s' is not in\n%s", expected, text);
        exit(1);
    }
    free(text);
}

static void schedules(void)
{
    golden();
    seeds();
    begins_again();
    default_rule();
    any_bytes();
    odd_entries();
    abandoned();
    observed();
    truncated();
    assert_clean("run_three", execute_default(run_three));
    print_and_read("thread-3             1  mutex-lock      #1\n");
    print_and_read("main                 1  create          thread-2\n");
    CHECK(!runtime_is_running());
}

int main(void)
{
    const struct test_case cases[] = {CASE(schedules)};

    return RUN_CASES(cases);
}
