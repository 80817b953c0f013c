#include "program/timeline/names.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/source/source.h"

extern char *__cxa_demangle(const char *, char *, size_t *, int *) __attribute__((weak));

static struct {
    const Elf64_Sym *symbols;
    size_t n;
    const char *strings;
    size_t n_strings;
    bool read;
} table;

static struct source_map *sources;

/* What main() is called in a program. */
#define MAIN "__ukeyfuzz_main"

/* The file is this program's own, and yet nothing beyond its end is looked at. */
static void read_table(void)
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat status;
    const char *image = MAP_FAILED;
    const Elf64_Ehdr *header;
    const Elf64_Shdr *sections;
    size_t size;

    table.read = true;
    if (fd >= 0 && !fstat(fd, &status)) {
        image = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    if (image == MAP_FAILED) {
        return;
    }
    size = (size_t)status.st_size;
    header = (const void *)image;
    sections = (const void *)(image + header->e_shoff);
    for (unsigned i = 0;
         header->e_shoff + header->e_shnum * sizeof *sections <= size && i < header->e_shnum; i++) {
        const Elf64_Shdr *s = &sections[i];

        if (s->sh_type == SHT_SYMTAB && s->sh_link < header->e_shnum &&
            s->sh_offset + s->sh_size <= size) {
            table.symbols = (const void *)(image + s->sh_offset);
            table.n = s->sh_size / sizeof *table.symbols;
            table.strings = image + sections[s->sh_link].sh_offset;
            table.n_strings = sections[s->sh_link].sh_size;
        }
    }
}

static const Elf64_Sym *find(uint64_t distance, unsigned type)
{
    if (!table.read) {
        read_table();
    }
    for (size_t i = 0; i < table.n; i++) {
        const Elf64_Sym *s = &table.symbols[i];

        if (ELF64_ST_TYPE(s->st_info) == type && s->st_shndx != SHN_UNDEF &&
            s->st_name < table.n_strings &&
            distance - s->st_value < (s->st_size ? s->st_size : 1)) {
            return s;
        }
    }
    return NULL;
}

enum { LONG_NAME = 48 };

/* Whether the '<' at `at` opens arguments of a template: in "operator<" and "operator<<" it does not. */
static bool opens(const char *name, const char *at)
{
    static const char word[] = "operator";
    size_t n = sizeof word - 1, before = (size_t)(at - name);

    return !(before >= n && !memcmp(at - n, word, n)) &&
           !(before > n && !memcmp(at - n - 1, word, n));
}

void names_shorten(char *name)
{
    char long_name[1024];
    unsigned depth = 0;
    char *to = name;

    if (strlen(name) <= LONG_NAME || strlen(name) >= sizeof long_name) {
        return;
    }
    strcpy(long_name, name);
    for (const char *at = long_name; *at; at++) {
        bool closes = *at == '>' && depth && at[-1] != '-';

        depth -= closes;
        if (!depth) {
            *to++ = *at;
        }
        depth += *at == '<' && opens(long_name, at);
    }
    *to = '\0';
}

static void write_name(const Elf64_Sym *s, char *name, size_t size)
{
    const char *text = table.strings + s->st_name;
    int error = -1;
    /* Without the prefix it would be read as a type's: a variable `v` as void. */
    bool is_mangled = __cxa_demangle && !strncmp(text, "_Z", 2);
    char *readable = is_mangled ? __cxa_demangle(text, NULL, NULL, &error) : NULL;

    text = strcmp(text, MAIN) ? text : "main";
    snprintf(name, size, "%s", error ? text : readable);
    free(readable);
    /* A function is told without its parameters; a static variable of one is called "n.0". */
    name[strcspn(name, error ? "." : "(")] = '\0';
    names_shorten(name);
}

bool names_of_variable(uint64_t distance, char *name, size_t size)
{
    const Elf64_Sym *s = find(distance, STT_OBJECT);
    size_t n;

    if (!s) {
        return false;
    }
    write_name(s, name, size);
    n = strlen(name);
    if (distance != s->st_value) {
        snprintf(name + n, size - n, "+%llu", (unsigned long long)(distance - s->st_value));
    }
    return true;
}

bool names_of_function(uint64_t distance, char *name, size_t size)
{
    const Elf64_Sym *s = find(distance, STT_FUNC);

    if (s) {
        write_name(s, name, size);
    }
    return s;
}

void names_look_up(const uint32_t *frames, size_t n)
{
    sources = source_map_add(sources, frames, n);
}

static const char *shown_name(const char *function)
{
    return strcmp(function, MAIN) ? function : "main";
}

static bool is_of_the_system(const char *file)
{
    return !strncmp(file, "/usr/", strlen("/usr/")) || !strncmp(file, "/lib", strlen("/lib"));
}

/* Of the functions at a frame the innermost that is not of the system, or the innermost. */
static struct names_place best_of(uint32_t frame, bool *own)
{
    const struct source_line *lines;
    size_t n = source_of_address(sources, frame, &lines), best = 0;

    *own = false;
    while (best < n && (lines[best].file[0] == '?' || is_of_the_system(lines[best].file))) {
        best++;
    }
    *own = best < n;
    best = *own ? best : 0;
    if (!n || lines[best].file[0] == '?') {
        return (struct names_place){"?", "?", 0, false};
    }
    return (struct names_place){shown_name(lines[best].function), source_base(lines[best].file),
                                lines[best].line, !*own};
}

struct names_place names_of_frame(uint32_t frame)
{
    bool own;

    return best_of(frame, &own);
}

struct names_place names_of_stack(const uint32_t *frames, size_t max)
{
    for (size_t i = 0; i < max && frames[i]; i++) {
        bool own;
        struct names_place place = best_of(frames[i], &own);

        if (own) {
            return place;
        }
    }
    return names_of_frame(frames[0]);
}

void names_source(const uint32_t *frames, size_t max, struct source_stack *stack,
                  const struct source_line **best)
{
    stack->n = 0;
    *best = NULL;
    for (size_t i = 0; i < max && frames[i]; i++) {
        const struct source_line *lines;
        size_t n = source_of_address(sources, frames[i], &lines);

        for (size_t j = 0; j < n && stack->n < SOURCE_MAX_LINES; j++) {
            struct source_line *line = &stack->lines[stack->n];
            bool own = lines[j].file[0] != '?' && !is_of_the_system(lines[j].file);

            if (lines[j].file[0] == '?' || (!own && stack->n)) {
                continue;
            }
            *line = lines[j];
            line->function = shown_name(line->function);
            stack->n++;
            *best = own && !*best ? line : *best;
        }
    }
    *best = *best ? *best : stack->n ? stack->lines : NULL;
}
