/* Happens-before arrows, of made-up executions. */
#include "made_up.h"
#include "report/format/arrows.h"

static struct arrow *arrows;
static size_t n_arrows;

static void find(void)
{
    free(arrows);
    arrows = arrows_of(&made_up, &n_arrows);
    CHECK(arrows);
}

static bool has(size_t from, size_t to, enum arrow_kind kind)
{
    for (size_t i = 0; i < n_arrows; i++) {
        if (arrows[i].from == from && arrows[i].to == to && arrows[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static size_t step(unsigned actor, unsigned kind, uint64_t object, uint64_t value)
{
    return made_up_event(actor, kind, object, value, 0, 0);
}

/* From the last release of the same mutex, if it was another's. Trying in vain orders nothing, and
 * a rwlock may have a mutex's number. */
static void test_mutex(void)
{
    size_t unlock, lock, again;

    made_up_begin("", "");
    step(MAIN, EVENT_MUTEX_LOCK, 1, 0);
    step(MAIN, EVENT_MUTEX_UNLOCK, 1, 0);
    step(MAIN, EVENT_MUTEX_LOCK, 1, 0);
    step(HANDLER, EVENT_MUTEX_TRYLOCK_BUSY, 1, 0);
    unlock = step(MAIN, EVENT_MUTEX_UNLOCK, 1, 0);
    step(HANDLER, EVENT_MUTEX_LOCK, 2, 0);
    step(HANDLER, EVENT_RWLOCK_WRLOCK, 1, 0);
    lock = step(HANDLER, EVENT_MUTEX_TRYLOCK_OK, 1, 0);
    again = step(HANDLER, EVENT_COND_WAIT, 7, 1); /* Gives up mutex 1. */
    step(REVALIDATOR, EVENT_MUTEX_LOCK, 1, 0);
    find();
    CHECK(n_arrows == 2);
    CHECK(has(unlock, lock, ARROW_LOCK));
    CHECK(has(again, again + 1, ARROW_LOCK));
}

static void test_rwlock(void)
{
    size_t written, read, unlocked[2], write;

    made_up_begin("", "");
    step(MAIN, EVENT_RWLOCK_WRLOCK, 1, 0);
    written = step(MAIN, EVENT_RWLOCK_UNLOCK, 1, 0);
    read = step(HANDLER, EVENT_RWLOCK_RDLOCK, 1, 0);
    step(REVALIDATOR, EVENT_RWLOCK_RDLOCK, 1, 0);
    unlocked[0] = step(HANDLER, EVENT_RWLOCK_UNLOCK, 1, 0);
    unlocked[1] = step(REVALIDATOR, EVENT_RWLOCK_UNLOCK, 1, 0);
    write = step(CALL_RCU, EVENT_RWLOCK_WRLOCK, 1, 0);
    find();
    CHECK(n_arrows == 5);
    CHECK(has(written, read, ARROW_LOCK) && has(written, read + 1, ARROW_LOCK));
    CHECK(has(written, write, ARROW_LOCK));
    CHECK(has(unlocked[0], write, ARROW_LOCK) && has(unlocked[1], write, ARROW_LOCK));
}

static void test_semaphore_and_spinlock(void)
{
    size_t post, unlock;

    made_up_begin("", "");
    post = step(MAIN, EVENT_SEM_POST, 1, 1);
    step(HANDLER, EVENT_SEM_WAIT, 1, 0);
    step(HANDLER, EVENT_SPIN_LOCK, 1, 0);
    unlock = step(HANDLER, EVENT_SPIN_UNLOCK, 1, 0);
    step(MAIN, EVENT_SPIN_LOCK, 1, 0);
    find();
    CHECK(n_arrows == 2);
    CHECK(has(post, post + 1, ARROW_LOCK) && has(unlock, unlock + 1, ARROW_LOCK));
}

/* A signal wakes the actor that it names, a broadcast those who wait there and have not given up.
 */
static void test_condition(void)
{
    size_t signal, woken, broadcast;

    made_up_begin("", "");
    step(HANDLER, EVENT_COND_WAIT, 3, 0);
    step(HANDLER, EVENT_SWITCH, MAIN, 0);
    step(MAIN, EVENT_COND_SIGNAL, 4, 0); /* Nobody. */
    signal = step(MAIN, EVENT_COND_SIGNAL, 3, HANDLER + 1);
    step(MAIN, EVENT_SWITCH, HANDLER, 0);
    woken = step(HANDLER, EVENT_ATOMIC, 0, 0);
    step(HANDLER, EVENT_COND_WAIT, 3, 0);
    step(REVALIDATOR, EVENT_COND_WAIT, 3, 0);
    step(CALL_RCU, EVENT_COND_WAIT, 4, 0);
    step(REVALIDATOR, EVENT_COND_TIMEOUT, 3, 0);
    broadcast = step(MAIN, EVENT_COND_BROADCAST, 3, 1);
    step(REVALIDATOR, EVENT_ATOMIC, 0, 0);
    step(CALL_RCU, EVENT_ATOMIC, 0, 0);
    step(HANDLER, EVENT_ATOMIC, 0, 0);
    step(HANDLER, EVENT_ATOMIC, 0, 0);
    find();
    CHECK(n_arrows == 2);
    CHECK(has(signal, woken, ARROW_CONDITION));
    CHECK(has(broadcast, broadcast + 3, ARROW_CONDITION));
}

static void test_barrier(void)
{
    size_t last;

    made_up_begin("", "");
    step(MAIN, EVENT_BARRIER_WAIT, 1, 1);
    step(CALL_RCU, EVENT_BARRIER_WAIT, 2, 1);
    step(HANDLER, EVENT_BARRIER_WAIT, 1, 2);
    last = step(HANDLER, EVENT_BARRIER_PASS, 1, 1);
    step(MAIN, EVENT_BARRIER_PASS, 1, 0);
    step(CALL_RCU, EVENT_ATOMIC, 0, 0);
    find();
    CHECK(n_arrows == 1);
    CHECK(has(last, last + 1, ARROW_BARRIER));
}

/* The callback with the call's number. */
static void test_rcu(void)
{
    size_t first, second, callback;

    made_up_begin("", "");
    first = step(MAIN, EVENT_RCU_CALL, 0, 1);
    second = step(HANDLER, EVENT_RCU_CALL, 0, 2);
    callback = step(CALL_RCU, EVENT_RCU_CALLBACK, 0, 1);
    step(CALL_RCU, EVENT_RCU_CALLBACK, 0, 2);
    find();
    CHECK(n_arrows == 2);
    CHECK(has(first, callback, ARROW_RCU) && has(second, callback + 1, ARROW_RCU));
}

static void test_life(void)
{
    size_t create, begin, end, join;

    made_up_begin("", "");
    create = step(MAIN, EVENT_ACTOR_CREATE, HANDLER, 0);
    step(MAIN, EVENT_ATOMIC, 0, 0);
    begin = step(HANDLER, EVENT_ATOMIC, 0, 0);
    end = step(HANDLER, EVENT_ACTOR_END, HANDLER, 0);
    join = step(MAIN, EVENT_ACTOR_JOIN, HANDLER, 0);
    find();
    CHECK(n_arrows == 2);
    CHECK(has(create, begin, ARROW_LIFE) && has(end, join, ARROW_LIFE));
    CHECK(!strcmp(arrow_word(ARROW_LIFE), "life") && !strcmp(arrow_word(ARROW_LOCK), "lock"));
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_mutex),     CASE(test_rwlock),  CASE(test_semaphore_and_spinlock),
        CASE(test_condition), CASE(test_barrier), CASE(test_rcu),
        CASE(test_life),
    };
    int code;

    code = RUN_CASES(cases);
    free(arrows);
    return code;
}
