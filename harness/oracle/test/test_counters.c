/* CNT: the cache's counters, against what was seen. */

#include <string.h>

#include "runtime/pthread_api.h"
#include "oracle/test/script/script.h"

static void count(unsigned fresh, unsigned duplicate, unsigned tried)
{
    script_counters[0] = (struct cache_counter){"upcall_install", tried};
    script_counters[1] = (struct cache_counter){"upcall_install_fresh", fresh};
    script_counters[2] = (struct cache_counter){"handler_duplicate_upcall", duplicate};
    script_n_counters = 3;
    script_install(0, 1);
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_DUPLICATE);
    oracle_check_quiescent();
}

static void counted(void)
{
    count(1, 1, 2);
}

static void duplicate_not_counted(void)
{
    count(1, 0, 1);
}

static void outcomes_do_not_add_up(void)
{
    count(1, 1, 3);
}

static void fresh_counted_twice(void)
{
    count(2, 1, 3);
}

static void dumped(unsigned new, unsigned duplicate)
{
    script_install(0, 1);
    script_round();
    model_arm(FAULT_DUMP_DUPLICATE, 0, 1);
    script_round();
    script_counters[0] = (struct cache_counter){"dumped_new_flow", new};
    script_counters[1] = (struct cache_counter){"dumped_duplicate_flow", duplicate};
    script_n_counters = 2;
    oracle_check_quiescent();
}

static void records_counted(void)
{
    dumped(2, 1);
}

static void duplicate_record_counted_as_new(void)
{
    dumped(3, 0);
}

static void new_record_counted_as_duplicate(void)
{
    dumped(1, 2);
}

static unsigned n_handed;

static void dumps_it(void *aux)
{
    struct cache_record record;
    unsigned thread;

    world->round_begin(1, 1);
    world->dump_create(true);
    thread = world->dump_thread_create();
    while (world->dump_next(thread, &record, 1)) {
        n_handed++;
    }
    world->dump_thread_destroy(thread);
    world->round_end(1, 1, !world->dump_destroy());
}

/* A record, at any time, of a flow that is being put; and what the cache says that it was. */
static void dumped_meanwhile(void (*dumps)(void *), const char *counter)
{
    unsigned revalidator;

    n_handed = 0;
    EXPECT(!cache->start(1, 1));
    revalidator = actor_spawn("revalidator-0", dumps, NULL);
    script_install(0, 1);
    actor_join(revalidator);
    script_counters[0] = (struct cache_counter){"dumped_pending_flow", 0};
    script_counters[1] = (struct cache_counter){"dumped_duplicate_flow", 0};
    script_counters[2] = (struct cache_counter){"upcall_ukey_contention", 0};
    script_n_counters = 3;
    for (unsigned i = 0; i < script_n_counters; i++) {
        if (!strcmp(script_counters[i].name, counter)) {
            script_counters[i].value = n_handed;
        }
    }
    oracle_check_quiescent();
}

/* The ukey's lock was taken when it was looked for. */
static void dumps_it_in_vain(void *aux)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

    dumps_it(aux);
    if (n_handed) {
        runtime_pthread_mutex_lock(&mutex);
        EXPECT(runtime_pthread_mutex_trylock(&mutex) == EBUSY);
        runtime_pthread_mutex_unlock(&mutex);
    }
}

static void contended_record_counted(void)
{
    dumped_meanwhile(dumps_it_in_vain, "upcall_ukey_contention");
}

static void pending_record_counted(void)
{
    dumped_meanwhile(dumps_it, "dumped_pending_flow");
}

static void pending_record_counted_as_duplicate(void)
{
    dumped_meanwhile(dumps_it, "dumped_duplicate_flow");
}

static void begin_round(void)
{
    world->round_begin(1, 1);
}

static void end_round(void)
{
    world->limit_adjusted(1);
    world->round_end(1, 1, true);
}

/* The ukey that an upcall has counted, and not yet made visible, is a reason to raise the limit. */
static void grew(unsigned n)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    script_flow_limit = 1;
    EXPECT(!cache->start(1, 1));
    script_on("revalidator-0", begin_round);
    script_miss(0);
    script_handle(0);
    script_on("revalidator-0", end_round);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_INSTALLED);
    script_counters[0] = (struct cache_counter){"upcall_flow_limit_grew", n};
    script_n_counters = 1;
    oracle_check_quiescent();
}

static void grew_for_an_upcall(void)
{
    grew(1);
}

static void grew_for_nothing(void)
{
    grew(2);
}

static const struct script_test tests[] = {
    {"counted", counted, NULL, NULL, NULL},
    {"duplicate not counted", duplicate_not_counted, "CNT", "not-what-happened",
     "there were 1 upcalls"},
    {"outcomes do not add up", outcomes_do_not_add_up, "CNT", "installs-do-not-add-up",
     "upcall_install counts 3"},
    {"records counted", records_counted, NULL, NULL, NULL},
    {"duplicate record counted as new", duplicate_record_counted_as_new, "CNT", "too-many-dumped",
     NULL},
    {"new record counted as duplicate", new_record_counted_as_duplicate, "CNT",
     "too-many-duplicates", NULL},
    {"fresh counted twice", fresh_counted_twice, "CNT", "ukeys-do-not-add-up",
     "ukeys that became visible: 1"},
    {"grew for an upcall", grew_for_an_upcall, NULL, NULL, NULL},
    {"grew for nothing", grew_for_nothing, "CNT", "out-of-bounds",
     "upcall_flow_limit_grew counts 2"},
};

static const struct script_test preempted_tests[] = {
    {"pending record counted", pending_record_counted, NULL, NULL, NULL},
    {"contended record counted", contended_record_counted, NULL, NULL, NULL},
    {"pending record counted as duplicate", pending_record_counted_as_duplicate, "CNT",
     "out-of-bounds", "dumped_pending_flow counts 0; 1 to 1"},
};

int main(void)
{
    return script_run(SCRIPT_TESTS(tests), SCRIPT_TESTS(preempted_tests));
}
