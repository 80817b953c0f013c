/*
 * log_finding: reads a log on standard input, and writes what support/sanitizer_log.h finds in it, a
 * line for each member with a tab behind its name. Nothing, if nothing is found. For the scripts in
 * ci/ (ci/lib/sanitizer_log.py), which make it themselves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/sanitizer_log.h"

enum { MAX_STACKS = 16, MAX_LOG = 64 << 20 };

/* As much as there is, as a string. NULL without memory. */
static char *read_all(FILE *stream)
{
    size_t size = 0, n = 0;
    char *log = NULL;

    do {
        char *larger = size < MAX_LOG ? realloc(log, size = size ? 2 * size : 1 << 16) : NULL;

        if (!larger) {
            free(log);
            return NULL;
        }
        log = larger;
        n += fread(log + n, 1, size - n - 1, stream);
    } while (n == size - 1);
    for (size_t i = 0; i < n; i++) {
        log[i] = log[i] ? log[i] : '?';
    }
    log[n] = '\0';
    return log;
}

static void member(const char *name, const char *value)
{
    printf("%s\t%s\n", name, value);
}

/* The frames in src/, in the order in which they stand there. */
static void write_frames(const char *log)
{
    static struct log_stack stacks[MAX_STACKS];
    unsigned n = log_stacks_read(log, stacks, MAX_STACKS);

    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < stacks[i].n; j++) {
            const struct log_frame *frame = &stacks[i].frames[j];

            if (log_is_of_src(frame)) {
                printf("frame\t%u\t%s\t%s\n", frame->line, frame->function, frame->file);
            }
        }
    }
}

int main(void)
{
    char *log = read_all(stdin);
    struct log_finding finding;
    bool found;

    if (!log) {
        fputs("log_finding: the log is too long\n", stderr);
        return 2;
    }
    found = log_finding_read(log, &finding);
    if (found) {
        member("tag", finding.tag);
        member("what", finding.what);
        member("line", finding.line);
        printf("at\t%zu\n", finding.at);
    }
    write_frames(log + (found ? finding.at : 0));
    free(log);
    return fflush(stdout) ? 2 : 0;
}
