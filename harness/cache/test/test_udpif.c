/* The adapter for src/: the cache lives a short life without threads, in a model's world, and says
 * what it does in the harness's terms. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/model.h"
#include "oracle/oracle.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"
#include "runtime/test/expect.h"

enum { NONE = CACHE_PMD_NULL, HANDLER = 0 };

static const struct cache_under_test *cache;
static struct cache_entry entry;
static unsigned n_entries;

static void see(void *aux, const struct cache_entry *seen)
{
    entry = *seen;
    n_entries++;
}

static uint64_t counter(const char *name)
{
    struct cache_counter counters[64];
    size_t n = cache->counters(counters, 64);

    for (size_t i = 0; i < n; i++) {
        if (!strcmp(counters[i].name, name)) {
            return counters[i].value;
        }
    }
    runtime_violation("EXPECT", "no counter is named %s", name);
}

/* Flow 3, missed, installed, hit, credited, with full or terse dumps. */
static void install_and_credit(void)
{
    EXPECT(model_packet(cache, 3, NONE, HANDLER) == ARRIVAL_QUEUED);
    EXPECT(cache->handle_batch(HANDLER) == 1);
    EXPECT(model_live(3, NONE)->actions == model_rule_actions(3));
    EXPECT(model_live(3, NONE)->mask == model_rule_mask(3));
    EXPECT(model_packet(cache, 3, NONE, HANDLER) == ARRIVAL_HIT);
    cache->round();
    n_entries = 0;
    cache->for_each(see, NULL);
    EXPECT(n_entries == 1 && entry.flow == 3 && entry.pmd == NONE);
    EXPECT(entry.state == STATE_OPERATIONAL && entry.actions == model_rule_actions(3));
    EXPECT(entry.credited.n_packets == 1 && entry.credited.n_bytes == model_packet_bytes(2));
    EXPECT(cache->n_flows() == 1 && cache->n_rounds() == 1);
    EXPECT(counter("upcall_install_fresh") == 1 && counter("dumped_new_flow") == 1);
}

static void packet_thread(void)
{
    EXPECT(model_packet(cache, 2, 1, HANDLER) == ARRIVAL_ADDED);
    EXPECT(model_packet(cache, 2, 1, HANDLER) == ARRIVAL_HIT);
    EXPECT(model_live(2, 1)->actions == model_rule_actions(2));
    cache->round(); /* It has a quiescent state, so the packet thread can be done adding. */
    cache->round();
    n_entries = 0;
    cache->for_each(see, NULL);
    EXPECT(n_entries == 1 && entry.flow == 2 && entry.pmd == 1 && entry.credited.n_packets == 1);
}

/* A terse dump does not show it; the cache asks, and makes it right. */
static void foreign_flow(void)
{
    EXPECT(model_install_foreign(5, NONE, true, false));
    cache->round();
    EXPECT(model_live(5, NONE)->actions == model_rule_actions(5));
    EXPECT(counter("ukey_adopted") == 1);
    EXPECT(model_install_foreign(6, NONE, false, true));
    cache->round();
    EXPECT(!model_live(6, NONE) && counter("ukey_unadoptable") == 1);
}

static void changed_rules(void)
{
    install_and_credit();
    model_change_rules(3, RULE_FORWARD);
    cache->revalidate();
    cache->round();
    EXPECT(model_live(3, NONE)->actions == model_rule_actions(3));
    model_change_rules(3, RULE_FORWARD_NARROW);
    cache->revalidate();
    cache->round();
    EXPECT(!model_live(3, NONE));
    EXPECT(oracle_reached()->transitions[STATE_EVICTED][STATE_DELETED] == 1);
}

static void slow_path(void)
{
    model_change_rules(1, RULE_SLOW_PATH);
    EXPECT(model_packet(cache, 1, NONE, HANDLER) == ARRIVAL_QUEUED);
    EXPECT(cache->handle_batch(HANDLER) == 1);
    EXPECT(model_packet(cache, 1, NONE, HANDLER) == ARRIVAL_SENT_UP);
    EXPECT(cache->handle_batch(HANDLER) == 1);
    EXPECT(oracle_reached()->verdicts[VERDICT_NOT_CACHEABLE] == 1);
}

static void losses(void)
{
    install_and_credit();
    EXPECT(model_vanish(3, NONE));
    cache->round();
    EXPECT(oracle_reached()->losses[LOST_VANISHED] == 1);
    EXPECT(counter("udpif_declared_loss") == 1);
}

static void refusals(void)
{
    cache->let_in(0);
    EXPECT(model_packet(cache, 0, NONE, HANDLER) == ARRIVAL_REFUSED);
    EXPECT(model_packet(cache, 0, 0, HANDLER) == ARRIVAL_REFUSED);
    cache->let_in(1);
    EXPECT(cache->start(1, 0) == EINVAL && cache->start(0, 0) == 0);
}

static const struct {
    const char *name;
    void (*body)(void);
    bool full_dump;
} tests[] = {
    {"install and credit", install_and_credit, false},
    {"install and credit, full dump", install_and_credit, true},
    {"packet thread", packet_thread, false},
    {"packet thread, full dump", packet_thread, true},
    {"foreign flow", foreign_flow, false},
    {"foreign flow, full dump", foreign_flow, true},
    {"changed rules", changed_rules, false},
    {"slow path", slow_path, false},
    {"losses", losses, false},
    {"refusals", refusals, false},
};

static void execution(void *aux)
{
    size_t i = *(const size_t *)aux;
    const struct cache_settings settings = {.n_umaps = 2, .full_dump = tests[i].full_dump};

    model_begin(&(struct model_settings){.seed = 3, .dump_batch = 50});
    cache = oracle_watch(&udpif_under_test);
    cache->enter();
    EXPECT(!cache->create(&settings, &model_world));
    cache->let_in(1);
    tests[i].body();
    cache->round();
    cache->round();
    EXPECT(oracle_check_quiescent());
    cache->stop(true);
    EXPECT(!model_n_flows());
    cache->destroy();
    cache->leave();
    oracle_end();
}

static void run_test(const void *i_)
{
    static struct strategy_replay replay;
    const struct runtime_options options = {
        .strategy = &replay.strategy, .step_budget = 100000, .start_time_ns = UINT64_C(1000000000)};
    size_t i = *(const size_t *)i_;
    struct runtime_outcome outcome;

    strategy_replay_init(&replay, NULL, 0);
    runtime_execute(&options, execution, &i, &outcome);
    CHECK(!outcome.violated, "%s: %s", outcome.invariant, outcome.message);
}

int main(void)
{
    enum { N_TESTS = sizeof tests / sizeof *tests };
    struct test_case cases[N_TESTS];
    size_t numbers[N_TESTS];

    for (size_t i = 0; i < N_TESTS; i++) {
        numbers[i] = i;
        cases[i] = (struct test_case)CASE_OF(tests[i].name, run_test, &numbers[i]);
    }
    return RUN_CASES(cases);
}
