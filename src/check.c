#include "check.h"

#include <stdio.h>
#include <stdlib.h>

void check_failed(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: assertion %s failed\n", file, line, condition);
    abort();
}

void *check_calloc(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory) {
        fprintf(stderr, "out of memory (%zu bytes)\n", size);
        abort();
    }
    return memory;
}
