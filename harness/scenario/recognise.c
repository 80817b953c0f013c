#include "scenario/recognise.h"

#include <ctype.h>
#include <string.h>

#include "scenario/provenance.h"
#include "scenario/scenario.h"

/* A shorter text may be what is left of a crash file that was made as small as it could be. */
enum { HASH_DIGITS = 40, SURELY_TEXT = 64 };

static const char other_sort[] = "binary data of another sort";
static const char clusterfuzz[] = "clusterfuzz-testcase-";
static const char hash_of_nothing[] = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

static const char *name_in_folder(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? slash + 1 : file;
}

/* The hash that the name is, or ends with after a dash; NULL if there is none. A suffix may
 * follow: ".min". */
static const char *hash_in_name(const char *name)
{
    for (const char *at = name; at && *at; at = strchr(at, '-'), at += at != NULL) {
        size_t n = strspn(at, "0123456789abcdef");

        if (n == HASH_DIGITS && !isalnum((unsigned char)at[n])) {
            return at;
        }
        if (!strchr(at, '-')) {
            break;
        }
    }
    return NULL;
}

/* "id:000001,..." */
static bool is_of_afl(const char *name)
{
    return !strncmp(name, "id:0", 4) || !strncmp(name, "id_0", 4);
}

bool scenario_is_fuzzer_name(const char *file)
{
    static const char *const words[] = {"crash-",     "timeout-", "oom-",      "leak-",
                                        "slow-unit-", "hang-",    clusterfuzz, "minimized-from-"};
    const char *name = name_in_folder(file);

    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *at = strstr(name, words[i]);

        if (at && (at == name || strchr("- ", at[-1]))) {
            return true;
        }
    }
    return is_of_afl(name) || hash_in_name(name);
}

const char *scenario_text_mark(const uint8_t *data, size_t size)
{
    if (size >= 3 && !memcmp(data, "\xef\xbb\xbf", 3)) {
        return "text with a byte-order mark";
    }
    if (size >= 2 && (!memcmp(data, "\xff\xfe", 2) || !memcmp(data, "\xfe\xff", 2))) {
        return "text in UTF-16 or UTF-32";
    }
    /* Without a mark, every other byte of plain English is zero. */
    if (size >= 16 && size % 2 == 0) {
        size_t n[2] = {0, 0};

        for (size_t i = 0; i < size; i++) {
            n[i % 2] += data[i] == 0;
        }
        for (unsigned i = 0; i < 2; i++) {
            if (n[i] == size / 2 && n[1 - i] == 0) {
                return "text in UTF-16 or UTF-32";
            }
        }
    }
    return NULL;
}

/* Formats that begin with something of their own. */
static const char *known_format(const uint8_t *data, size_t size)
{
    static const struct {
        const char *begins;
        size_t n;
        const char *what;
    } formats[] = {
#define FORMAT(BEGINS, WHAT) {BEGINS, sizeof BEGINS - 1, WHAT}
        FORMAT("\x7f"
               "ELF",
               "a program or library (ELF)"),
        FORMAT("\x89PNG\r\n", "a PNG image"),
        FORMAT("\xff\xd8\xff", "a JPEG image"),
        FORMAT("GIF8", "a GIF image"),
        FORMAT("%PDF-", "a PDF document"),
        FORMAT("PK\x03\x04", "a zip archive"),
        FORMAT("PK\x05\x06", "a zip archive"),
        FORMAT("\x1f\x8b\x08", "something compressed (gzip)"),
        FORMAT("BZh", "something compressed (bzip2)"),
        FORMAT("\xfd"
               "7zXZ",
               "something compressed (xz)"),
        FORMAT("\x28\xb5\x2f\xfd", "something compressed (zstd)"),
        FORMAT("7z\xbc\xaf\x27\x1c", "an archive (7z)"),
        FORMAT("!<arch>\n", "an archive (ar)"),
        FORMAT("SQLite format 3", "a database (SQLite)"),
        FORMAT("ukeyfuzz-schedule ",
               "a schedule, which goes with the program that ukeyfuzz cc has built"),
#undef FORMAT
    };

    for (unsigned i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (size >= formats[i].n && !memcmp(data, formats[i].begins, formats[i].n)) {
            return formats[i].what;
        }
    }
    return size > 262 && !memcmp(data + 257, "ustar", 5) ? "an archive (tar)" : NULL;
}

/* Whether all bytes are such as a text has in ASCII, UTF-8 or Latin-1. */
static bool is_printable(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] == 0x7f || (data[i] < ' ' && !strchr("\t\n\v\f\r\033\b", data[i])) ||
            !data[i]) {
            return false;
        }
    }
    return true;
}

/* Whether it is a text, and not what is left of a unit that a fuzzer has made small: that is short, and as
 * no one has written it. A name that anybody gives ("crash-notes") says less than one of a fuzzer's. */
static bool is_surely_text(const char *name, const uint8_t *data, size_t size)
{
    bool made_up = !hash_in_name(name) && !strstr(name, clusterfuzz) && !is_of_afl(name);

    return is_printable(data, size) && (!scenario_is_fuzzer_name(name) || size >= SURELY_TEXT ||
                                        (made_up && data[size - 1] == '\n'));
}

static const char *kind_of_text(const uint8_t *data, size_t size)
{
    size_t at = 0;

    while (at < size && isspace(data[at])) {
        at++;
    }
    if (at < size && (data[at] == '{' || data[at] == '[')) {
        return "text, perhaps JSON";
    }
    return at < size && data[at] == '<' ? "text, perhaps HTML or XML" : "text";
}

/* Whether the bytes begin with what scenario_encode() makes of them. */
static bool is_canonical(const uint8_t *data, size_t size)
{
    static struct scenario s;
    static uint8_t again[SCENARIO_MAX_ANCHORED_SIZE];
    size_t n;

    scenario_decode(&s, data, size);
    n = scenario_encode(&s, again, sizeof again);
    return n > 0 && n <= size && !memcmp(data, again, n);
}

const char *scenario_mistaken(const char *file, const uint8_t *data, size_t size)
{
    const char *name = name_in_folder(file), *hash = hash_in_name(name), *what;
    bool named = scenario_is_fuzzer_name(file);
    size_t n = provenance_split(data, size, NULL);

    if (n < size) {
        return NULL;
    }
    if (size == 0) {
        return hash && !strncmp(hash, hash_of_nothing, HASH_DIGITS) ? NULL : "an empty file";
    }
    if (hash && !known_format(data, size) && !is_surely_text(name, data, size)) {
        return NULL;
    }
    if ((what = known_format(data, size)) || (what = scenario_text_mark(data, size))) {
        return what;
    }
    if (is_surely_text(name, data, size)) {
        return kind_of_text(data, size);
    }
    return named || is_canonical(data, size) ? NULL : other_sort;
}

bool scenario_is_evidently_other(const char *file, const uint8_t *data, size_t size)
{
    const char *mistaken;

    if (size == 0 || scenario_is_fuzzer_name(file)) {
        return false;
    }
    mistaken = scenario_mistaken(file, data, size);
    return mistaken && mistaken != other_sort;
}
