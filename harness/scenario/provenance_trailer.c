/*
 * The trailer: lines of the text form, and a last one of fixed size, by which it is found from the
 * end of the file.
 *
 *     origin target=fuzz_interleave ...
 *     shows "..."
 *     ukeyfuzz trailer of 00123 bytes
 */
#include "scenario/provenance.h"

#include <stdio.h>
#include <string.h>

#include "scenario/text/lexer.h"

static const char before[] = "ukeyfuzz trailer of ", after[] = " bytes\n";
enum { DIGITS = 5, BEFORE = sizeof before - 1, LAST = BEFORE + DIGITS + sizeof after - 1 };

/* The size of the lines that the last line of some bytes announces; 0 if it is none of ours, or
 * there is no room for them. */
static size_t announced(const uint8_t *data, size_t size)
{
    const uint8_t *last;
    size_t n = 0;

    if (size < LAST) {
        return 0;
    }
    last = data + size - LAST;
    if (memcmp(last, before, BEFORE) || memcmp(last + BEFORE + DIGITS, after, sizeof after - 1)) {
        return 0;
    }
    for (unsigned i = 0; i < DIGITS; i++) {
        if (last[BEFORE + i] < '0' || last[BEFORE + i] > '9') {
            return 0;
        }
        n = n * 10 + (size_t)(last[BEFORE + i] - '0');
    }
    return n <= size - LAST && n < PROVENANCE_TEXT_MAX ? n : 0;
}

static bool read_lines(const uint8_t *data, size_t size, struct provenance *p)
{
    struct text_error error;
    struct text_lexer lexer = {.line_start = (const char *)data,
                               .at = (const char *)data,
                               .end = (const char *)data + size,
                               .line = 1,
                               .error = &error};

    *p = (struct provenance){0};
    while (lexer.at < lexer.end) {
        struct text_token first = text_next_token(&lexer);

        if (!provenance_is_line(first) || !provenance_read_line(&lexer, first, p) ||
            !text_end_line(&lexer)) {
            return false;
        }
    }
    return data[size - 1] == '\n' && provenance_is_known(p);
}

size_t provenance_split(const uint8_t *data, size_t size, struct provenance *provenance)
{
    struct provenance p;
    bool found = false;
    size_t n;

    while ((n = announced(data, size)) > 0 && read_lines(data + size - LAST - n, n, &p)) {
        if (provenance && !found) {
            *provenance = p;
        }
        found = true;
        size -= LAST + n;
    }
    if (provenance && !found) {
        *provenance = (struct provenance){0};
    }
    return size;
}

size_t provenance_trailer(const struct provenance *p, char trailer[PROVENANCE_TRAILER_MAX])
{
    size_t n = provenance_format(p, trailer);

    return n ? n + (size_t)sprintf(trailer + n, "%s%0*zu%s", before, DIGITS, n, after) : 0;
}
