#include "shared_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/output.h"

static _Noreturn void cannot(const char *name)
{
    fprintf(stderr, "%s: %s\n", name, strerror(errno));
    exit(2);
}

/* Writes `name` to `out` with the process id in the place of "%p". */
static const char *with_process_id(const char *name, char *out, size_t size)
{
    const char *mark = strstr(name, "%p");

    if (!mark) {
        return name;
    }
    snprintf(out, size, "%.*s%ld%s", (int)(mark - name), name, (long)getpid(), mark + 2);
    return out;
}

/* NULL, with errno set, if that fails. */
static void *map_file(const char *name, size_t size)
{
    void *address = MAP_FAILED;
    struct output out;
    int error;

    if (!output_begin(&out, name)) {
        return NULL;
    }
    error = posix_fallocate(out.fd, 0, (off_t)size);
    if (!error) {
        address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, out.fd, 0);
    }
    errno = error ? error : errno;
    return output_end(&out, address != MAP_FAILED) ? address : NULL;
}

void *shared_file_map(const char *name, size_t size)
{
    char buffer[4096];
    void *address;

    name = with_process_id(name, buffer, sizeof buffer);
    address = map_file(name, size);
    if (!address) {
        cannot(name);
    }
    return address;
}
