#include "program/world/descriptors.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEPT_MAX = 256 };

/* In ascending order. If they are not known, or too many, nothing is closed. */
static unsigned kept[KEPT_MAX];
static unsigned n_kept;
static bool known;

static void keep(unsigned number)
{
    unsigned i = n_kept++;

    for (; i > 0 && kept[i - 1] > number; i--) {
        kept[i] = kept[i - 1];
    }
    kept[i] = number;
}

void descriptors_keep(void)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;

    known = folder != NULL;
    n_kept = 0;
    while (folder && (entry = readdir(folder))) {
        unsigned number = (unsigned)strtoul(entry->d_name, NULL, 10);

        if (entry->d_name[0] == '.' || (int)number == dirfd(folder)) {
            continue;
        }
        if (n_kept == KEPT_MAX) {
            known = false;
            break;
        }
        keep(number);
    }
    if (folder) {
        closedir(folder);
    }
}

void descriptors_give_back(void)
{
    unsigned from = 0;

    for (unsigned i = 0; known && i < n_kept; from = kept[i++] + 1) {
        if (from < kept[i]) {
            (void)close_range(from, kept[i] - 1, 0);
        }
    }
    if (known) {
        (void)close_range(from, UINT_MAX, 0);
    }
}
