#include "execution/failed_create.h"

#include <errno.h>
#include <stdio.h>

#include "runtime/allocations.h"
#include "runtime/objects.h"
#include "runtime/runtime.h"

struct left {
    unsigned blocks, tables, locks;
};

static struct left what_is_left(void)
{
    return (struct left){
        .blocks = runtime_n_blocks_left(),
        .tables = runtime_n_tables_left(),
        .locks = runtime_n_left(OBJECT_LOCK),
    };
}

/* `when`: "when its allocation 3 fails". */
static void judge(int error, int expected, const char *rule, const char *leak_rule,
                  const char *when, const struct left *before)
{
    struct left after = what_is_left();

    if (error != expected) {
        runtime_violation(rule, "create() returns %d %s; expected %s (%d)", error, when,
                          expected == ENOMEM ? "ENOMEM" : "EINVAL", expected);
    }
    if (after.blocks != before->blocks || after.tables != before->tables ||
        after.locks != before->locks) {
        runtime_violation(leak_rule,
                          "create() fails %s, and leaves %u blocks of memory, %u hash tables and "
                          "%u locks; expected none",
                          when, after.blocks - before->blocks, after.tables - before->tables,
                          after.locks - before->locks);
    }
}

void create_without_memory(const struct cache_under_test *cache,
                           const struct cache_settings *settings, const struct cache_world *world,
                           unsigned nth)
{
    struct left before = what_is_left();
    char when[48];
    int error;

    if (!nth || !cache->says_no_memory) {
        return;
    }
    runtime_fail_allocation(nth - 1);
    error = cache->create(settings, world);
    if (!runtime_spare_allocations()) {
        snprintf(when, sizeof when, "when its allocation %u fails", nth);
        judge(error, ENOMEM, "PROG/create-without-memory", "LEAK/create-without-memory", when,
              &before);
    } else if (!error) {
        cache->destroy();
    }
}

void create_out_of_range(const struct cache_under_test *cache,
                         const struct cache_settings *settings, const struct cache_world *world,
                         unsigned which)
{
    struct left before = what_is_left();
    struct cache_settings wrong = *settings;
    const struct {
        unsigned *setting;
        const char *when;
    } wrongs[] = {
        {&wrong.n_umaps, "for 4294967295 umaps"},
        {&wrong.queue_capacity, "for queues of 4294967295 upcalls"},
        {&wrong.upcall_batch, "for batches of 4294967295 upcalls"},
        {&wrong.revalidate_batch, "for batches of 4294967295 operations"},
    };
    int error;

    if (!cache->checks_settings) {
        return;
    }
    which %= sizeof wrongs / sizeof *wrongs;
    *wrongs[which].setting = UINT32_MAX;
    error = cache->create(&wrong, world);
    judge(error, EINVAL, "PROG/create-out-of-range", "LEAK/create-out-of-range", wrongs[which].when,
          &before);
}
