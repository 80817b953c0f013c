#include "ovs/restore.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ovs/heap.h"

/* The linker knows where the section begins and ends. */
extern char __start_ovs_data[], __stop_ovs_data[];

/* Red zones lie between the variables. */
__attribute__((no_sanitize("address", "thread"))) static void copy(char *to, const char *from,
                                                                   size_t n)
{
    uint64_t *to8 = (uint64_t *)(void *)to;
    const uint64_t *from8 = (const uint64_t *)(const void *)from;
    size_t i = 0;

    for (; i < n / 8; i++) {
        to8[i] = from8[i];
    }
    for (i *= 8; i < n; i++) {
        to[i] = from[i];
    }
}

void ovs_restore(void)
{
    static char *kept;
    size_t n = (size_t)(__stop_ovs_data - __start_ovs_data);

    ovs_heap_begin();
    if (kept) {
        copy(__start_ovs_data, kept, n);
        return;
    }
    kept = (malloc)(n + 1);
    if (!kept) {
        perror("keeping Open vSwitch's variables");
        abort();
    }
    copy(kept, __start_ovs_data, n);
}
