#include "tool/input/damage.h"

#include <sha1.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/damage.h"
#include "scenario/file.h"
#include "scenario/provenance.h"
#include "scenario/recognise.h"
#include "scenario/text.h"
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

/* What a fuzzer's own means make smaller may count more than it holds. */
static bool others_shorten(const char *file)
{
    return strstr(file, "clusterfuzz-testcase-") || strstr(file, "minimized-from-") ||
           strstr(file, "id:") || strstr(file, "id_");
}

/* What is wrong with the file; NULL if nothing is known. Stores whether something of it may be missing. */
static const char *find(const char *file, const uint8_t *data, size_t size, bool *damaged)
{
    const char *hash = named_hash(file);

    *damaged = true;
    if (hash) {
        return stands_for(hash, data, size)
                   ? NULL
                   : "not what the fuzzer wrote: its bytes do not have the "
                     "SHA-1 of its name; was it cut short, or changed?";
    }
    if (scenario_is_text_name(file) || scenario_is_text((const char *)data, size)) {
        return NULL;
    }
    switch (scenario_damage(data, size)) {
    case DAMAGE_CUT:
        return others_shorten(file)
                   ? NULL
                   : "holds less than its header counts: it was cut short, or changed";
    case DAMAGE_TRAILER:
        return "does not end as it was written: what follows the scenario is cut short, or other "
               "bytes follow that";
    case DAMAGE_MORE:
        *damaged = false;
        return scenario_is_fuzzer_name(file) ? NULL
                                             : "other bytes follow the scenario, and mean nothing";
    case DAMAGE_NONE:
        break;
    }
    return NULL;
}

/* Returns whether the file is damaged, and writes what is wrong with it. */
static bool look(const char *file)
{
    uint8_t *data = malloc(SCENARIO_FILE_MAX);
    ssize_t size = data ? input_read(file, (char *)data, SCENARIO_FILE_MAX) : -1;
    const char *wrong = NULL;
    bool damaged = false;

    if (size >= 0 && size < SCENARIO_FILE_MAX) {
        wrong = find(file, data, (size_t)size, &damaged);
    }
    free(data);
    if (wrong) {
        fflush(stdout);
        fprintf(stderr, "ukeyfuzz: %s: %s\n", printable(file), wrong);
    }
    return wrong && damaged;
}

bool damage_warn(const char *file)
{
    static char last[4096];
    static bool damaged;

    if (strcmp(file, last)) {
        damaged = look(file);
        snprintf(last, sizeof last, "%s", file);
    }
    return damaged;
}
