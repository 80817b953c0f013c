#include "tool/input/folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scenario/file.h"
#include "support/printable.h"
#include "tool/tool.h"

enum { PATH_SIZE = 4096 };

static void say_skipped(const char *folder, size_t n, const char *first)
{
    if (n) {
        fflush(stdout);
        fprintf(stderr, "ukeyfuzz: %s: skips %zu file%s no scenario%s: %s%s\n", printable(folder),
                n, n == 1 ? " that is" : "s that are", plural(n), printable(first),
                n == 1 ? "" : ", ...");
    }
}

bool folder_for_each(const char *folder, bool (*take)(void *aux, const char *path, size_t size),
                     void *aux, bool (*is_wanted)(const char *path), size_t *n_skipped)
{
    struct dirent **entries;
    char first[sizeof entries[0]->d_name] = "";
    int n = scandir(folder, &entries, NULL, alphasort);
    bool taken = n >= 0;

    *n_skipped = 0;
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        char path[PATH_SIZE];
        struct stat status;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        if (!taken || name[0] == '.') {
            /* Not one of its files. */
        } else if (stat(path, &status)) {
            taken = take(aux, path, 0);
        } else if (S_ISDIR(status.st_mode) || (!tool_is_raw() && !(is_wanted && is_wanted(path)) &&
                                               scenario_is_other_file(path))) {
            if (!(*n_skipped)++) {
                memcpy(first, name, strlen(name) + 1);
            }
        } else {
            taken = take(aux, path, (size_t)status.st_size);
        }
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
    say_skipped(folder, *n_skipped, first);
    return taken;
}
