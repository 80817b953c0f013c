#include "support/temporary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static bool name(const char *kind, char path[TEMPORARY_PATH])
{
    const char *folder = getenv("TMPDIR");
    int n = snprintf(path, TEMPORARY_PATH, "%s/ukeyfuzz-%s-XXXXXX",
                     folder && folder[0] ? folder : "/tmp", kind);

    if (n < 0 || n >= TEMPORARY_PATH) {
        errno = ENAMETOOLONG;
        return false;
    }
    return true;
}

int temporary_file(const char *kind, char path[TEMPORARY_PATH])
{
    int fd = name(kind, path) ? mkstemp(path) : -1;

    if (fd < 0) {
        path[0] = '\0';
    }
    return fd;
}

bool temporary_folder(const char *kind, char path[TEMPORARY_PATH])
{
    bool made = name(kind, path) && mkdtemp(path);

    if (!made) {
        path[0] = '\0';
    }
    return made;
}
