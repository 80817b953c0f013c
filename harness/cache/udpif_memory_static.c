/* The adapter's memory in executions of the deterministic runtime. */

#include "cache/udpif_memory.h"

#include <stdarg.h>

#include "runtime/runtime.h"

enum {
    MAX_DUMP_THREADS = 8,
    MAX_HANDLES = 16384,
    RELEASED = 0x0dead0, /* What a released translation's bytes become. */
};

static struct translation_handle handles[MAX_HANDLES + 1];
static struct dp_dump_thread dump_threads[MAX_DUMP_THREADS];
static uint64_t packets_in_hand[RUNTIME_MAX_ACTORS];
static unsigned n_flows = CACHE_USUAL_FLOWS;

struct translation_handle *handle_take(uint32_t number)
{
    if (number > MAX_HANDLES) {
        runtime_violation("LEAK/too-many-handles", "the world gave out more than %d handles",
                          MAX_HANDLES);
    }
    handles[number].number = number;
    return &handles[number];
}

void handle_give_back(struct translation_handle *handle)
{
    bytes_of_actions(&handle->actions, RELEASED);
    bytes_of_actions(&handle->mask, RELEASED);
    bytes_of_actions(&handle->execute, RELEASED);
}

/* Not what stands in it: that may have been overwritten. */
uint32_t handle_number(const struct translation_handle *handle)
{
    uintptr_t offset = (uintptr_t)handle - (uintptr_t)handles;

    if (offset >= sizeof handles || offset % sizeof *handles || offset == 0) {
        adapter_violation("LEAK/no-translation", "",
                          "the cache hands over a translation that it was not given");
    }
    return (uint32_t)(offset / sizeof *handles);
}

struct dp_dump_thread *dump_thread_take(unsigned number)
{
    dump_threads[number].number = number;
    return &dump_threads[number];
}

void dump_thread_give_back(struct dp_dump_thread *thread) {}

unsigned dump_thread_number(const struct dp_dump_thread *thread)
{
    uintptr_t offset = (uintptr_t)thread - (uintptr_t)dump_threads;

    if (offset >= sizeof dump_threads || offset % sizeof *dump_threads) {
        adapter_violation("OPS/no-dump-thread", "",
                          "the cache hands over a part in a dump that it was not given");
    }
    return (unsigned)(offset / sizeof *dump_threads);
}

uint64_t *packet_in_hand(void)
{
    return &packets_in_hand[actor_self()];
}

void adapter_expect_flows(unsigned n)
{
    n_flows = n ? n : CACHE_USUAL_FLOWS;
}

bool adapter_may_have(unsigned flow, unsigned pmd)
{
    return flow < n_flows && (pmd == CACHE_PMD_NULL || pmd < CACHE_MAX_PMDS);
}

void adapter_check_tables(bool may_grow)
{
    if (!may_grow && runtime_n_growing_tables()) {
        adapter_violation("PROG/tables-grow", "",
                          "%u hash tables were made to grow; expected all to be of a fixed size",
                          runtime_n_growing_tables());
    }
}

void adapter_violation(const char *rule, const char *what, const char *format, ...)
{
    struct violation v;
    char message[512];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    violation_init(&v, rule);
    if (*what) {
        violation_add_trait(&v, "", what);
    }
    runtime_violation_of(&v, "%s", message);
}
