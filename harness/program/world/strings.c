/*
 * Functions of libc that read or write memory of the program's, which is not instrumented there: each
 * is a point, and is checked, like an access of the program's own.
 */
#include <string.h>
#include <strings.h>

#include "program/points/points.h"

static void reads(const void *address, size_t size, const void *place)
{
    if (size) {
        points_access(address, size, ACCESS_READ, place);
    }
}

static void writes(void *address, size_t size, const void *place)
{
    if (size) {
        points_access(address, size, ACCESS_WRITE, place);
    }
}

/* Where two texts begin; how far they are read depends on what is there. */
static void reads_both(const char *a, const char *b, const void *place)
{
    reads(a, 1, place);
    reads(b, 1, place);
}

void *program_memcpy(void *to, const void *from, size_t size)
{
    reads(from, size, CALLER);
    writes(to, size, CALLER);
    return memmove(to, from, size);
}

void *program_memmove(void *to, const void *from, size_t size)
{
    reads(from, size, CALLER);
    writes(to, size, CALLER);
    return memmove(to, from, size);
}

void *program_memset(void *to, int value, size_t size)
{
    writes(to, size, CALLER);
    return memset(to, value, size);
}

size_t program_strlen(const char *text)
{
    reads(text, 1, CALLER);
    return strlen(text);
}

char *program_strcpy(char *to, const char *from)
{
    reads(from, 1, CALLER);
    writes(to, strlen(from) + 1, CALLER);
    return strcpy(to, from);
}

char *program_strncpy(char *to, const char *from, size_t size)
{
    if (size) {
        reads(from, 1, CALLER);
    }
    writes(to, size, CALLER);
    return strncpy(to, from, size);
}

char *program_strcat(char *to, const char *from)
{
    reads_both(from, to, CALLER);
    writes(to + strlen(to), strlen(from) + 1, CALLER);
    return strcat(to, from);
}

int program_strcmp(const char *a, const char *b)
{
    reads_both(a, b, CALLER);
    return strcmp(a, b);
}

int program_strncmp(const char *a, const char *b, size_t n)
{
    if (n) {
        reads_both(a, b, CALLER);
    }
    return strncmp(a, b, n);
}

int program_memcmp(const void *a, const void *b, size_t n)
{
    reads(a, n, CALLER);
    reads(b, n, CALLER);
    return memcmp(a, b, n);
}

void *program_memchr(const void *where, int c, size_t n)
{
    reads(where, n ? 1 : 0, CALLER);
    return memchr(where, c, n);
}

char *program_strchr(const char *text, int c)
{
    reads(text, 1, CALLER);
    return strchr(text, c);
}

char *program_strrchr(const char *text, int c)
{
    reads(text, 1, CALLER);
    return strrchr(text, c);
}

char *program_strstr(const char *text, const char *what)
{
    reads_both(text, what, CALLER);
    return strstr(text, what);
}

void *program_mempcpy(void *to, const void *from, size_t size)
{
    reads(from, size, CALLER);
    writes(to, size, CALLER);
    return (char *)memmove(to, from, size) + size;
}

void program_bzero(void *to, size_t size)
{
    writes(to, size, CALLER);
    memset(to, 0, size);
}

char *program_stpcpy(char *to, const char *from)
{
    reads(from, 1, CALLER);
    writes(to, strlen(from) + 1, CALLER);
    return stpcpy(to, from);
}

char *program_stpncpy(char *to, const char *from, size_t size)
{
    if (size) {
        reads(from, 1, CALLER);
    }
    writes(to, size, CALLER);
    return stpncpy(to, from, size);
}

char *program_strncat(char *to, const char *from, size_t size)
{
    if (size) {
        reads(from, 1, CALLER);
    }
    reads(to, 1, CALLER);
    writes(to + strlen(to), strnlen(from, size) + 1, CALLER);
    return strncat(to, from, size);
}

size_t program_strnlen(const char *text, size_t size)
{
    reads(text, size ? 1 : 0, CALLER);
    return strnlen(text, size);
}

size_t program_strspn(const char *text, const char *of)
{
    reads_both(text, of, CALLER);
    return strspn(text, of);
}

size_t program_strcspn(const char *text, const char *of)
{
    reads_both(text, of, CALLER);
    return strcspn(text, of);
}

char *program_strpbrk(const char *text, const char *of)
{
    reads_both(text, of, CALLER);
    return strpbrk(text, of);
}

int program_strcasecmp(const char *a, const char *b)
{
    reads_both(a, b, CALLER);
    return strcasecmp(a, b);
}

int program_strncasecmp(const char *a, const char *b, size_t n)
{
    if (n) {
        reads_both(a, b, CALLER);
    }
    return strncasecmp(a, b, n);
}

void *program_memrchr(const void *where, int c, size_t n)
{
    reads(where, n, CALLER);
    return memrchr(where, c, n);
}

void *program_memmem(const void *where, size_t size, const void *what, size_t n)
{
    reads(where, size ? 1 : 0, CALLER);
    reads(what, n ? 1 : 0, CALLER);
    return memmem(where, size, what, n);
}
