/* The dumps of the model's datapath, and their faults. */

#include <string.h>

#include "check.h"

/* The records that one thread gets, as digits: a flow's number each. */
static const char *dump(unsigned thread)
{
    static char seen[32];
    struct cache_record record;
    size_t n = 0;

    while (model_world.dump_next(thread, &record, 1)) {
        seen[n++] = (char)('0' + record.flow);
    }
    seen[n] = '\0';
    return seen;
}

static bool dumps_as(const char *expected, int error)
{
    EXPECT(model_world.dump_create(true));
    return !strcmp(dump(model_world.dump_thread_create()), expected) &&
           model_world.dump_destroy() == error;
}

static void install_three(void)
{
    operate(CACHE_PUT, 0);
    operate(CACHE_PUT, 1);
    operate(CACHE_PUT, 2);
}

static void dump_of_everything(void)
{
    install_three();
    EXPECT(dumps_as("012", 0));
}

static void dump_with_faults(void)
{
    install_three();
    model_arm(FAULT_DUMP_DUPLICATE, 1, 1);
    EXPECT(dumps_as("0112", 0));
    model_arm(FAULT_DUMP_DUPLICATE_LATE, 1, 1);
    EXPECT(dumps_as("0121", 0));
    model_arm(FAULT_DUMP_REVISIT, 0, 1);
    EXPECT(dumps_as("0012", 0));
    model_arm(FAULT_DUMP_OMIT, 1, 1);
    EXPECT(dumps_as("02", EINTR));
    model_arm(FAULT_DUMP_OMIT_SILENTLY, 1, 1);
    EXPECT(dumps_as("02", 0));
    model_arm(FAULT_DUMP_ENDS_EARLY, 1, 1);
    EXPECT(dumps_as("0", EINTR));
    model_arm(FAULT_DUMP_CREATE_FAILS, 2, 1);
    EXPECT(!model_world.dump_create(true));
    EXPECT(dumps_as("012", 0));
}

static void duplicate_for_another_thread(void)
{
    struct cache_record record;
    unsigned a, b;

    install_three();
    EXPECT(model_world.dump_create(true));
    a = model_world.dump_thread_create();
    b = model_world.dump_thread_create();
    model_arm(FAULT_DUMP_DUPLICATE_OTHER, 0, 1);
    EXPECT(model_world.dump_next(a, &record, 1) && record.flow == 0);
    EXPECT(model_world.dump_next(a, &record, 1) && record.flow == 1);
    EXPECT(model_world.dump_next(b, &record, 1) && record.flow == 0);
    EXPECT(!strcmp(dump(b), "2"));
}

/* A late copy shows the counters of a flow that is gone by then. */
static void late_copy_is_stale(void)
{
    struct cache_record record;
    unsigned thread;

    operate(CACHE_PUT, 0);
    hit(0, 2);
    model_arm(FAULT_DUMP_DUPLICATE_LATE, 0, 1);
    EXPECT(model_world.dump_create(false));
    thread = model_world.dump_thread_create();
    EXPECT(model_world.dump_next(thread, &record, 1) && record.full && record.actions);
    operate(CACHE_DELETE, 0);
    operate(CACHE_PUT, 0);
    EXPECT(model_world.dump_next(thread, &record, 1) && record.stats.n_packets == 2);
    EXPECT(!model_world.dump_next(thread, &record, 1));
}

int main(void)
{
    const struct test_case cases[] = {
        BODY("dump of everything", dump_of_everything),
        BODY("dump with faults", dump_with_faults),
        BODY("duplicate for another thread", duplicate_for_another_thread),
        BODY("late copy is stale", late_copy_is_stale),
    };

    return RUN_CASES(cases);
}
