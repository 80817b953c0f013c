/*
 * Each pattern reaches what it is there to reach, on the correct cache and without a violation;
 * patterns together reach everything; and what is generated is legal, depends on the random alone, and
 * keeps what a pattern is put into.
 */
#include <inttypes.h>
#include <string.h>

#include "execution/execute.h"
#include "generation/generate.h"
#include "model/events.h"
#include "scenario/test/expect.h"

enum {
    RUNS_OF_A_PATTERN = 250,
    /* So often each thing must be reached. */
    LEAST = 4,
    RUNS_TOGETHER = 2500,
};

/* Of all that is made of the random 0 to RUNS_TOGETHER - 1. */
static const uint64_t SAME_EVERYWHERE = UINT64_C(0x412b00d41c316fdc);

static struct scenario s, again;
static struct scenario_result result;

static void execute(const char *what, unsigned run)
{
    const struct scenario_options options = {0};

    scenario_execute(&s, &options, &result);
    CHECK(!result.outcome.violated, "%s, run %u: %s: %s", what, run, result.outcome.invariant,
          result.outcome.message);
}

/* How often each thing was reached. */
struct reached {
    uint64_t counter[PATTERN_MAX_REACHES], event[PATTERN_MAX_REACHES];
};

static uint64_t events_of(unsigned kind)
{
    uint64_t n = 0;

    for (size_t i = 0; i < event_log_length(); i++) {
        n += event_log_at(i)->kind == kind;
    }
    return n;
}

static void reach(const struct pattern *pattern, struct reached *reached)
{
    memset(reached, 0, sizeof *reached);
    for (unsigned run = 0; run < RUNS_OF_A_PATTERN; run++) {
        struct random random = {run};

        scenario_generate_of(&s, pattern, &random);
        execute(pattern->name, run);
        for (unsigned i = 0; i < PATTERN_MAX_REACHES && pattern->reaches[i]; i++) {
            reached->counter[i] += scenario_counter(&result, pattern->reaches[i]);
        }
        for (unsigned i = 0; i < PATTERN_MAX_REACHES && pattern->happens[i]; i++) {
            reached->event[i] += events_of(pattern->happens[i]);
        }
    }
}

static void expect_more(const char *pattern, const char *what, uint64_t calm, uint64_t stormy)
{
    CHECK(stormy >= LEAST && 4 * stormy >= 5 * calm,
          "%s: %s %" PRIu64 " times, %" PRIu64 " without its storm", pattern, what, stormy, calm);
}

static void no_storm(struct scenario *part, unsigned flow, struct random *random) {}

/* It is the storm that reaches what the pattern is there for: the same worlds without it reach little
 * or nothing of that. */
static void test_pattern(const struct pattern *pattern)
{
    struct pattern calm_pattern = *pattern;
    struct reached calm, stormy;

    CHECK(pattern->reaches[0] || pattern->happens[0], "%s is there for nothing", pattern->name);
    calm_pattern.storm = no_storm;
    reach(&calm_pattern, &calm);
    reach(pattern, &stormy);
    for (unsigned i = 0; i < PATTERN_MAX_REACHES && pattern->reaches[i]; i++) {
        expect_more(pattern->name, pattern->reaches[i], calm.counter[i], stormy.counter[i]);
    }
    for (unsigned i = 0; i < PATTERN_MAX_REACHES && pattern->happens[i]; i++) {
        char what[16];

        snprintf(what, sizeof what, "event %u", pattern->happens[i]);
        expect_more(pattern->name, what, calm.event[i], stormy.event[i]);
    }
}

/* What only a look at the order of events can tell. */
struct order {
    unsigned n_waited;   /* Callbacks that ran after somebody else's quiescent state. */
    unsigned n_replaced; /* Ukeys replaced between two steps of somebody else's walk. */
    unsigned n_removed;  /* Ukeys removed between two steps of somebody else's walk. */
};

static void look_at_order(struct order *order)
{
    enum { MANY = 4096 };
    static bool called[MANY], passed[MANY];
    /* What each actor's walk has seen happen since its last step. */
    bool walks[RUNTIME_MAX_ACTORS] = {false}, replaced[RUNTIME_MAX_ACTORS] = {false};
    bool removed[RUNTIME_MAX_ACTORS] = {false};

    memset(called, 0, sizeof called);
    memset(passed, 0, sizeof passed);
    for (size_t i = 0; i < event_log_length(); i++) {
        const struct event *event = event_log_at(i);
        unsigned number = event->value[0] % MANY;

        switch (event->kind) {
        case EVENT_RCU_CALL:
            called[number] = true;
            break;
        case EVENT_RCU_QUIESCENT:
            for (unsigned j = 0; j < MANY; j++) {
                passed[j] = passed[j] || called[j];
            }
            break;
        case EVENT_RCU_CALLBACK:
            order->n_waited += called[number] && passed[number];
            called[number] = passed[number] = false;
            break;
        case EVENT_LFHT_REPLACE:
        case EVENT_LFHT_DEL:
            for (unsigned j = 0; j < RUNTIME_MAX_ACTORS; j++) {
                if (walks[j] && j != event->actor) {
                    *(event->kind == EVENT_LFHT_DEL ? &removed[j] : &replaced[j]) = true;
                }
            }
            break;
        case EVENT_LFHT_NEXT:
            order->n_replaced += replaced[event->actor];
            order->n_removed += removed[event->actor];
            replaced[event->actor] = removed[event->actor] = false;
            walks[event->actor] = true;
            break;
        default:
            break;
        }
    }
}

/* Two keys under one ufid do not exist here; and a ukey whose modify failed is as good as always
 * gone before the next dump. */
static bool is_rare(const char *counter)
{
    return !strcmp(counter, "upcall_ukey_conflict") || !strcmp(counter, "dumped_inconsistent_flow");
}

static void test_together(void)
{
    static uint64_t sums[SCENARIO_MAX_COUNTERS];
    struct order order = {0};
    unsigned n_settled = 0;

    for (unsigned run = 0; run < RUNS_TOGETHER; run++) {
        struct random random = {run};

        scenario_generate(&s, &random);
        execute("patterns together", run);
        for (size_t i = 0; i < result.n_counters; i++) {
            sums[i] += result.counters[i].value;
        }
        n_settled += result.settled;
        look_at_order(&order);
    }
    for (size_t i = 0; i < result.n_counters; i++) {
        CHECK(sums[i] > 0 || is_rare(result.counters[i].name), "%s never moved",
              result.counters[i].name);
    }
    CHECK(n_settled > RUNS_TOGETHER / 2, "%u of %d runs settled", n_settled, RUNS_TOGETHER);
    CHECK(order.n_waited >= LEAST, "%u grace periods had to wait", order.n_waited);
    CHECK(order.n_replaced >= LEAST, "%u ukeys replaced during a walk", order.n_replaced);
    CHECK(order.n_removed >= LEAST, "%u ukeys removed during a walk", order.n_removed);
}

static bool same(const struct scenario *a, const struct scenario *b)
{
    static uint8_t bytes_a[SCENARIO_MAX_SIZE], bytes_b[SCENARIO_MAX_SIZE];
    size_t n_a = scenario_encode(a, bytes_a, sizeof bytes_a);
    size_t n_b = scenario_encode(b, bytes_b, sizeof bytes_b);

    return n_a == n_b && !memcmp(bytes_a, bytes_b, n_a);
}

static void test_legal_and_determined(void)
{
    static uint8_t bytes[SCENARIO_MAX_SIZE];
    uint64_t hash = 0;

    for (unsigned run = 0; run < RUNS_TOGETHER; run++) {
        struct random random = {run}, other = {run};
        size_t size;

        scenario_generate(&s, &random);
        memset(&again, run & 1 ? 0 : 0xff, sizeof again);
        scenario_generate(&again, &other);
        CHECK(same(&s, &again), "run %u: two scenarios from the same random", run);
        size = scenario_encode(&s, bytes, sizeof bytes);
        scenario_decode(&again, bytes, size);
        CHECK(same(&s, &again), "run %u: not legal", run);
        scenario_graft(&s, &random);
        size = scenario_encode(&s, bytes, sizeof bytes);
        hash = hash_more(hash, bytes, size);
    }
    CHECK(hash == SAME_EVERYWHERE, "another compiler's scenarios: %" PRIx64, hash);
}

/* Whether all of `part` is in `whole`, in its order. */
static bool holds(const struct operations *whole, const struct operations *part)
{
    unsigned n = 0;

    for (unsigned i = 0; i < whole->n && n < part->n; i++) {
        n += !memcmp(&whole->list[i], &part->list[n], sizeof part->list[n]);
    }
    return n == part->n;
}

static void test_graft_keeps(void)
{
    unsigned n_grown = 0;

    for (unsigned run = 0; run < RUNS_TOGETHER; run++) {
        struct random random = {run};

        scenario_generate(&s, &random);
        again = s;
        for (unsigned i = 0; i <= run % 10; i++) {
            scenario_graft(&again, &random);
        }
        CHECK(holds(&again.main, &s.main) && holds(&again.packet[0], &s.packet[0]) &&
                  holds(&again.packet[1], &s.packet[1]),
              "run %u: an operation was lost", run);
        CHECK(again.main.n <= SCENARIO_MAX_MAIN_OPERATIONS &&
                  again.packet[0].n <= SCENARIO_MAX_PACKET_OPERATIONS &&
                  again.packet[1].n <= SCENARIO_MAX_PACKET_OPERATIONS,
              "run %u: too many operations", run);
        n_grown += again.main.n > s.main.n;
    }
    CHECK(n_grown > RUNS_TOGETHER / 2, "%u of %d grafts took", n_grown, RUNS_TOGETHER);
}

static void all_patterns(void)
{
    model_events_name();
    for (unsigned i = 0; i < pattern_count(); i++) {
        test_pattern(pattern_at(i));
    }
    test_together();
    test_legal_and_determined();
    test_graft_keeps();
}

int main(void)
{
    const struct test_case cases[] = {CASE(all_patterns)};

    return RUN_CASES(cases);
}
