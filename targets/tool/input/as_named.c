#include "tool/input/as_named.h"

#include <sha1.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/file.h"
#include "scenario/provenance.h"
#include "support/input.h"
#include "support/printable.h"

enum { DIGITS = SHA1_DIGEST_STRING_LENGTH - 1 };

/* The hash that ends the name; NULL if none does, or if it is that of the file that this one was
 * made of. */
static const char *named_hash(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    size_t size = strlen(name);
    const char *hash = name + size - DIGITS;

    if (size < DIGITS || strspn(hash, "0123456789abcdef") != DIGITS ||
        (hash > name && hash[-1] != '-') || strstr(name, "minimized-from-")) {
        return NULL;
    }
    return hash;
}

/* Our tools append a trailer that says where a unit comes from; the name is of the unit. */
static bool stands_for(const char *hash, const uint8_t *data, size_t size)
{
    const size_t sizes[] = {size, provenance_split(data, size, NULL)};
    char digest[SHA1_DIGEST_STRING_LENGTH];

    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (!SHA1Data(data, sizes[i], digest) || !strcmp(digest, hash)) {
            return true;
        }
    }
    return false;
}

static bool is_as_named(const char *file, const char *hash)
{
    uint8_t *data = malloc(SCENARIO_FILE_MAX);
    ssize_t size = data ? input_read(file, (char *)data, SCENARIO_FILE_MAX) : -1;
    bool as_named = size < 0 || size == SCENARIO_FILE_MAX || stands_for(hash, data, (size_t)size);

    free(data);
    return as_named;
}

void as_named_warn(const char *file)
{
    static char last[4096];
    const char *hash = named_hash(file);

    if (!hash || !strcmp(file, last) || is_as_named(file, hash)) {
        return;
    }
    snprintf(last, sizeof last, "%s", file);
    fflush(stdout);
    fprintf(stderr,
            "ukeyfuzz: %s: not what the fuzzer wrote: its bytes do not have the SHA-1 of its name; "
            "was it cut short, or changed?\n",
            printable(file));
}
