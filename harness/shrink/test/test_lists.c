/*
 * The shrinker, held against predicates whose smallest scenario is known: operations, actors, flows
 * and settings.
 */
#include "check.h"
#include "generation/mutate.h"
#include "scenario/settings.h"
#include "support/random.h"

/* How often an operation is in a list, from an index on. */
static unsigned count_from(const struct operations *operations, unsigned first,
                           enum operation_kind kind)
{
    unsigned n = 0;

    for (unsigned i = first; i < operations->n; i++) {
        n += operations->list[i].kind == kind;
    }
    return n;
}

/* Any scenario, the larger the better. */
static void make_large(uint64_t seed)
{
    struct random random = {seed};

    scenario_init(&s);
    for (unsigned i = 0; i < 200; i++) {
        scenario_mutate(&s, NULL, random_next(&random));
    }
    s.main.n = s.main.n < 40 ? s.main.n : 40;
    s.packet[0].n = s.packet[0].n < 20 ? s.packet[0].n : 20;
    s.n_preemptions = s.n_preemptions < 20 ? s.n_preemptions : 20;
    s.n_packet_threads = SCENARIO_MAX_PACKET_THREADS;
    s.n_handlers = SCENARIO_MAX_HANDLERS;
    s.n_flows = SCENARIO_MAX_FLOWS;
}

/* A purge and, later, a pause of main's, and a packet of the first packet thread's. */
static enum shrink_answer purge_pause_packet(void *aux, const struct scenario *t,
                                             struct shrink_observation *seen)
{
    bool packet = t->n_packet_threads > 0 && count_from(&t->packet[0], 0, OP_PACKET);

    for (unsigned i = 0; i < t->main.n; i++) {
        if (t->main.list[i].kind == OP_PURGE && count_from(&t->main, i, OP_PAUSE) && packet) {
            return SHRINK_YES;
        }
    }
    return SHRINK_NO;
}

static void test_operations(void)
{
    static struct scenario empty;

    for (uint64_t seed = 1; seed <= 50; seed++) {
        make_large(seed);
        s.main.n = s.main.n < 20 ? s.main.n : 20;
        scenario_main(&s, OP_PURGE, 0, 0, 0);
        scenario_main(&s, OP_PACKET, 3, 2, 1);
        scenario_main(&s, OP_PAUSE, 0, 0, 0);
        scenario_packet(&s, 0, OP_PACKET, 2, 3, 3);
        CHECK(run(purge_pause_packet, NULL) == SHRINK_MINIMAL, "seed %llu",
              (unsigned long long)seed);
        scenario_init(&empty);
        CHECK(s.main.n == 2 && s.main.list[0].kind == OP_PURGE && s.main.list[1].kind == OP_PAUSE,
              "seed %llu: %u operations of main", (unsigned long long)seed, s.main.n);
        CHECK(s.packet[0].n == 1 && s.packet[0].list[0].flow == 0 && s.packet[0].list[0].a == 0 &&
                  s.packet[0].list[0].b == 0,
              "seed %llu: the packet is not the simplest", (unsigned long long)seed);
        CHECK(s.packet[1].n == 0 && s.n_packet_threads == 1 && s.n_handlers == 1 &&
                  s.n_revalidators == 1 && s.n_flows == 1,
              "seed %llu: too many actors or flows", (unsigned long long)seed);
        CHECK(s.strategy == STRATEGY_REPLAY && s.n_preemptions == 0 && s.n_bytes == 0 &&
                  s.seed == 0,
              "seed %llu: an interleaving is left", (unsigned long long)seed);
        CHECK(s.packet_datapath == empty.packet_datapath && s.n_umaps == empty.n_umaps &&
                  s.dump_batch == empty.dump_batch && s.max_idle_ms == empty.max_idle_ms &&
                  s.max_revalidator_ms == empty.max_revalidator_ms &&
                  s.flow_limit == empty.flow_limit && s.full_dump == empty.full_dump &&
                  s.min_revalidate_pps == empty.min_revalidate_pps &&
                  s.revalidate_always == empty.revalidate_always &&
                  s.leave_flows == empty.leave_flows && s.mean_gap == empty.mean_gap,
              "seed %llu: a setting is not the default", (unsigned long long)seed);
    }
}

static enum shrink_answer anything(void *aux, const struct scenario *t,
                                   struct shrink_observation *seen)
{
    return SHRINK_YES;
}

/* Each is brought to its default before anything is tried by lot. */
static void test_every_setting(void)
{
    static const struct shrink_predicate predicate = {anything, NULL, NULL, 100};
    static struct scenario empty;

    scenario_init(&empty);
    for (size_t i = 0; i < settings_count(); i++) {
        const struct setting *setting = setting_at(i);
        uint32_t usual = setting_get(&empty, setting);

        s = empty;
        setting_set(&s, setting, usual == setting->max ? setting->min : setting->max);
        shrink(&s, &predicate, &n_questions);
        CHECK(setting_get(&s, setting) == usual, "%s is left at %u", setting->name,
              setting_get(&s, setting));
    }
}

/* As many resumptions as pauses, and a purge. */
static enum shrink_answer balanced(void *aux, const struct scenario *t,
                                   struct shrink_observation *seen)
{
    return count_from(&t->main, 0, OP_PURGE) &&
                   count_from(&t->main, 0, OP_PAUSE) == count_from(&t->main, 0, OP_RESUME)
               ? SHRINK_YES
               : SHRINK_NO;
}

static void test_pairs(void)
{
    scenario_init(&s);
    scenario_main(&s, OP_PAUSE, 0, 0, 0);
    scenario_main(&s, OP_PURGE, 0, 0, 0);
    scenario_main(&s, OP_RESUME, 0, 0, 0);
    run(balanced, NULL);
    CHECK(s.main.n == 1 && s.main.list[0].kind == OP_PURGE, "%u operations", s.main.n);
}

/* Times and numbers of packets that must not be too small. */
static enum shrink_answer long_enough(void *aux, const struct scenario *t,
                                      struct shrink_observation *seen)
{
    return t->main.n == 2 && operation_ms(&t->main.list[0]) >= 777 && t->main.list[1].b >= 2
               ? SHRINK_YES
               : SHRINK_NO;
}

static void test_operands(void)
{
    scenario_init(&s);
    scenario_main(&s, OP_WAIT, 0, 0xff, 0xf0);
    scenario_main(&s, OP_PACKET, 0, 3, 3);
    run(long_enough, NULL);
    CHECK(operation_ms(&s.main.list[0]) == 777, "%u ms", operation_ms(&s.main.list[0]));
    CHECK(s.main.list[1].a == 0 && s.main.list[1].b == 2, "hint %u, %u more", s.main.list[1].a,
          s.main.list[1].b);
}

/* A packet of one flow, of another, and of the first again. */
static enum shrink_answer two_flows(void *aux, const struct scenario *t,
                                    struct shrink_observation *seen)
{
    const struct operation *op = t->main.list;

    return t->main.n == 3 && op[0].flow == op[2].flow && op[0].flow != op[1].flow &&
                   op[0].flow < t->n_flows && op[1].flow < t->n_flows
               ? SHRINK_YES
               : SHRINK_NO;
}

static void test_flows(void)
{
    scenario_init(&s);
    s.n_flows = 4;
    scenario_main(&s, OP_PACKET, 3, 0, 0);
    scenario_main(&s, OP_PACKET, 1, 0, 0);
    scenario_main(&s, OP_PACKET, 3, 0, 0);
    run(two_flows, NULL);
    CHECK(s.n_flows == 2 && s.main.n == 3, "%u flows, %u packets", s.n_flows, s.main.n);
}

/* Forty flows in all. */
static enum shrink_answer many_flows(void *aux, const struct scenario *t,
                                     struct shrink_observation *seen)
{
    return t->n_flows + t->more_flows >= 40 ? SHRINK_YES : SHRINK_NO;
}

static void test_more_flows(void)
{
    scenario_init(&s);
    s.n_flows = 4;
    s.more_flows = SCENARIO_MAX_MORE_FLOWS;
    run(many_flows, NULL);
    CHECK(s.n_flows + s.more_flows == 40, "%u flows and %u more", s.n_flows, s.more_flows);
}

/* At least 50 ms of sleep of main's, and somebody's packet. */
static enum shrink_answer sleep_and_packet(void *aux, const struct scenario *t,
                                           struct shrink_observation *seen)
{
    unsigned ms = 0;
    bool packet = count_from(&t->main, 0, OP_PACKET) > 0 ||
                  (t->n_packet_threads > 0 && count_from(&t->packet[0], 0, OP_PACKET) > 0);

    for (unsigned i = 0; i < t->main.n; i++) {
        ms += t->main.list[i].kind == OP_WAIT ? operation_ms(&t->main.list[i]) : 0;
    }
    return packet && ms >= 50 ? SHRINK_YES : SHRINK_NO;
}

static void test_merging(void)
{
    scenario_init(&s);
    s.n_packet_threads = 2;
    scenario_main(&s, OP_WAIT, 0, 30, 0);
    scenario_main(&s, OP_WAIT, 0, 30, 0);
    scenario_packet(&s, 0, OP_WAIT, 0, 10, 0);
    scenario_packet(&s, 0, OP_PACKET, 0, 0, 0);
    run(sleep_and_packet, NULL);
    CHECK(s.n_packet_threads == 0 && s.packet[0].n == 0, "%u packet threads", s.n_packet_threads);
    CHECK(s.main.n == 2 && count_from(&s.main, 0, OP_PACKET) == 1, "%u operations", s.main.n);
    CHECK(sleep_and_packet(NULL, &s, NULL) == SHRINK_YES, "the packet was lost");
}

static enum shrink_answer until_interrupted(void *n_, const struct scenario *t,
                                            struct shrink_observation *seen)
{
    unsigned *n = n_;

    return (*n)-- == 0 ? SHRINK_STOP : purge_pause_packet(NULL, t, seen);
}

static void test_interruption(void)
{
    for (unsigned stop_after = 0; stop_after < 40; stop_after++) {
        unsigned left = stop_after;
        uint8_t before, after;

        make_large(9);
        scenario_main(&s, OP_PURGE, 0, 0, 0);
        scenario_main(&s, OP_PAUSE, 0, 0, 0);
        scenario_packet(&s, 0, OP_PACKET, 2, 3, 3);
        before = s.main.n;
        CHECK(run(until_interrupted, &left) == SHRINK_STOPPED, "after %u questions", stop_after);
        after = s.main.n;
        CHECK(n_questions == stop_after + 1, "%u questions, not %u", n_questions, stop_after + 1);
        CHECK(purge_pause_packet(NULL, &s, NULL) == SHRINK_YES, "the best so far does not show it");
        CHECK(stop_after < 30 || after < before, "no progress in %u questions", stop_after);
    }
}

static void test_ends(void)
{
    struct shrink_predicate predicate = {purge_pause_packet, NULL, NULL, 10};

    make_large(11);
    scenario_main(&s, OP_PURGE, 0, 0, 0);
    scenario_main(&s, OP_PAUSE, 0, 0, 0);
    scenario_packet(&s, 0, OP_PACKET, 2, 3, 3);
    CHECK(shrink(&s, &predicate, &n_questions) == SHRINK_EXHAUSTED && n_questions == 10,
          "%u questions", n_questions);
    scenario_init(&s);
    CHECK(shrink(&s, &predicate, &n_questions) == SHRINK_NOT_SHOWN && n_questions == 1,
          "%u questions", n_questions);
}

static void test_is_minimal(void)
{
    const struct shrink_predicate operations = {purge_pause_packet, NULL, NULL, MANY_QUESTIONS};

    scenario_init(&s);
    s.n_packet_threads = 1;
    scenario_main(&s, OP_PURGE, 0, 0, 0);
    scenario_main(&s, OP_PAUSE, 0, 0, 0);
    scenario_packet(&s, 0, OP_PACKET, 0, 0, 0);
    CHECK(shrink_is_minimal(&s, &operations), "three operations that are needed");
    scenario_packet(&s, 0, OP_QUIESCE, 0, 0, 0);
    CHECK(!shrink_is_minimal(&s, &operations) && s.packet[0].n == 1, "one that is not needed");
}

static void test_size(void)
{
    struct scenario_size size;

    scenario_init(&s);
    s.n_packet_threads = 1;
    scenario_main(&s, OP_FAULT, 0, 0, 0);
    scenario_main(&s, OP_HEAL, 0, 0, 0);
    scenario_main(&s, OP_VANISH, 0, 0, 0);
    scenario_packet(&s, 0, OP_PACKET, 0, 0, 0);
    scenario_packet(&s, 1, OP_PACKET, 0, 0, 0); /* Nobody does it. */
    scenario_preempt(&s, 0, 1, 2);
    size = scenario_size(&s);
    CHECK(size.operations == 4 && size.faults == 2 && size.preemptions == 1 && size.actors == 4 &&
              size.flows == 1,
          "%u operations, %u faults, %u preemptions, %u actors, %u flows", size.operations,
          size.faults, size.preemptions, size.actors, size.flows);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_operations), CASE(test_every_setting), CASE(test_pairs),
        CASE(test_operands),   CASE(test_flows),         CASE(test_more_flows),
        CASE(test_merging),    CASE(test_interruption),  CASE(test_ends),
        CASE(test_is_minimal), CASE(test_size),
    };

    return RUN_CASES(cases);
}
