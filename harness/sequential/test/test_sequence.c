/*
 * The sequential model agrees with the cache over some thousand random scenarios, which together
 * reach what there is to reach; the same scenario is the same execution; and a cache that lies, in
 * one way at a time, is found out.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generation/mutate.h"
#include "model/events.h"
#include "runtime/test/expect.h"
#include "sequential/run.h"

enum { SILENT_RUNS = 20000, LIAR_RUNS = 2000, REPEATED_RUNS = 50, MUTATIONS = 48 };

static struct scenario scenario;
static struct sequence_result result;

static void build_random(uint64_t seed)
{
    scenario_init(&scenario);
    for (unsigned i = 0; i < MUTATIONS; i++) {
        scenario_mutate(&scenario, NULL, seed * MUTATIONS + i);
    }
    scenario.seed = (uint32_t)seed;
}

static void check_clean(void)
{
    if (result.outcome.violated || !result.completed) {
        fprintf(stderr, "should be clean, but %s: %s\n", result.outcome.invariant,
                result.outcome.message);
        sequence_print(stderr, &scenario, &result);
        exit(1);
    }
}

/* What all silent runs have reached. */
static void check_reached(const struct sequence_result *sum)
{
    for (unsigned verdict = 0; verdict < VERDICTS; verdict++) {
        bool impossible = verdict == VERDICT_CONTENDED; /* It takes two actors. */

        printf("verdict %s: %u\n", model_verdict_word(verdict), sum->verdicts[verdict]);
        CHECK((sum->verdicts[verdict] == 0) == impossible);
    }
    for (unsigned type = 0; type <= CACHE_EXECUTE; type++) {
        printf("operation %s: %u\n", model_op_word(type), sum->n_ops[type]);
        CHECK(sum->n_ops[type] > 0);
    }
    for (unsigned loss = 0; loss < LOSSES; loss++) {
        printf("loss %s: %u\n", model_loss_word(loss), sum->losses[loss]);
        CHECK(sum->losses[loss] > 0);
    }
    printf("faults: %u\n", sum->n_faults);
    CHECK(sum->n_faults > 0);
}

static void test_silent(void)
{
    static struct sequence_result sum;

    for (uint64_t seed = 1; seed <= SILENT_RUNS; seed++) {
        build_random(seed);
        sequence_run(&scenario, &udpif_under_test, &result);
        check_clean();
        for (unsigned i = 0; i < VERDICTS; i++) {
            sum.verdicts[i] += result.verdicts[i];
        }
        for (unsigned i = 0; i <= CACHE_EXECUTE; i++) {
            sum.n_ops[i] += result.n_ops[i];
        }
        for (unsigned i = 0; i < LOSSES; i++) {
            sum.losses[i] += result.losses[i];
        }
        sum.n_faults += result.n_faults;
    }
    check_reached(&sum);
}

static void test_same(void)
{
    for (uint64_t seed = 1; seed <= REPEATED_RUNS; seed++) {
        uint64_t first;

        build_random(seed);
        sequence_run(&scenario, &udpif_under_test, &result);
        first = result.outcome.log_hash;
        sequence_run(&scenario, &udpif_under_test, &result);
        CHECK(result.outcome.log_hash == first);
    }
}

/* Liars: the cache of src/, with one function that does not do what it says, or between it and its
 * world one that falsifies what it does. */

static const struct cache_world *honest;
static struct cache_world falsified;

static int create_falsified(const struct cache_settings *settings, const struct cache_world *world)
{
    struct cache_world parts = falsified;

    honest = world;
    falsified = *world;
    falsified.operate = parts.operate ? parts.operate : world->operate;
    falsified.push_stats = parts.push_stats ? parts.push_stats : world->push_stats;
    falsified.release = parts.release ? parts.release : world->release;
    falsified.loss = parts.loss ? parts.loss : world->loss;
    return udpif_under_test.create(settings, &falsified);
}

static void do_nothing(void) {}

static int flush_nothing(void)
{
    return 0;
}

static void purge_no_pmd(unsigned pmd) {}

static int refuse_miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                       const struct cache_stats *stats, enum cache_upcall kind)
{
    return ENOBUFS;
}

static int refuse_upcall(unsigned flow, unsigned pmd, uint64_t packet,
                         const struct cache_stats *stats, uint32_t *actions, uint32_t *mask,
                         uint32_t *execute)
{
    return ENOSPC;
}

static size_t handle_nothing(unsigned handler)
{
    return 0;
}

static uint64_t one_flow_more(void)
{
    return udpif_under_test.n_flows() + 1;
}

static void hide_all(void (*function)(void *aux, const struct cache_entry *), void *aux) {}

static void push_twice(uint32_t handle, unsigned flow, unsigned pmd,
                       const struct cache_stats *delta)
{
    honest->push_stats(handle, flow, pmd, delta);
    honest->push_stats(handle, flow, pmd, delta);
}

static void push_never(uint32_t handle, unsigned flow, unsigned pmd,
                       const struct cache_stats *delta)
{
}

static void keep(uint32_t handle) {}

static void lose_silently(unsigned flow, unsigned pmd, enum cache_loss reason) {}

/* Deletes that are never sent, and said to have worked. */
static void operate_without_deletes(struct cache_op *ops, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (ops[i].type == CACHE_DELETE) {
            ops[i].error = 0;
            ops[i].stats = (struct cache_stats){.n_packets = 0};
            ops[i].stats_final = true;
        } else {
            honest->operate(&ops[i], 1);
        }
    }
}

/* Modifies to other actions than those of the rules. */
static void operate_wrong_actions(struct cache_op *ops, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (ops[i].type == CACHE_MODIFY) {
            ops[i].actions ^= 1;
        }
    }
    honest->operate(ops, n);
}

/* Every put twice. */
static void operate_puts_twice(struct cache_op *ops, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct cache_op again = ops[i];

        honest->operate(&ops[i], 1);
        if (again.type == CACHE_PUT) {
            honest->operate(&again, 1);
        }
    }
}

/* Expects that random scenarios find `liar` out, by a message with `text` in it. */
static void check_found(const char *name, const struct cache_under_test *liar,
                        const struct cache_world *falsifier, const char *text)
{
    for (uint64_t seed = 1; seed <= LIAR_RUNS; seed++) {
        build_random(seed);
        falsified = *falsifier;
        sequence_run(&scenario, liar, &result);
        if (result.outcome.violated && !strcmp(result.outcome.invariant, "SEQUENCE") &&
            strstr(result.outcome.message, text)) {
            printf("%-22s found in execution %3llu: %s\n", name, (unsigned long long)seed,
                   result.outcome.message);
            return;
        }
    }
    fprintf(stderr, "%s: SEQUENCE: ...%s... not seen in %d executions\n", name, text, LIAR_RUNS);
    exit(1);
}

#define FOUND_CALL(MEMBER, FUNCTION, TEXT)                                                        \
    do {                                                                                          \
        struct cache_under_test liar = udpif_under_test;                                          \
                                                                                                  \
        liar.MEMBER = FUNCTION;                                                                   \
        check_found(#MEMBER ": " #FUNCTION, &liar, &(struct cache_world){.operate = NULL}, TEXT); \
    } while (0)

#define FOUND_WORLD(MEMBER, FUNCTION, TEXT)                                             \
    do {                                                                                \
        struct cache_under_test liar = udpif_under_test;                                \
                                                                                        \
        liar.create = create_falsified;                                                 \
        check_found(#FUNCTION, &liar, &(struct cache_world){.MEMBER = FUNCTION}, TEXT); \
    } while (0)

/* As many flows as there can be. */
static void many_flows(void)
{
    scenario_init(&scenario);
    scenario.n_flows = SCENARIO_MAX_FLOWS;
    scenario.more_flows = SCENARIO_MAX_MORE_FLOWS;
    scenario_main(&scenario, OP_PACKET_OF_EACH, 0, 0, 2);
    scenario_main(&scenario, OP_PACKET_OF_EACH, 0, 0, 2);
    sequence_run(&scenario, &udpif_under_test, &result);
    check_clean();
    CHECK(result.verdicts[VERDICT_INSTALLED] >= CACHE_MAX_FLOWS);
}

static void liars_are_found(void)
{
    model_events_name();
    test_silent();
    test_same();
    FOUND_CALL(purge, do_nothing, "(purge)");
    FOUND_CALL(purge_pmd, purge_no_pmd, "(purge-pmd)");
    FOUND_CALL(flush, flush_nothing, "(flush)");
    FOUND_CALL(round, do_nothing, "one round");
    FOUND_CALL(revalidate, do_nothing, "translation to revalidate");
    FOUND_CALL(miss, refuse_miss, "seen refused");
    FOUND_CALL(upcall, refuse_upcall, "to be translated");
    FOUND_CALL(handle_batch, handle_nothing, "upcalls to be handled");
    FOUND_CALL(n_flows, one_flow_more, "to be counted");
    FOUND_CALL(for_each, hide_all, "seen none");
    FOUND_WORLD(push_stats, push_twice, "credits so far");
    FOUND_WORLD(push_stats, push_never, "credits so far");
    FOUND_WORLD(release, keep, "given back");
    FOUND_WORLD(loss, lose_silently, "declared so far");
    FOUND_WORLD(operate, operate_without_deletes, "expected a delete");
    FOUND_WORLD(operate, operate_wrong_actions, "expected a modify to actions");
    FOUND_WORLD(operate, operate_puts_twice, "expected nothing to be sent, seen a put");
}

int main(void)
{
    const struct test_case cases[] = {CASE(many_flows), CASE(liars_are_found)};

    return RUN_CASES(cases);
}
