/* What only a cache is held to whose threads and locks the runtime sees, and whose words about itself
 * are complete: packets executed, losses with a cause, locks, threads, the time of rounds. */

#include <urcu/urcu-qsbr.h>

#include "oracle/dispatch.h"
#include "runtime/allocations.h"
#include "runtime/pthread_api.h"
#include "oracle/test/script/script.h"

/* Packets in hand. */

static void handle(uint32_t execute)
{
    script_miss(0);
    script_handle(0);
    script_will_execute(script_packet, execute);
    script_verdict(0, VERDICT_CONTENDED);
}

static void not_executed(void)
{
    handle(0);
}

static void executed_wrongly(void)
{
    handle(0x40000101);
}

/* Credits. */

static void credit(uint16_t more_flags, uint64_t later_ms, uint8_t layer)
{
    struct cache_stats as = {.layer = layer, .offloaded = layer != 0};
    const struct model_instance *live;

    script_install(0, 1);
    script_hit(0, 2);
    live = model_live(0, CACHE_PMD_NULL);
    as.used_ms = live->used_ms + later_ms;
    as.tcp_flags = live->tcp_flags[2] ^ more_flags;
    script_credit_as(1, 0, 2, live->bytes[2], &as);
}

static void credited_as_it_is(void)
{
    credit(0, 0, 0);
}

static void credited_with_other_flags(void)
{
    credit(0x8000, 0, 0);
}

static void credited_with_another_time(void)
{
    credit(0, 1, 0);
}

static void credited_in_another_layer(void)
{
    credit(0, 0, 1);
}

/* Losses. */

static void lose(unsigned n)
{
    context_set_exact(true);
    script_install(0, 1);
    cache->revalidate();
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
    while (n-- > 0) {
        world->loss(0, CACHE_PMD_NULL, LOST_DELETE_FAILED);
    }
    script_counters[script_n_counters++] = (struct cache_counter){"of its own", 0};
    oracle_check_quiescent();
}

static void declared_once(void)
{
    lose(1);
}

static void declared_twice(void)
{
    lose(2);
}

static void not_declared(void)
{
    lose(0);
}

/* Locks. */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;

static void step_without_a_lock(void)
{
    context_set_on_pthreads(true);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
}

static void step_with_a_lock(void)
{
    context_set_on_pthreads(true);
    runtime_pthread_mutex_lock(&mutex);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    runtime_pthread_mutex_unlock(&mutex);
}

static void step_under(pthread_mutex_t *lock, enum cache_state from, enum cache_state to)
{
    runtime_pthread_mutex_lock(lock);
    script_step(0, 1, from, to);
    runtime_pthread_mutex_unlock(lock);
}

/* A ukey is made under two locks, and takes its later steps under one each. */
static void steps_under(pthread_mutex_t *second, pthread_mutex_t *third)
{
    context_set_on_pthreads(true);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_miss(0);
    script_handle(0);
    runtime_pthread_mutex_lock(&other);
    step_under(&mutex, STATE_CREATED, STATE_VISIBLE);
    runtime_pthread_mutex_unlock(&other);
    EXPECT(script_operate(CACHE_PUT, 0).error == EEXIST);
    step_under(second, STATE_VISIBLE, STATE_EVICTED);
    script_verdict(0, VERDICT_INSTALLED);
    script_miss(0);
    script_handle(0);
    step_under(third, STATE_EVICTED, STATE_DELETED);
}

/* At rest, with a flow. */
static void shown_under(pthread_mutex_t *lock)
{
    runtime_pthread_mutex_lock(&mutex);
    script_install(0, 1);
    runtime_pthread_mutex_unlock(&mutex);
    script_entries[0] = (struct cache_entry){.serial = 1,
                                             .pmd = CACHE_PMD_NULL,
                                             .state = STATE_OPERATIONAL,
                                             .actions = model_rule_actions(0)};
    script_n_entries = 1;
    script_round();
    script_round();
    script_shown_under = lock;
    context_set_on_pthreads(true);
    EXPECT(oracle_check_quiescent());
    context_set_on_pthreads(false);
}

static void shown_under_its_lock(void)
{
    shown_under(&mutex);
}

static void shown_under_another_lock(void)
{
    shown_under(&other);
}

static void shown_without_a_lock(void)
{
    shown_under(NULL);
}

static void steps_under_its_lock(void)
{
    steps_under(&mutex, &mutex);
}

static void steps_under_another_lock(void)
{
    steps_under(&mutex, &other);
}

static void asks_with_a_lock(void)
{
    context_set_on_pthreads(true);
    runtime_pthread_mutex_lock(&mutex);
    script_operate(CACHE_GET, 0);
}

/* Threads. */

static void starts_nobody(void)
{
    context_set_on_pthreads(true);
    cache->start(1, 1);
}

static void starts_nonsense(void)
{
    cache->start(1, 0);
}

static void starts_twice(void)
{
    cache->start(1, 1);
    cache->start(1, 1);
}

static void go_offline(void)
{
    urcu_qsbr_register_thread();
}

static void left_online(void)
{
    script_in_call = go_offline;
    cache->pause();
}

/* What is left. */

static void end(void)
{
    cache->destroy();
    oracle_end();
}

static void mutex_left(void)
{
    static pthread_mutex_t left;

    runtime_pthread_mutex_init(&left, NULL);
    end();
}

static void mutex_never_made(void)
{
    static pthread_mutex_t never_made;

    never_made = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    runtime_pthread_mutex_destroy(&never_made);
    end();
}

static void memory_left(void)
{
    static void *left; /* end() does not come back. */

    free(left);
    left = runtime_malloc(1);
    end();
}

static void nothing_left(void)
{
    static pthread_mutex_t left;

    runtime_pthread_mutex_init(&left, NULL);
    runtime_pthread_mutex_destroy(&left);
    runtime_free(runtime_calloc(1, 1));
    end();
}

/* Time. */

static void round_of(uint64_t dump_seq)
{
    world->round_begin(dump_seq, 1);
    world->round_end(dump_seq, 1, true);
}

static void rounds(uint64_t pause_ms)
{
    context_set_on_pthreads(true);
    round_of(1);
    runtime_sleep_ns(pause_ms * 1000000);
    round_of(2);
}

static void in_time(void)
{
    rounds(500);
}

static void too_soon(void)
{
    rounds(499);
}

static void too_late(void)
{
    rounds(501);
}

static void after_change(uint64_t pause_ms)
{
    context_set_on_pthreads(true);
    round_of(1);
    cache->revalidate();
    runtime_sleep_ns(pause_ms * 1000000);
    round_of(2);
}

static void at_once(void)
{
    after_change(5);
}

static void sooner_than_at_once(void)
{
    after_change(4);
}

static void later_than_at_once(void)
{
    after_change(6);
}

#define ON_REVALIDATOR(NAME)              \
    static void NAME##_on(void)           \
    {                                     \
        script_on("revalidator-0", NAME); \
    }
ON_REVALIDATOR(in_time)
ON_REVALIDATOR(too_soon)
ON_REVALIDATOR(too_late)
ON_REVALIDATOR(at_once)
ON_REVALIDATOR(sooner_than_at_once)
ON_REVALIDATOR(later_than_at_once)

static const struct script_test tests[] = {
    {"not executed", not_executed, "ONCE", "packet-not-executed", NULL},
    {"executed wrongly", executed_wrongly, "ONCE", "packet-executed-wrongly",
     "its translation says 0x40000100"},
    {"credited as it is", credited_as_it_is, NULL, NULL, NULL},
    {"credited with other flags", credited_with_other_flags, "ONCE", "credited-as-something-else",
     NULL},
    {"credited with another time", credited_with_another_time, "ONCE", "credited-at-another-time",
     NULL},
    {"credited in another layer", credited_in_another_layer, "ONCE", "credited-as-something-else",
     "layer 1, offloaded"},
    {"declared once", declared_once, NULL, NULL, NULL},
    {"declared twice", declared_twice, "ONCE", "declared-for-nothing",
     "the datapath has given cause for 1"},
    {"not declared", not_declared, "ONCE", "not-declared",
     "declared losses of flow 0 (delete-failed): 0"},
    {"step without a lock", step_without_a_lock, "LOCK", "step-without-a-lock", NULL},
    {"step with a lock", step_with_a_lock, NULL, NULL, NULL},
    {"steps under its lock", steps_under_its_lock, NULL, NULL, NULL},
    {"steps under another lock", steps_under_another_lock, "LOCK", "step-under-another-lock",
     "from EVICTED to DELETED"},
    {"shown under its lock", shown_under_its_lock, NULL, NULL, NULL},
    {"shown under another lock", shown_under_another_lock, "LOCK", "shown-without-its-lock", NULL},
    {"shown without a lock", shown_without_a_lock, "LOCK", "shown-without-its-lock", NULL},
    {"asks with a lock", asks_with_a_lock, "LOCK", "held-over-the-datapath",
     "holds 1 lock (lock 1): expected none"},
    {"starts nobody", starts_nobody, "PROG", "wrong-number-of-threads",
     "threads of the cache after "},
    {"starts nonsense", starts_nonsense, "PROG", "wrong-answer", "answers 0: expected 22"},
    {"starts twice", starts_twice, "PROG", "wrong-answer", "answers 0: expected 114"},
    {"left online", left_online, "RCU", "left-offline", NULL},
    {"mutex left", mutex_left, "LEAK", "not-destroyed", "1 mutexes or rwlocks are left"},
    {"mutex never made", mutex_never_made, "LEAK", "never-made", NULL},
    {"memory left", memory_left, "LEAK", "memory", "1 blocks of memory are left"},
    {"nothing left", nothing_left, NULL, NULL, NULL},
    {"round in time", in_time_on, NULL, NULL, NULL},
    {"round too soon", too_soon_on, "PROG", "round-too-soon",
     "expected 500000 us, as no rules have changed"},
    {"round too late", too_late_on, "PROG", "round-too-late", NULL},
    {"round at once", at_once_on, NULL, NULL, NULL},
    {"round sooner than at once", sooner_than_at_once_on, "PROG", "round-too-soon",
     "5 ms apart at least"},
    {"round later than at once", later_than_at_once_on, "PROG", "round-too-late", NULL},
};

SCRIPT_MAIN(tests)
