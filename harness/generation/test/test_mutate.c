/*
 * Mutants are legal, depend on the seed alone, differ from what they came from, and aim where
 * actors have met.
 */
#include <inttypes.h>
#include <string.h>

#include "generation/mutate.h"
#include "generation/seeds.h"
#include "scenario/test/expect.h"

enum { ROUNDS = 20000 };
/* Of all mutants that the seeds 0 to ROUNDS - 1 make of the base. */
static const uint64_t SAME_EVERYWHERE = UINT64_C(0x53310264641da098);

static struct scenario base, s, t;
static uint8_t before[SCENARIO_MAX_SIZE], after[SCENARIO_MAX_SIZE], again[SCENARIO_MAX_SIZE];

static size_t no_fallback(uint8_t *data, size_t size, size_t max)
{
    if (size < max) {
        data[size++] = 7;
    }
    return size;
}

static void build_base(void)
{
    memset(&base, 0, sizeof base);
    seed_at(seed_count() - 1)->build(&base);
    base.n_packet_threads = 2;
    scenario_packet(&base, 1, OP_PACKET, 0, 0, 0);
}

static void test_depends_on_seed_alone(void)
{
    unsigned n_same = 0;
    uint64_t hash = 0;

    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        size_t size = scenario_encode(&base, before, sizeof before), size1, size2;

        memcpy(after, before, size);
        size1 = scenario_mutate_bytes(after, size, sizeof after, seed, no_fallback);
        memcpy(again, before, size);
        size2 = scenario_mutate_bytes(again, size, sizeof again, seed, no_fallback);
        CHECK(size1 == size2 && !memcmp(after, again, size1), "seed %u gives two mutants", seed);
        n_same += size1 == size && !memcmp(after, before, size);
        hash = hash_more(hash, after, size1);
    }
    CHECK(hash == SAME_EVERYWHERE, "another compiler's mutants: %" PRIx64, hash);
    CHECK(n_same < ROUNDS / 10, "%u of %d mutants are what they were", n_same, ROUNDS);
}

/* Mutants of mutants, far from where they began, stay legal and within bounds. */
static void test_long_chains_are_legal(void)
{
    size_t size = scenario_encode(&base, after, sizeof after);

    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        static const size_t limits[] = {30, 100, 1000, SCENARIO_MAX_SIZE};
        size_t max = limits[seed % 4], checked;

        size = scenario_mutate_bytes(after, size < max ? size : max, max, seed, no_fallback);
        CHECK(size > 0 && size <= max, "%zu bytes of %zu", size, max);
        memset(&s, 0, sizeof s);
        scenario_decode(&s, after, size);
        checked = scenario_encode(&s, again, sizeof again);
        memset(&t, 0, sizeof t);
        scenario_decode(&t, again, checked);
        CHECK(!memcmp(&s, &t, sizeof s), "seed %u: not a legal scenario", seed);
    }
}

static unsigned n_operations(const struct scenario *of)
{
    return (unsigned)of->main.n + of->packet[0].n + of->packet[1].n;
}

/* Each sort of change happens. */
static void test_changes_everything(void)
{
    unsigned longer = 0, shorter = 0, strategy = 0, interleaving = 0, configuration = 0;

    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        s = base;
        scenario_mutate(&s, NULL, seed);
        longer += n_operations(&s) > n_operations(&base);
        shorter += n_operations(&s) < n_operations(&base);
        strategy += s.strategy != base.strategy;
        interleaving += s.seed != base.seed || s.mean_gap != base.mean_gap;
        configuration += s.n_handlers != base.n_handlers || s.n_flows != base.n_flows ||
                         s.flow_limit != base.flow_limit || s.max_idle_ms != base.max_idle_ms;
    }
    CHECK(longer > ROUNDS / 50, "%u", longer);
    CHECK(shorter > ROUNDS / 50, "%u", shorter);
    CHECK(strategy > ROUNDS / 50, "%u", strategy);
    CHECK(interleaving > ROUNDS / 50, "%u", interleaving);
    CHECK(configuration > ROUNDS / 200, "%u", configuration);
}

static void test_aims_at_meetings(void)
{
    static struct profile profile;
    const struct meeting meeting = {.actor = 4, .other = 3, .point = 1000, .other_point = 500};
    unsigned n_added = 0, n_aimed = 0;

    profile_begin(&profile, 1);
    profile_meet(&profile, &meeting);
    profile.points[3] = profile.points[4] = 2000;
    base.strategy = STRATEGY_REPLAY;
    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        s = base;
        scenario_mutate(&s, &profile, seed);
        for (unsigned i = 0; i < s.n_preemptions; i++) {
            const struct preemption *p = &s.preemptions[i];

            n_added++;
            n_aimed += (p->actor == 4 && p->target == 3 && p->point > 990 && p->point < 1010) ||
                       (p->actor == 3 && p->target == 4 && p->point > 490 && p->point < 510);
        }
    }
    CHECK(n_added > ROUNDS / 20, "%u", n_added);
    CHECK(n_aimed > n_added / 2, "%u of %u", n_aimed, n_added);
}

/* Every strategy is drawn, with what it must know estimated from the last execution; and whatever
 * strategy decided that, its preemptions become the list to work on. */
static void test_draws_from_the_portfolio(void)
{
    static struct profile profile;
    unsigned n_drawn[SCENARIO_STRATEGIES] = {0}, n_frozen[SCENARIO_STRATEGIES] = {0};
    unsigned n_lengths[2] = {0}, n_points[2] = {0}, n_locks[2] = {0};

    profile_begin(&profile, 1);
    profile.points[0] = 300;
    profile.points[5] = 258;
    profile.operations[PENDING_LOCK][5] = 30;
    profile.n_preemptions = 900;
    for (unsigned i = 0; i < profile.n_preemptions; i++) {
        profile.preemptions[i] = (struct preemption){2, 5, i + 1};
    }
    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        unsigned before_it = seed % SCENARIO_STRATEGIES;

        s = base;
        s.strategy = (enum scenario_strategy)before_it;
        s.n_preemptions = 0;
        scenario_mutate(&s, &profile, seed);
        n_frozen[before_it] += s.strategy == STRATEGY_REPLAY && s.n_preemptions > 800;
        n_drawn[s.strategy] += s.strategy != before_it;
        if (s.strategy == before_it) {
            continue;
        }
        if (s.strategy == STRATEGY_PCT || s.strategy == STRATEGY_DELAY_BOUND) {
            n_lengths[s.length == 558]++;
        } else if (s.strategy == STRATEGY_SURW && s.interest == 0) {
            n_points[s.n_bytes == 12 && s.bytes[10] == 2 && s.bytes[11] == 1]++;
        } else if (s.strategy == STRATEGY_SURW && s.interest == 1 << PENDING_LOCK) {
            n_locks[s.n_bytes == 12 && s.bytes[0] == 0 && s.bytes[10] == 30]++;
        }
    }
    /* Nothing is known yet of an execution of what has been newly generated. */
    CHECK(n_lengths[1] > n_lengths[0], "%u of %u", n_lengths[1], n_lengths[0]);
    CHECK(n_points[1] > n_points[0], "%u, %u not", n_points[1], n_points[0]);
    CHECK(n_locks[1] > n_locks[0], "%u, %u not", n_locks[1], n_locks[0]);
    for (unsigned i = 0; i < SCENARIO_STRATEGIES; i++) {
        const char *name = scenario_strategy_name((enum scenario_strategy)i);

        CHECK(n_drawn[i] > ROUNDS / 500, "%s was drawn %u times", name, n_drawn[i]);
        CHECK(i == STRATEGY_REPLAY || n_frozen[i] > ROUNDS / 500, "%s was frozen %u times", name,
              n_frozen[i]);
    }
}

static void test_crossover_mixes(void)
{
    unsigned from_a = 0, from_b = 0;
    struct scenario *a = &s, *b = &t;
    static struct scenario out;

    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        size_t size_a, size_b, size1, size2;

        scenario_init(a);
        scenario_init(b);
        a->strategy = b->strategy = STRATEGY_REPLAY;
        for (unsigned i = 0; i < 4; i++) {
            scenario_main(a, OP_PURGE, 0, 0, 0);
            scenario_main(b, OP_FLUSH, 0, 0, 0);
            scenario_preempt(b, 1, i, 2);
        }
        size_a = scenario_encode(a, before, sizeof before);
        size_b = scenario_encode(b, after, sizeof after);
        size1 = scenario_cross_bytes(before, size_a, after, size_b, again, sizeof again, seed);
        scenario_decode(&out, again, size1);
        size2 = scenario_encode(&out, again, sizeof again);
        CHECK(size1 == size2, "a crossing is not canonical");
        for (unsigned i = 0; i < out.main.n; i++) {
            from_a += out.main.list[i].kind == OP_PURGE;
            from_b += out.main.list[i].kind == OP_FLUSH;
        }
        from_b += out.n_preemptions;
    }
    CHECK(from_a > ROUNDS && from_b > ROUNDS, "%u from one, %u from the other", from_a, from_b);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_depends_on_seed_alone),    CASE(test_long_chains_are_legal),
        CASE(test_changes_everything),       CASE(test_aims_at_meetings),
        CASE(test_draws_from_the_portfolio), CASE(test_crossover_mixes),
    };

    build_base();
    return RUN_CASES(cases);
}
