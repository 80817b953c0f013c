#include "program/world/descriptors.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* The first number above all that are kept; 0: it is not known, and nothing is closed. */
static unsigned first_free;

void descriptors_keep(void)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;
    unsigned highest = 0;

    while (folder && (entry = readdir(folder))) {
        unsigned number = (unsigned)strtoul(entry->d_name, NULL, 10);

        highest = number > highest && (int)number != dirfd(folder) ? number : highest;
    }
    first_free = folder ? highest + 1 : 0;
    if (folder) {
        closedir(folder);
    }
}

void descriptors_give_back(void)
{
    if (first_free) {
        (void)close_range(first_free, UINT_MAX, 0);
    }
}
