/* The timeline of one flow, from made-up logs: states, ledger, weights, what is chosen. */
#include "made_up.h"

enum { FLOW = 2 };

static uint64_t slot(void)
{
    return model_slot(FLOW, 1);
}

/* The flow named in the message is followed, and no other one. */
static void test_states_and_ledger(void)
{
    struct timeline t;
    size_t visible, hit, credit, end;

    made_up_begin("ONCE", "credited twice");
    made_up_about(slot());
    visible = made_up_event(HANDLER, EVENT_TRANSITION, slot(), 7, STATE_CREATED, STATE_VISIBLE);
    made_up_event(HANDLER, EVENT_INSTANCE_BEGIN, slot(), 3, ORIGIN_CACHE, 0);
    made_up_event(MAIN, EVENT_HIT, model_slot(FLOW, CACHE_PMD_NULL), 4, 1, 60);
    hit = made_up_event(MAIN, EVENT_HIT, slot(), 3, 2, 60);
    credit = made_up_event(REVALIDATOR, EVENT_CREDIT, slot(), 1, 60, 1);
    made_up_event(REVALIDATOR, EVENT_TRANSITION, model_slot(0, 1), 8, STATE_CREATED, STATE_VISIBLE);
    end = made_up_event(REVALIDATOR, EVENT_INSTANCE_END, slot(), 3, END_DELETED, 1);
    made_up_event(REVALIDATOR, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(t.slot == (int)slot());
    CHECK(t.steps[visible].ukey == 7 && t.steps[visible].state == STATE_VISIBLE);
    CHECK(t.steps[visible].instance == 0 && t.steps[visible + 1].instance == 3);
    CHECK(t.steps[hit - 1].n_hits == 0 && t.steps[hit].n_hits == 1);
    CHECK(t.steps[credit - 1].n_credited == 0 && t.steps[credit].n_credited == 1);
    CHECK(t.steps[end].ukey == 7 && t.steps[end].instance == 0);
    CHECK(t.steps[t.n_steps - 1].weight == TIMELINE_END);
    CHECK(t.steps[credit].weight > t.steps[hit - 1].weight);
    timeline_free(&t);
}

/* Without a flow in the message it is the one that the last actor was busy with. */
static void test_flow_at_end(void)
{
    struct timeline t;

    made_up_begin("RCU", "something is freed twice");
    made_up_event(HANDLER, EVENT_UPCALL_BEGIN, slot(), 1, 0, 0);
    made_up_event(MAIN, EVENT_PACKET, model_slot(0, 0), 0, 0, 0);
    made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(t.slot == (int)slot());
    timeline_free(&t);
}

static void test_dump_without_the_flow(void)
{
    struct timeline t;
    size_t with, without;

    made_up_begin("ONCE", "something is wrong");
    made_up_about(slot());
    made_up_event(HANDLER, EVENT_INSTANCE_BEGIN, slot(), 1, ORIGIN_CACHE, 0);
    made_up_event(REVALIDATOR, EVENT_DUMP_CREATE, 0, 0, 0, 0);
    made_up_event(REVALIDATOR, EVENT_DUMP_RECORD, slot(), 1, 0, 0);
    with = made_up_event(REVALIDATOR, EVENT_DUMP_DESTROY, 0, 0, 0, 0);
    made_up_event(REVALIDATOR, EVENT_DUMP_CREATE, 0, 0, 0, 0);
    made_up_event(REVALIDATOR, EVENT_DUMP_RECORD, model_slot(0, 1), 1, 0, 0);
    without = made_up_event(REVALIDATOR, EVENT_DUMP_DESTROY, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(!t.steps[with].missed && t.steps[without].missed);
    CHECK(t.steps[without].weight > t.steps[with].weight);
    timeline_free(&t);
}

/* What the actor did before and does after it; others' steps and its own waiting are neither. */
static void test_preemptions(void)
{
    const struct preemption taken = {.actor = HANDLER, .point = 3, .target = MAIN},
                            other = {.actor = HANDLER, .point = 3, .target = REVALIDATOR},
                            last = {.actor = MAIN, .point = 4, .target = HANDLER},
                            first = {.actor = REVALIDATOR, .point = 9, .target = HANDLER};
    char text[400];
    FILE *stream = fmemopen(text, sizeof text, "w");
    struct timeline t;

    CHECK(stream);
    made_up_begin("ONCE", "something is wrong");
    made_up_about(slot());
    made_up_event(HANDLER, EVENT_TRANSITION, slot(), 7, STATE_CREATED, STATE_VISIBLE);
    made_up_event(HANDLER, EVENT_SWITCH, MAIN, 0, 0, 0);
    made_up_event(MAIN, EVENT_MUTEX_LOCK, 5, 0, 0, 0);
    made_up_event(HANDLER, EVENT_SWITCH, MAIN, 1, 0, 0);
    made_up_event(MAIN, EVENT_SWITCH, HANDLER, 1, 0, 0);
    made_up_event(HANDLER, EVENT_TIME, 0, 1, 0, 0);
    made_up_event(HANDLER, EVENT_PUT_BEGIN, slot(), 0, 0, 0);
    made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
    made_up_noise(CALL_RCU, 1);
    made_up_event(REVALIDATOR, EVENT_SWITCH, HANDLER, 1, 0, 0);
    made_up_event(REVALIDATOR, EVENT_HEAL, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    timeline_write_preemption(stream, &t, &taken);
    putc('\n', stream);
    timeline_write_preemption(stream, &t, &other);
    putc('\n', stream);
    timeline_write_preemption(stream, &t, &last);
    putc('\n', stream);
    timeline_write_preemption(stream, &t, &first);
    fclose(stream);
    CHECK(!strcmp(text, "after 'ukey 7 CREATED->VISIBLE', before 'sends put'\n"
                        "does not take place\n"
                        "after 'locks mutex 5', and does not go on\n"
                        "at the beginning, before 'disarms all faults'"));
    timeline_free(&t);
}

static bool is_decisive(const struct timeline *t, size_t step)
{
    return t->steps[step].weight >= TIMELINE_DECISIVE;
}

/* Locks taken in different orders: both actors have the step in which they took the one while they
 * held the other, and that in which they got the other. */
static void test_both_halves_of_an_inversion(void)
{
    struct timeline t;
    size_t early, first[2], second[2];

    made_up_begin("LOCK", "locks are taken in different orders");
    made_up_rule("LOCK/order");
    made_up_part(MAIN, false, "lock", 4, 5);
    made_up_part(HANDLER, false, "lock", 5, 4);
    made_up_event(HANDLER, EVENT_MUTEX_LOCK, 5, 0, 0, 0);
    early = made_up_event(HANDLER, EVENT_MUTEX_UNLOCK, 5, 0, 0, 0);
    first[0] = made_up_event(HANDLER, EVENT_MUTEX_LOCK, 4, 0, 0, 0);
    second[0] = made_up_event(HANDLER, EVENT_MUTEX_LOCK, 5, 0, 0, 0);
    made_up_event(HANDLER, EVENT_MUTEX_UNLOCK, 5, 0, 0, 0);
    made_up_event(HANDLER, EVENT_MUTEX_UNLOCK, 4, 0, 0, 0);
    made_up_noise(REVALIDATOR, 500);
    first[1] = made_up_event(MAIN, EVENT_RWLOCK_WRLOCK, 5, 0, 0, 0);
    second[1] = made_up_event(MAIN, EVENT_MUTEX_LOCK, 4, 0, 0, 0);
    made_up_event(MAIN, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    for (unsigned half = 0; half < 2; half++) {
        CHECK(is_decisive(&t, first[half]) && is_decisive(&t, second[half]));
    }
    CHECK(!is_decisive(&t, early));
    timeline_free(&t);
}

/* Who waits for each other: each has got what the other waits for, and began to wait. */
static void test_both_halves_of_a_deadlock(void)
{
    char text[TIMELINE_TEXT_MAX];
    struct timeline t;
    size_t got[2], wait;

    made_up_begin("LOCK", "nobody can run");
    made_up_rule("LOCK/deadlock");
    made_up_part(MAIN, true, "mutex", 4, 0);
    made_up_part(HANDLER, true, "rwlock", 5, 0);
    got[0] = made_up_event(HANDLER, EVENT_MUTEX_LOCK, 4, 0, 0, 0);
    made_up_event(HANDLER, EVENT_SWITCH, MAIN, 1, 0, 0);
    got[1] = made_up_event(MAIN, EVENT_RWLOCK_WRLOCK, 5, 0, 0, 0);
    wait = made_up_event(MAIN, EVENT_SWITCH, REVALIDATOR, 0, 0, 0);
    made_up_noise(REVALIDATOR, 500);
    made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(is_decisive(&t, got[0]) && is_decisive(&t, got[1]) && is_decisive(&t, wait));
    timeline_describe(&t, wait, text);
    CHECK(!strcmp(text, "has to wait for mutex 4"));
    timeline_free(&t);
}

/* Where there are dozens of preemptions, none of them says much. */
static void test_many_preemptions(void)
{
    struct timeline t;
    size_t one;

    for (unsigned n = 2; n <= 20; n += 18) {
        made_up_begin("ONCE", "something is wrong");
        made_up_about(slot());
        made_up_event(HANDLER, EVENT_TRANSITION, slot(), 7, STATE_CREATED, STATE_VISIBLE);
        for (unsigned i = 0; i < n; i++) {
            one = made_up_event(MAIN, EVENT_SWITCH, HANDLER, 1, 0, 0);
        }
        made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
        CHECK(timeline_make(&t, &made_up, NULL));
        CHECK(is_decisive(&t, one) == (n == 2));
        CHECK((t.steps[one].weight >= TIMELINE_TELLING) == (n == 2));
        CHECK(t.steps[0].weight > t.steps[one].weight || n == 2);
        timeline_free(&t);
    }
}

/* A deadlock: who did what to the objects that the wait-for graph names, and everybody's end. */
static void test_deadlock(void)
{
    struct timeline t;
    size_t signal, other, preempted, wait;

    made_up_begin("LOCK", "nobody can run");
    made_up_rule("LOCK/deadlock");
    made_up_part(HANDLER, true, "condition", 2, 0);
    preempted = made_up_event(HANDLER, EVENT_SWITCH, MAIN, 1, 0, 0);
    signal = made_up_event(MAIN, EVENT_COND_BROADCAST, 2, 0, 0, 0);
    other = made_up_event(MAIN, EVENT_COND_BROADCAST, 1, 0, 0, 0);
    made_up_noise(MAIN, 3);
    wait = made_up_event(HANDLER, EVENT_COND_WAIT, 2, 0, 0, 0);
    made_up_event(HANDLER, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(t.slot == TIMELINE_NO_SLOT);
    CHECK(t.steps[signal].weight > t.steps[other].weight);
    CHECK(t.steps[other].weight < TIMELINE_FOLDED);
    CHECK(t.steps[preempted].preempted && t.steps[preempted].weight > t.steps[other].weight);
    CHECK(t.steps[wait].weight >= TIMELINE_DECISIVE);
    CHECK(t.steps[wait - 1].weight >= TIMELINE_TELLING); /* Main's last step. */
    timeline_free(&t);
}

/* A lock that was not free, and one that a condition gives back. */
static void test_contention(void)
{
    struct timeline t;
    size_t waits, sleeps;

    made_up_begin("STATE", "something is wrong");
    made_up_about(slot());
    made_up_event(HANDLER, EVENT_MUTEX_LOCK, 5, 0, 0, 0);
    made_up_event(HANDLER, EVENT_MUTEX_LOCK, 6, 0, 0, 0);
    waits = made_up_event(REVALIDATOR, EVENT_SWITCH, HANDLER, 0, 0, 0);
    made_up_event(HANDLER, EVENT_MUTEX_UNLOCK, 5, 0, 0, 0);
    made_up_event(HANDLER, EVENT_COND_WAIT, 1, 6, 0, 0);
    sleeps = made_up_event(HANDLER, EVENT_SWITCH, REVALIDATOR, 0, 0, 0);
    made_up_event(REVALIDATOR, EVENT_MUTEX_LOCK, 5, 0, 0, 0);
    made_up_event(HANDLER, EVENT_MUTEX_LOCK, 6, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    CHECK(t.steps[waits].blocked_on == 5 && t.steps[sleeps].blocked_on == 0);
    CHECK(t.steps[waits].weight > t.steps[sleeps].weight);
    timeline_free(&t);
}

/* What main calls and when rounds begin, long ago, tells something where there is no flow to tell
 * of; where there is one, no more. */
static void test_old_calls(void)
{
    for (unsigned of_flow = 0; of_flow < 2; of_flow++) {
        struct timeline t;
        size_t call, round, last_call;

        made_up_begin("ABORT", "an assertion failed");
        if (of_flow) {
            made_up_about(slot());
        }
        call = made_up_event(MAIN, EVENT_CALL, CALL_FLUSH, 0, 0, 0);
        round = made_up_event(REVALIDATOR, EVENT_ROUND_BEGIN, 0, 1, 1, 0);
        made_up_noise(MAIN, 100);
        last_call = made_up_event(MAIN, EVENT_CALL, CALL_FLUSH, 0, 0, 0);
        made_up_event(MAIN, EVENT_VIOLATION, 0, 0, 0, 0);
        CHECK(timeline_make(&t, &made_up, NULL));
        CHECK((t.slot == TIMELINE_NO_SLOT) == !of_flow);
        CHECK((t.steps[call].weight >= TIMELINE_TELLING) == !of_flow);
        CHECK((t.steps[last_call].weight >= TIMELINE_TELLING) == !of_flow);
        CHECK((t.steps[round].weight >= TIMELINE_TELLING) == !of_flow);
        CHECK(t.steps[round + 1].weight < TIMELINE_TELLING);
        timeline_free(&t);
    }
}

/* What is shown fits, is the weightiest, and every gap that there is room for is told. */
static void test_choice(void)
{
    static uint8_t shown[256];
    struct timeline t;
    size_t n_steps = 0, n_folds = 0, first, last;

    made_up_begin("STATE", "something is wrong");
    made_up_about(slot());
    first = made_up_event(MAIN, EVENT_TRANSITION, slot(), 1, STATE_CREATED, STATE_VISIBLE);
    made_up_noise(MAIN, 50);
    for (unsigned i = 0; i < 20; i++) {
        made_up_event(MAIN, EVENT_UPCALL_BEGIN, slot(), 1, 0, 0);
        made_up_noise(HANDLER, 5);
    }
    last = made_up_event(MAIN, EVENT_VIOLATION, 0, 0, 0, 0);
    CHECK(timeline_make(&t, &made_up, NULL));
    timeline_choose(&t, 10, shown);
    for (size_t i = 0; i < t.n_steps; i++) {
        n_steps += (shown[i] & SHOWN_STEP) != 0;
        n_folds += (shown[i] & SHOWN_FOLD) != 0;
        CHECK(!(shown[i] & SHOWN_FOLD) || shown[i] & SHOWN_STEP);
    }
    CHECK(n_steps + n_folds <= 10 && n_steps >= 2);
    CHECK(shown[first] && shown[last]);
    timeline_choose(&t, SIZE_MAX, shown);
    for (size_t i = 0; i < t.n_steps; i++) {
        CHECK(shown[i] == SHOWN_STEP);
    }
    timeline_free(&t);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_states_and_ledger),
        CASE(test_flow_at_end),
        CASE(test_dump_without_the_flow),
        CASE(test_preemptions),
        CASE(test_both_halves_of_an_inversion),
        CASE(test_both_halves_of_a_deadlock),
        CASE(test_many_preemptions),
        CASE(test_deadlock),
        CASE(test_contention),
        CASE(test_old_calls),
        CASE(test_choice),
    };

    model_events_name();
    return RUN_CASES(cases);
}
