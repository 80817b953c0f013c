/* The adapter's memory on real threads. */

#include "cache/udpif_memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local uint64_t in_hand;

static void *take(size_t size)
{
    void *p = malloc(size);

    if (!p) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return p;
}

struct translation_handle *handle_take(uint32_t number)
{
    struct translation_handle *handle = take(sizeof *handle);

    handle->number = number;
    return handle;
}

void handle_give_back(struct translation_handle *handle)
{
    free(handle);
}

uint32_t handle_number(const struct translation_handle *handle)
{
    if (!handle) {
        adapter_violation("LEAK/no-translation", "",
                          "the cache hands over a translation that it was not given");
    }
    return handle->number;
}

struct dp_dump_thread *dump_thread_take(unsigned number)
{
    struct dp_dump_thread *thread = take(sizeof *thread);

    thread->number = number;
    return thread;
}

void dump_thread_give_back(struct dp_dump_thread *thread)
{
    free(thread);
}

unsigned dump_thread_number(const struct dp_dump_thread *thread)
{
    if (!thread) {
        adapter_violation("OPS/no-dump-thread", "",
                          "the cache hands over a part in a dump that it was not given");
    }
    return thread->number;
}

uint64_t *packet_in_hand(void)
{
    return &in_hand;
}

/* How many there are is the world's to know. */
void adapter_expect_flows(unsigned n_flows) {}

bool adapter_may_have(unsigned flow, unsigned pmd)
{
    return true;
}

/* liburcu does not say. */
void adapter_check_tables(bool may_grow) {}

void adapter_violation(const char *rule, const char *what, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s: ", rule);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}
