#include "tool/input/as_named.h"

#include <sha1.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scenario/file.h"
#include "scenario/provenance.h"
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
    FILE *stream = data ? fopen(file, "rb") : NULL;
    bool as_named = true;

    if (stream) {
        size_t size = fread(data, 1, SCENARIO_FILE_MAX, stream);

        as_named = ferror(stream) || !feof(stream) || stands_for(hash, data, size);
        fclose(stream);
    }
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
