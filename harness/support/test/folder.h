/* A folder of its own for each case, which works in it: CASE_WITH(..., folder_begin, folder_end). */
#ifndef SUPPORT_TEST_FOLDER_H
#define SUPPORT_TEST_FOLDER_H 1

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/check.h"

static char test_folder[32];

static inline void folder_begin(void)
{
    strcpy(test_folder, "/tmp/ukeyfuzz-test-XXXXXX"); /* mkdtemp() puts letters there. */
    CHECK(mkdtemp(test_folder) && !chdir(test_folder));
}

static inline void folder_end(void)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", test_folder);
    CHECK(!chdir("/") && !system(command));
}

#endif /* folder.h */
