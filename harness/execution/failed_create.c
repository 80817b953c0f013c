#include "execution/failed_create.h"

#include <errno.h>

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

static void judge(int error, unsigned nth, const struct left *before)
{
    struct left after = what_is_left();

    if (error != ENOMEM) {
        runtime_violation("PROG/create-without-memory",
                          "create() returns %d when its allocation %u fails; expected ENOMEM (%d)",
                          error, nth, ENOMEM);
    }
    if (after.blocks != before->blocks || after.tables != before->tables ||
        after.locks != before->locks) {
        runtime_violation("LEAK/create-without-memory",
                          "create() fails when its allocation %u does, and leaves %u blocks of "
                          "memory, %u hash tables and %u locks; expected none",
                          nth, after.blocks - before->blocks, after.tables - before->tables,
                          after.locks - before->locks);
    }
}

void create_without_memory(const struct cache_under_test *cache,
                           const struct cache_settings *settings, const struct cache_world *world,
                           unsigned nth)
{
    struct left before = what_is_left();
    int error;

    if (!nth || !cache->says_no_memory) {
        return;
    }
    runtime_fail_allocation(nth - 1);
    error = cache->create(settings, world);
    if (!runtime_spare_allocations()) {
        judge(error, nth, &before);
    } else if (!error) {
        cache->destroy();
    }
}
