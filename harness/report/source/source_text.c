/*
 * The text of lines of source.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/source/source.h"

/* The file that was read last, as lines come from the same one again and again. */
static struct {
    char name[512];
    char *text; /* NULL: it cannot be used. */
} last;

static char *read_whole(const char *name)
{
    enum { MOST = 4 << 20 };
    struct stat of_file, of_program;
    FILE *stream = fopen(name, "re");
    char *text = NULL;

    if (!stream) {
        return NULL;
    }
    if (!fstat(fileno(stream), &of_file) && S_ISREG(of_file.st_mode) && of_file.st_size <= MOST &&
        !stat("/proc/self/exe", &of_program) && of_file.st_mtime <= of_program.st_mtime) {
        size_t size = (size_t)of_file.st_size;

        text = malloc(size + 1);
        if (text) {
            text[fread(text, 1, size, stream)] = '\0';
        }
    }
    fclose(stream);
    return text;
}

bool source_text(const char *file, unsigned line, char *text, size_t size)
{
    const char *at;
    size_t n;

    if (strcmp(last.name, file) != 0) {
        free(last.text);
        snprintf(last.name, sizeof last.name, "%s", file);
        last.text = read_whole(file);
    }
    at = last.text;
    while (at && line > 1 && (at = strchr(at, '\n'))) {
        at++;
        line--;
    }
    if (!at || !line) {
        return false;
    }
    n = strcspn(at, "\r\n");
    while (n && at[n - 1] == ' ') {
        n--;
    }
    snprintf(text, size, "%.*s", (int)n, at);
    return n > 0;
}
