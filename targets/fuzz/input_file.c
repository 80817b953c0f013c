#include "input_file.h"

#include <string.h>

#include "shared_file.h"

enum { INPUT_FILE_SIZE = 256 * 1024 };

static struct {
    uint32_t running, size;
    uint8_t data[INPUT_FILE_SIZE - 8];
} * mapping;

void input_file_open(const char *name)
{
    if (name && *name) {
        mapping = shared_file_map(name, sizeof *mapping);
    }
}

void input_file_keep(const uint8_t *data, size_t size)
{
    if (mapping) {
        mapping->size = size <= sizeof mapping->data ? (uint32_t)size : 0;
        memcpy(mapping->data, data, mapping->size);
        mapping->running = 1;
    }
}

void input_file_forget(void)
{
    if (mapping) {
        mapping->running = 0;
    }
}
