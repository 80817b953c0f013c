#include "fuzz_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_artefact.h"
#include "fuzz_death.h"
#include "input_file.h"
#include "scenario/signature.h"
#include "stats_file.h"
#include "support/streams.h"

static const struct fuzz_target *target;
static const char *program = "";
static const uint8_t *input;
static size_t input_size;

static void print_base64(const uint8_t *data, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < size; i += 3) {
        unsigned n = (unsigned)(size - i < 3 ? size - i : 3);
        uint32_t word = (uint32_t)data[i] << 16;

        word |= n > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        word |= n > 2 ? data[i + 2] : 0;
        for (unsigned j = 0; j < 4; j++) {
            putc(j <= n ? digits[word >> (18 - 6 * j) & 63] : '=', stderr);
        }
    }
    putc('\n', stderr);
}

/* `signature` is empty if it is not known. */
static void tell(const struct violation *v, const char *message, const char *signature)
{
    const char *slash = strrchr(program, '/');
    char tag[sizeof v->rule];

    violation_tag(v, tag, sizeof tag);
    fprintf(stderr, "==== VIOLATION %s\n%s\n", tag, message);
    if (*signature) {
        fprintf(stderr, "---- signature: %s\n", signature);
    }
    fprintf(stderr, "---- found by %s, %s build\n", slash ? slash + 1 : program, UKEYFUZZ_BUILD);
    target->tell(v, message);
    fprintf(stderr, "---- next (FILE is named below)\n");
    target->next();
    fprintf(stderr, "---- input: %zu bytes, base64\n", input_size);
    print_base64(input, input_size);
    fprintf(stderr, "====\n");
    fflush(stderr);
}

/* More than its tag is known only from outside of the process, unless it is known where. */
static void tell_death(const struct violation *v, const char *message)
{
    struct signature signature;

    signature_of_violation(&signature, v);
    fuzz_artefact_shows(signature.text);
    tell(v, message, signature_is_of_place(v) ? signature.text : "");
}

void fuzz_run_open(const struct fuzz_target *target_, int argc, char **argv)
{
    streams_keep_open();
    streams_refuse_excess();
    target = target_;
    program = argv[0];
    if (target->watch) {
        target->watch->open();
    }
    fuzz_artefact_open(target->name, argc, argv);
    stats_file_open(getenv("UKEYFUZZ_STATS"));
    input_file_open(getenv("UKEYFUZZ_INPUT"));
}

void fuzz_run_begin(const uint8_t *data, size_t size)
{
    input = data;
    input_size = size;
    stats_file_count_execution();
    input_file_keep(data, size);
    fuzz_artefact_begin(data, size);
    fuzz_death_begin(tell_death);
    if (target->watch) {
        target->watch->begin();
    }
}

static void stop_watching(void)
{
    if (target->watch) {
        target->watch->end();
    }
}

void fuzz_run_end(void)
{
    stop_watching();
    fuzz_death_end();
    fuzz_artefact_end();
    input_file_forget();
}

void fuzz_run_violated(const struct violation *v, const char *message)
{
    struct signature signature;

    stop_watching();
    fuzz_death_end();
    signature_of_violation(&signature, v);
    fuzz_artefact_shows(signature.text);
    tell(v, message, signature.text);
    abort();
}

const char *fuzz_run_program(void)
{
    return program;
}
