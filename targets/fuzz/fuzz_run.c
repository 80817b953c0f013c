#include "fuzz_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_artefact.h"
#include "fuzz_death.h"
#include "input_file.h"
#include "scenario/signature.h"
#include "stats_file.h"

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

static void tell(const char *tag, const char *message)
{
    const char *slash = strrchr(program, '/');

    fprintf(stderr, "==== VIOLATION %s\n%s\n", tag, message);
    fprintf(stderr, "---- found by %s, %s build\n", slash ? slash + 1 : program, UKEYFUZZ_BUILD);
    target->tell(tag, message);
    fprintf(stderr, "---- next (FILE is named below)\n");
    target->next();
    fprintf(stderr, "---- input: %zu bytes, base64\n", input_size);
    print_base64(input, input_size);
    fprintf(stderr, "====\n");
    fflush(stderr);
}

/* More than its tag is known only from outside of the process, unless the message says where. */
static void tell_death(const char *tag, const char *message)
{
    struct signature signature;
    bool known = signature_is_of_message(tag, message);

    if (known) {
        signature_of_violation(&signature, tag, message);
    }
    fuzz_artefact_shows(known ? signature.text : tag);
    tell(tag, message);
}

void fuzz_run_open(const struct fuzz_target *target_, int argc, char **argv)
{
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

void fuzz_run_violated(const char *tag, const char *message)
{
    struct signature signature;

    stop_watching();
    fuzz_death_end();
    signature_of_violation(&signature, tag, message);
    fuzz_artefact_shows(signature.text);
    tell(tag, message);
    abort();
}

const char *fuzz_run_program(void)
{
    return program;
}
