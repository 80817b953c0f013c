/*
 * The shrinker, held against predicates whose smallest interleaving is known.
 */
#include <string.h>

#include "check.h"
#include "runtime/runtime.h"
#include "support/random.h"

static bool has_preemption(const struct scenario *t, unsigned actor, unsigned low, unsigned high,
                           unsigned target)
{
    for (unsigned i = 0; t->strategy == STRATEGY_REPLAY && i < t->n_preemptions; i++) {
        const struct preemption *p = &t->preemptions[i];

        if (p->actor == actor && p->target == target && p->point >= low && p->point <= high) {
            return true;
        }
    }
    return false;
}

static enum shrink_answer two_preemptions(void *aux, const struct scenario *t,
                                          struct shrink_observation *seen)
{
    return has_preemption(t, 3, 30, 40, 0) && has_preemption(t, 0, 7, 900, 3) ? SHRINK_YES
                                                                              : SHRINK_NO;
}

static void test_preemptions(void)
{
    struct random random = {5};

    scenario_init(&s);
    for (unsigned i = 0; i < 100; i++) {
        scenario_preempt(&s, random_below(&random, 6), random_below(&random, 1000),
                         random_below(&random, 6));
        if (i == 20) {
            scenario_preempt(&s, 3, 35, 0);
        } else if (i == 80) {
            scenario_preempt(&s, 0, 500, 3);
        }
    }
    run(two_preemptions, NULL);
    CHECK(s.n_preemptions == 2, "%u preemptions", s.n_preemptions);
    CHECK(has_preemption(&s, 3, 30, 30, 0) && has_preemption(&s, 0, 7, 7, 3),
          "the preemptions are not the earliest");
}

/* What another strategy did becomes a list. */
static enum shrink_answer records(void *aux, const struct scenario *t,
                                  struct shrink_observation *seen)
{
    seen->recorded = true;
    if (t->strategy == STRATEGY_RANDOM) {
        for (unsigned i = 0; i < 30; i++) {
            seen->preemptions[seen->n_preemptions++] =
                (struct preemption){(uint8_t)(i % 4), (uint8_t)(i % 3), 10 * i};
        }
        return t->seed == 77 ? SHRINK_YES : SHRINK_NO;
    }
    seen->n_preemptions = t->n_preemptions;
    memcpy(seen->preemptions, t->preemptions, t->n_preemptions * sizeof t->preemptions[0]);
    return has_preemption(t, 3, 110, 110, 2) ? SHRINK_YES : SHRINK_NO;
}

static void test_other_strategies(void)
{
    scenario_init(&s);
    s.strategy = STRATEGY_RANDOM;
    s.seed = 77;
    CHECK(run(records, NULL) == SHRINK_MINIMAL, "not shown");
    CHECK(s.strategy == STRATEGY_REPLAY && s.n_preemptions == 1 && s.seed == 0,
          "strategy %s, %u preemptions, seed %u", scenario_strategy_name(s.strategy),
          s.n_preemptions, s.seed);
}

/* An execution in which main takes ten points for each operation, and is to be preempted at the
 * fourth of the purge. */
static enum shrink_answer in_the_purge(void *aux, const struct scenario *t,
                                       struct shrink_observation *seen)
{
    enum shrink_answer answer = SHRINK_NO;

    seen->recorded = true;
    seen->n_preemptions = t->n_preemptions;
    memcpy(seen->preemptions, t->preemptions, t->n_preemptions * sizeof t->preemptions[0]);
    for (unsigned i = 0; i < t->main.n; i++) {
        for (unsigned j = 1; j <= 10; j++) {
            seen->events[seen->n_events++] =
                (struct shrink_event){ACTOR_MAIN, (uint8_t)(1 + t->main.list[i].kind * 3U + j % 3),
                                      (uint16_t)(10 * i + j)};
        }
        if (t->main.list[i].kind == OP_PURGE &&
            has_preemption(t, ACTOR_MAIN, 10 * i + 4, 10 * i + 4, 3)) {
            answer = SHRINK_YES;
        }
    }
    return answer;
}

static void test_carrying(void)
{
    scenario_init(&s);
    for (unsigned i = 0; i < 20; i++) {
        scenario_main(&s, i == 15 ? OP_PURGE : OP_PACKET, 0, 0, 0);
    }
    scenario_preempt(&s, ACTOR_MAIN, 154, 3);
    run(in_the_purge, NULL);
    CHECK(s.main.n == 1 && s.main.list[0].kind == OP_PURGE, "%u operations", s.main.n);
    CHECK(s.n_preemptions == 1 && s.preemptions[0].point == 4, "point %u", s.preemptions[0].point);
}

enum { ASLEEP_UNTIL = 230, LAST_POINT = 260 };

/* Main takes many points; late, it wakes actor 2, to which nobody can yield before. */
static void observe_sleeper(const struct scenario *t, struct shrink_observation *seen)
{
    seen->recorded = true;
    for (unsigned i = 0; i < t->n_preemptions; i++) {
        if (t->preemptions[i].target != 2 || t->preemptions[i].point > ASLEEP_UNTIL) {
            seen->preemptions[seen->n_preemptions++] = t->preemptions[i];
        }
    }
    for (unsigned i = 1; i <= LAST_POINT; i++) {
        seen->events[seen->n_events++] = (struct shrink_event){
            ACTOR_MAIN, i == ASLEEP_UNTIL ? EVENT_COND_SIGNAL : EVENT_ATOMIC, (uint16_t)i};
    }
    seen->events[seen->n_events++] = (struct shrink_event){2, EVENT_ATOMIC, 1};
}

/* Two preemptions do it, and so does a third alone. */
static enum shrink_answer one_for_two(void *aux, const struct scenario *t,
                                      struct shrink_observation *seen)
{
    observe_sleeper(t, seen);
    return has_preemption(t, 0, 255, 255, 2) ||
                   (has_preemption(t, 0, 241, 241, 2) && has_preemption(t, 2, 20, 20, 0))
               ? SHRINK_YES
               : SHRINK_NO;
}

/* With one operation less another preemption does it. */
static enum shrink_answer another_for_less(void *aux, const struct scenario *t,
                                           struct shrink_observation *seen)
{
    observe_sleeper(t, seen);
    return has_preemption(t, 0, t->main.n == 1 ? 259 : 235, t->main.n == 1 ? 259 : 235, 2) &&
                   t->main.n > 0
               ? SHRINK_YES
               : SHRINK_NO;
}

static void test_searching(void)
{
    scenario_init(&s);
    scenario_preempt(&s, 0, 241, 2);
    scenario_preempt(&s, 2, 20, 0);
    run(one_for_two, NULL);
    CHECK(s.n_preemptions == 1 && has_preemption(&s, 0, 255, 255, 2), "%u preemptions",
          s.n_preemptions);
    /* There are 230 more if it is tried at each point to yield to the sleeper. */
    CHECK(n_questions < 920 + SHRINK_VARIATIONS, "%u questions", n_questions);

    scenario_init(&s);
    scenario_main(&s, OP_PURGE, 0, 0, 0);
    scenario_main(&s, OP_PAUSE, 0, 0, 0);
    scenario_preempt(&s, 0, 235, 2);
    run(another_for_less, NULL);
    CHECK(s.main.n == 1 && s.n_preemptions == 1 && s.preemptions[0].point == 259,
          "%u operations, point %u", s.main.n, s.preemptions[0].point);
}

/* The last revalidator gives way to the last handler. */
static enum shrink_answer last_ones(void *aux, const struct scenario *t,
                                    struct shrink_observation *seen)
{
    unsigned revalidator = (unsigned)ACTOR_CALL_RCU + t->n_packet_threads + t->n_revalidators;

    return has_preemption(t, revalidator, 50, 50, revalidator + t->n_handlers) ? SHRINK_YES
                                                                               : SHRINK_NO;
}

static void test_actors_are_renumbered(void)
{
    scenario_init(&s);
    s.n_packet_threads = 2;
    s.n_revalidators = 3;
    s.n_handlers = 4;
    scenario_preempt(&s, 6, 50, 10);
    CHECK(run(last_ones, NULL) == SHRINK_MINIMAL, "not shown");
    CHECK(s.n_packet_threads == 0 && s.n_revalidators == 1 && s.n_handlers == 1,
          "%u packet threads, %u revalidators, %u handlers", s.n_packet_threads, s.n_revalidators,
          s.n_handlers);
    CHECK(s.n_preemptions == 1 && s.preemptions[0].actor == 2 && s.preemptions[0].target == 3,
          "%u to %u", s.preemptions[0].actor, s.preemptions[0].target);
}

static void test_is_minimal(void)
{
    const struct shrink_predicate predicate = {two_preemptions, NULL, NULL, MANY_QUESTIONS};

    scenario_init(&s);
    scenario_preempt(&s, 3, 35, 0);
    scenario_preempt(&s, 0, 500, 3);
    CHECK(shrink_is_minimal(&s, &predicate), "two preemptions that are needed");
    scenario_preempt(&s, 0, 501, 2);
    CHECK(!shrink_is_minimal(&s, &predicate) && s.n_preemptions == 2, "one that is not needed");
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_preemptions), CASE(test_other_strategies),      CASE(test_carrying),
        CASE(test_searching),   CASE(test_actors_are_renumbered), CASE(test_is_minimal),
    };

    return RUN_CASES(cases);
}
