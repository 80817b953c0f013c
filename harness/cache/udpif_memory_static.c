/* The adapter's memory in executions of the deterministic runtime. */

#include "cache/udpif_memory.h"

#include "runtime/runtime.h"

enum {
    MAX_DUMP_THREADS = 8,
    MAX_HANDLES = 16384,
    RELEASED = 0x0dead0, /* What a released translation's bytes become. */
};

static struct translation_handle handles[MAX_HANDLES + 1];
static struct dp_dump_thread dump_threads[MAX_DUMP_THREADS];
static uint64_t packets_in_hand[RUNTIME_MAX_ACTORS];

struct translation_handle *handle_take(uint32_t number)
{
    if (number > MAX_HANDLES) {
        runtime_violation("LEAK", "the world gave out more than %d handles", MAX_HANDLES);
    }
    handles[number].number = number;
    return &handles[number];
}

void handle_give_back(struct translation_handle *handle)
{
    handle->actions = handle->mask = handle->execute = number_of(RELEASED);
}

struct dp_dump_thread *dump_thread_take(unsigned number)
{
    dump_threads[number].number = number;
    return &dump_threads[number];
}

void dump_thread_give_back(struct dp_dump_thread *thread) {}

uint64_t *packet_in_hand(void)
{
    return &packets_in_hand[actor_self()];
}

void adapter_violation(const char *tag, const char *what)
{
    runtime_violation(tag, "%s", what);
}
