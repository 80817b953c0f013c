#include "fuzz_artefact.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "own_provenance.h"

static struct provenance provenance;
static bool wanted, running;
static const uint8_t *input;
static size_t input_size;

void fuzz_artefact_open(const char *target, int argc, char **argv)
{
    wanted = target;
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

/* What is executed goes into a file only when something has been found. */
static bool is_artefact(const void *data, size_t size, size_t n, FILE *stream)
{
    return running && size == 1 && n == input_size && fileno(stream) > STDERR_FILENO &&
           !memcmp(data, input, n);
}

size_t __wrap_fwrite(const void *data, size_t size, size_t n, FILE *stream)
{
    char trailer[PROVENANCE_TRAILER_MAX];
    size_t more, scenario;

    if (!is_artefact(data, size, n, stream)) {
        return __real_fwrite(data, size, n, stream);
    }
    more = provenance_trailer(&provenance, trailer);
    scenario = provenance_split(data, n, NULL);
    return __real_fwrite(data, 1, scenario, stream) == scenario &&
                   __real_fwrite(trailer, 1, more, stream) == more
               ? n
               : 0;
}
