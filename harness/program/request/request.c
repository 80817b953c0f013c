#include "program/request/request.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "support/printable.h"

static const struct {
    const char *name;
    int (*serve)(const char *program, int argc, char **argv);
} commands[] = {
    {"run", request_run},         {"replay", request_replay}, {"minimize", request_minimize},
    {"explain", request_explain}, {"doctor", request_doctor}, {"step", request_step},
    {"seek", request_seek},
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

int request_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    printable_error(format, args);
    va_end(args);
    return REQUEST_UNUSABLE;
}

int request_serve(int argc, char **argv)
{
    for (unsigned i = 0; argc > 2 && i < N_COMMANDS; i++) {
        if (!strcmp(argv[2], commands[i].name)) {
            int code = commands[i].serve(argv[0], argc - 2, argv + 2);

            if (fflush(stdout) || ferror(stdout)) {
                return request_error("standard output cannot be written");
            }
            return code;
        }
    }
    return request_error("%s was built with another version of ukeyfuzz, which does not know '%s'; "
                         "build it again",
                         argv[0], argc > 2 ? argv[2] : "");
}
