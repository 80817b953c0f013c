#include "scenario/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/recognise.h"
#include "scenario/text.h"
#include "support/input.h"
#include "support/output.h"

static bool fail(char *error, const char *file, const char *why)
{
    snprintf(error, SCENARIO_FILE_ERROR, "%s: %s", file, why);
    return false;
}

/* Its first SCENARIO_FILE_MAX + 1 bytes. */
static ssize_t read_bytes(const char *file, char *data)
{
    return input_read(file, data, SCENARIO_FILE_MAX + 1);
}

static bool parse_binary(struct scenario *s, struct provenance *provenance, const char *data,
                         size_t size)
{
    scenario_decode(s, (const uint8_t *)data, size);
    provenance_split((const uint8_t *)data, size, provenance);
    return true;
}

static bool parse(struct scenario *s, struct provenance *provenance, const char *file, bool raw,
                  const char *data, size_t size, char *error)
{
    bool is_text = scenario_is_text(data, size) || scenario_is_text_name(file);
    const char *mistaken;
    struct text_error wrong;

    if (size > SCENARIO_FILE_MAX) {
        snprintf(error, SCENARIO_FILE_ERROR, "%s: longer than %d bytes, so not a scenario", file,
                 SCENARIO_FILE_MAX);
        return false;
    }
    if (raw) {
        return parse_binary(s, provenance, data, size);
    }
    mistaken = is_text ? scenario_text_mark((const uint8_t *)data, size)
                       : scenario_mistaken(file, (const uint8_t *)data, size);
    if (mistaken) {
        snprintf(error, SCENARIO_FILE_ERROR,
                 "%s: not a scenario, but %s; %s--raw takes its bytes for one", file, mistaken,
                 scenario_text_mark((const uint8_t *)data, size)
                     ? "write it in UTF-8 without a mark, or "
                     : "");
        return false;
    }
    if (!is_text) {
        return parse_binary(s, provenance, data, size);
    }
    if (!scenario_read_text(s, provenance, data, size, &wrong)) {
        snprintf(error, SCENARIO_FILE_ERROR, "%s:%u:%u: %s", file, wrong.line, wrong.column,
                 wrong.message);
        return false;
    }
    return true;
}

static bool read_file(struct scenario *s, struct provenance *provenance, const char *file, bool raw,
                      char *error)
{
    char *data = malloc(SCENARIO_FILE_MAX + 1);
    ssize_t size;
    bool ok;

    if (!data) {
        return fail(error, file, strerror(ENOMEM));
    }
    size = read_bytes(file, data);
    if (size < 0) {
        ok = fail(error, file, input_error());
    } else {
        ok = parse(s, provenance, file, raw, data, (size_t)size, error);
    }
    free(data);
    return ok;
}

bool scenario_read_file(struct scenario *s, struct provenance *provenance, const char *file,
                        char error[SCENARIO_FILE_ERROR])
{
    return read_file(s, provenance, file, false, error);
}

bool scenario_read_raw_file(struct scenario *s, struct provenance *provenance, const char *file,
                            char error[SCENARIO_FILE_ERROR])
{
    return read_file(s, provenance, file, true, error);
}

void scenario_read_provenance(struct provenance *provenance, const char *file)
{
    static struct scenario s;
    char error[SCENARIO_FILE_ERROR];

    if (!read_file(&s, provenance, file, false, error)) {
        *provenance = (struct provenance){0};
    }
}

bool scenario_is_text_name(const char *file)
{
    size_t n = strlen(file), m = strlen(SCENARIO_TEXT_SUFFIX);

    return n > m && !strcmp(file + n - m, SCENARIO_TEXT_SUFFIX);
}

bool scenario_is_other_file(const char *file)
{
    char *data = malloc(SCENARIO_FILE_MAX + 1);
    ssize_t size = data && !scenario_is_text_name(file) ? read_bytes(file, data) : -1;
    bool other = size >= 0 && !scenario_is_text(data, (size_t)size) &&
                 scenario_is_evidently_other(file, (const uint8_t *)data, (size_t)size);

    free(data);
    return other;
}

static bool write_binary(FILE *stream, const struct scenario *s,
                         const struct provenance *provenance)
{
    uint8_t *data = malloc(SCENARIO_MAX_ANCHORED_SIZE);
    size_t size = data ? scenario_encode(s, data, SCENARIO_MAX_ANCHORED_SIZE) : 0, more;
    bool ok = size > 0 && fwrite(data, 1, size, stream) == size;
    char trailer[PROVENANCE_TRAILER_MAX];

    if (ok && provenance) {
        more = provenance_trailer(provenance, trailer);
        ok = fwrite(trailer, 1, more, stream) == more;
    }
    free(data);
    return ok;
}

bool scenario_write_file(const struct scenario *s, const struct provenance *provenance,
                         const char *file, void (*note)(FILE *, size_t i, void *aux), void *aux,
                         char error[SCENARIO_FILE_ERROR])
{
    struct output out;
    bool whole = true;

    if (!output_begin(&out, file)) {
        return fail(error, file, strerror(errno));
    }
    if (scenario_is_text_name(file)) {
        scenario_write_text(out.stream, s, provenance, note, aux);
    } else {
        whole = write_binary(out.stream, s, provenance);
    }
    return output_end(&out, whole) || fail(error, file, strerror(errno));
}
