#include "support/printable.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    NOT_UTF8 = UINT32_MAX - 1,
    ESCAPE_SIZE = 11, /* "\U000e0001" and its end. */
    QUOTES_SIZE = 32, /* What stands around a path that is quoted. */
    COPY_SIZE = 4 * PATH_MAX + 8 + QUOTES_SIZE,
    N_COPIES = 8,
};

/* Where what is never shown begins and ends: controls, and Unicode's formatting characters. */
static const uint32_t unseen[][2] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
    {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

static bool is_unseen(uint32_t character)
{
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        if (character >= unseen[i][0] && character <= unseen[i][1]) {
            return true;
        }
    }
    return character == NOT_UTF8;
}

/* Decodes the character at `text`, not its end, and returns its length; 1 and NOT_UTF8 if there is
 * none: a lone or a missing byte, more bytes than are needed, half of a pair, too large a number.
 */
static size_t decode(const char *text, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const uint8_t *byte = (const uint8_t *)text;
    size_t n = *byte < 0x80 ? 1 : *byte >= 0xf0 ? 4 : *byte >= 0xe0 ? 3 : *byte >= 0xc0 ? 2 : 0;

    *character = n == 1 ? *byte : *byte & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((byte[i] & 0xc0) != 0x80) {
            n = 0;
            break;
        }
        *character = *character << 6 | (byte[i] & 0x3f);
    }
    if (!n || *character < least[n] || *character > 0x10ffff || *byte >= 0xf8 ||
        (*character >= 0xd800 && *character <= 0xdfff)) {
        *character = NOT_UTF8;
        return 1;
    }
    return n;
}

/* Writes the escape of the character at `text`. */
static void escape(char into[ESCAPE_SIZE], const char *text, uint32_t character)
{
    if (character == NOT_UTF8 || character < 0x80) {
        snprintf(into, ESCAPE_SIZE, "\\x%02x", (uint8_t)*text);
    } else {
        snprintf(into, ESCAPE_SIZE, character > 0xffff ? "\\U%08x" : "\\u%04x", character);
    }
}

static bool is_fine(const char *text)
{
    uint32_t character = 'a';

    for (; *text && !is_unseen(character); text += decode(text, &character)) {
    }
    return !is_unseen(character);
}

static char *next_copy(void)
{
    static char copies[N_COPIES][COPY_SIZE];
    static unsigned next;

    return copies[next++ % N_COPIES];
}

const char *printable(const char *text)
{
    char *copy, *at;

    if (is_fine(text)) {
        return text;
    }
    at = copy = next_copy();
    while (*text && at < copy + COPY_SIZE - ESCAPE_SIZE - strlen("...")) {
        uint32_t character;
        size_t n = decode(text, &character);

        if (is_unseen(character)) {
            escape(at, text, character);
            at += strlen(at);
        } else {
            memcpy(at, text, n);
            at += n;
        }
        text += n;
    }
    strcpy(at, *text ? "..." : "");
    return copy;
}

/* What no shell gives a meaning to, anywhere in a word. '=' is none: it may make a word an
 * assignment. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("@%+:,./_-", c));
}

/* In single quotes, where nothing has a meaning but their end. */
static char *quote(char *at, const char *path)
{
    *at++ = '\'';
    for (; *path; path++) {
        if (*path == '\'') {
            at = stpcpy(at, "'\\'");
        }
        *at++ = *path;
    }
    return stpcpy(at, "'");
}

/* For printf(1): what is not plain in octal. `$(...)` drops the newlines at the end. */
static char *quote_unseen(char *at, const char *path)
{
    size_t length = strlen(path);

    at = stpcpy(at, "\"$(printf '");
    while (length && path[length - 1] == '\n') {
        length--;
    }
    for (size_t i = 0; i < length; i++) {
        if (path[i] == '%') {
            at = stpcpy(at, "%%");
        } else {
            at += sprintf(at, is_plain(path[i]) ? "%c" : "\\%03o", (uint8_t)path[i]);
        }
    }
    at = stpcpy(at, "')\"");
    return path[length] ? quote(at, path + length) : at;
}

const char *printable_path(const char *path)
{
    char short_path[PATH_MAX]; /* There is no longer one. */
    const char *unusual = path;
    char *copy, *at;

    while (is_plain(*unusual)) {
        unusual++;
    }
    if (*path && !*unusual && *path != '-') {
        return path;
    }
    snprintf(short_path, sizeof short_path, "%s", path);
    copy = next_copy();
    at = stpcpy(copy, *path == '-' ? "./" : "");
    if (*path && !*unusual) {
        strcpy(at, short_path);
    } else if (is_fine(short_path)) {
        quote(at, short_path);
    } else {
        quote_unseen(at, short_path);
    }
    return copy;
}

void printable_write(FILE *stream, const char *text)
{
    for (size_t n; *text; text += n) {
        uint32_t character;
        char escaped[ESCAPE_SIZE];

        n = decode(text, &character);
        if (is_unseen(character)) {
            escape(escaped, text, character);
            fputs(escaped, stream);
        } else {
            fwrite(text, 1, n, stream);
        }
    }
}

void printable_error(const char *format, va_list args)
{
    char *message;
    int n = vasprintf(&message, format, args);

    fflush(stdout);
    fputs("ukeyfuzz: ", stderr);
    printable_write(stderr, n < 0 ? format : message);
    putc('\n', stderr);
    free(n < 0 ? NULL : message);
}

void printable_make(char *text, const char *keep)
{
    for (size_t n; *text; text += n) {
        uint32_t character;

        n = decode(text, &character);
        if (is_unseen(character) && !strchr(keep, *text)) {
            memset(text, '?', n);
        }
    }
}

void printable_json(FILE *stream, const char *text)
{
    putc('"', stream);
    for (size_t n; *text; text += n) {
        uint32_t character;

        n = decode(text, &character);
        if (character == '"' || character == '\\') {
            fprintf(stream, "\\%c", (int)character);
        } else if (character == NOT_UTF8) {
            fprintf(stream, "\\udc%02x", (uint8_t)*text);
        } else if (character > 0xffff && is_unseen(character)) {
            fprintf(stream, "\\u%04x\\u%04x", 0xd7c0 + (character >> 10),
                    0xdc00 + (character & 0x3ff));
        } else if (is_unseen(character) || character == '<') {
            fprintf(stream, "\\u%04x", character);
        } else {
            fwrite(text, 1, n, stream);
        }
    }
    putc('"', stream);
}
