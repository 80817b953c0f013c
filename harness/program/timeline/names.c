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

static void write_name(const Elf64_Sym *s, char *name, size_t size)
{
    const char *text = table.strings + s->st_name;
    int error = -1;
    char *readable = __cxa_demangle ? __cxa_demangle(text, NULL, NULL, &error) : NULL;

    text = strcmp(text, MAIN) ? text : "main";
    snprintf(name, size, "%s", error ? text : readable);
    free(readable);
    /* A function is told without its parameters; a static variable of one is called "n.0". */
    name[strcspn(name, error ? "." : "(")] = '\0';
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
        return (struct names_place){"?", "?", 0};
    }
    return (struct names_place){strcmp(lines[best].function, MAIN) ? lines[best].function : "main",
                                source_base(lines[best].file), lines[best].line};
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

size_t names_all_of_frame(uint32_t frame, struct names_place *places, size_t max)
{
    const struct source_line *lines;
    size_t n = source_of_address(sources, frame, &lines), kept = 0;

    for (size_t i = 0; i < n && kept < max; i++) {
        if (lines[i].file[0] != '?') {
            places[kept++] =
                (struct names_place){strcmp(lines[i].function, MAIN) ? lines[i].function : "main",
                                     source_base(lines[i].file), lines[i].line};
        }
    }
    return kept;
}
