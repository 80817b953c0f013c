/* A folder of its own for each case, which works in it: CASE_WITH(..., folder_begin, folder_end). */
#ifndef SUPPORT_TEST_FOLDER_H
#define SUPPORT_TEST_FOLDER_H 1

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/temporary.h"
#include "test/check.h"

static char test_folder[TEMPORARY_PATH];

static inline void folder_begin(void)
{
    CHECK(temporary_folder("test", test_folder) && !chdir(test_folder));
}

static inline void folder_end(void)
{
    char command[TEMPORARY_PATH + 16];

    snprintf(command, sizeof command, "rm -rf '%s'", test_folder);
    CHECK(!chdir("/") && !system(command));
}

#endif /* folder.h */
