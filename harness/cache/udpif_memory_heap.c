/* The adapter's memory on real threads. */

#include "cache/udpif_memory.h"

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

uint64_t *packet_in_hand(void)
{
    return &in_hand;
}

void adapter_violation(const char *tag, const char *what)
{
    fprintf(stderr, "%s: %s\n", tag, what);
    abort();
}
