/*
 * Where the compiler has its own libraries.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cc.h"
#include "../tool.h"

const char *cc_library(const struct cc_compiler *compiler, const char *library)
{
    char *command = NULL, line[4096] = "";
    FILE *output = NULL;

    if (asprintf(&command, "'%s' -print-file-name='%s'", compiler->c, library) > 0) {
        output = popen(command, "r");
    }
    if (output) {
        if (fgets(line, sizeof line, output)) {
            line[strcspn(line, "\n")] = '\0';
        }
        pclose(output);
    }
    free(command);
    if (line[0] != '/' || access(line, R_OK)) {
        tool_error("cc: %s has no %s; Debian has it in libclang-rt-14-dev", compiler->c, library);
        return NULL;
    }
    return strdup(line);
}
