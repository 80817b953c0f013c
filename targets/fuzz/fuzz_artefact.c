#include "fuzz_artefact.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz_run.h"
#include "own_provenance.h"
#include "support/printable.h"

static struct provenance provenance;
static bool wanted, running;
static const uint8_t *input;
static size_t input_size;
static unsigned n_lost; /* Writes that have failed. */
enum { EXIT_LOST = 2 };

/* At the usual end of a run: something could not be stored. (After a find the exit code says that.) */
static void end_with_loss(void)
{
    if (n_lost) {
        fprintf(stderr, "%s: writes to files that have failed: %u\n", fuzz_run_program(), n_lost);
        _exit(EXIT_LOST);
    }
}

void fuzz_artefact_open(const char *target, int argc, char **argv)
{
    wanted = target;
    atexit(end_with_loss);
    if (target) {
        own_provenance(&provenance, target, "");
    }
    for (int i = 1; i < argc; i++) {
        if (!strncmp(argv[i], "-minimize_crash", strlen("-minimize_crash")) ||
            !strncmp(argv[i], "-cleanse_crash", strlen("-cleanse_crash"))) {
            wanted = false;
        }
    }
}

void fuzz_artefact_begin(const uint8_t *data, size_t size)
{
    input = data;
    input_size = size;
    running = wanted;
}

void fuzz_artefact_end(void)
{
    running = false;
}

void fuzz_artefact_shows(const char *signature)
{
    provenance_set(provenance.signature, sizeof provenance.signature, signature);
}

const struct provenance *fuzz_artefact_provenance(void)
{
    return &provenance;
}

/* fwrite() as it is, and as all calls of this program reach it. */
size_t __real_fwrite(const void *data, size_t size, size_t n, FILE *stream);
size_t __wrap_fwrite(const void *data, size_t size, size_t n, FILE *stream);

/* What is executed goes into a file only when something has been found. The empty input may have no
 * address, and is the first that libFuzzer executes. */
static bool is_artefact(const void *data, size_t size, size_t n, FILE *stream)
{
    return running && size == 1 && n == input_size && fileno(stream) > STDERR_FILENO &&
           (!n || !memcmp(data, input, n));
}

/* Says once what has happened, and sees to it that the program does not end as if nothing had. */
static void lose(const char *path)
{
    int error = errno;

    if (n_lost++) {
        return;
    }
    fprintf(stderr, "%s: %s: ", fuzz_run_program(), strerror(error));
    printable_write(stderr, path);
    fprintf(stderr, " cannot be stored whole, nor perhaps what comes after it%s\n",
            running ? "; what is found is above in base64" : "");
}

static void lose_written(FILE *stream)
{
    char link[32], path[4096] = "a file";
    int error = errno;
    ssize_t n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fileno(stream));
    n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : (ssize_t)strlen("a file")] = '\0';
    errno = error;
    lose(path);
}

/* fopen() as well: libFuzzer goes on in silence if a file of the corpus cannot be made. */
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);

FILE *__wrap_fopen(const char *path, const char *mode)
{
    FILE *stream = __real_fopen(path, mode);

    if (!stream && *mode == 'w') {
        lose(path);
    }
    return stream;
}

static size_t write_all(const void *data, size_t size, size_t n, FILE *stream)
{
    size_t written = __real_fwrite(data, size, n, stream);

    if (fileno(stream) > STDERR_FILENO && (written < n || fflush(stream))) {
        lose_written(stream);
    }
    return written;
}

size_t __wrap_fwrite(const void *data, size_t size, size_t n, FILE *stream)
{
    char trailer[PROVENANCE_TRAILER_MAX];
    size_t more, scenario;

    if (!is_artefact(data, size, n, stream)) {
        return write_all(data, size, n, stream);
    }
    more = provenance_trailer(&provenance, trailer);
    scenario = provenance_split(data, n, NULL);
    return write_all(data, 1, scenario, stream) == scenario &&
                   write_all(trailer, 1, more, stream) == more
               ? n
               : 0;
}
