#include "program/world/static_tls.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "program/imports.h"
#include "runtime/scheduler.h"

/* libFuzzer has thread-local variables itself, and programs for it have emulated ones. */
extern int LLVMFuzzerRunDriver(int *, char ***, int (*)(const uint8_t *, size_t))
    __attribute__((weak));

enum { AREAS_MAX = 3 };
struct tls_area tls_areas[AREAS_MAX];
unsigned n_tls_areas;

/* Of each actor slot: the incarnation of the actor whose values are kept there. */
static uint32_t incarnations[RUNTIME_MAX_ACTORS];

static void add(char *start, size_t size, const char *initial, size_t initial_size)
{
    char *values = mmap(NULL, RUNTIME_MAX_ACTORS * size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (values == MAP_FAILED) {
        perror("ukeyfuzz: no memory for copies of the thread-local variables");
        exit(2);
    }
    tls_areas[n_tls_areas++] = (struct tls_area){start, size, initial, initial_size, values};
}

/* The first object of all is the program itself. */
static int add_program(struct dl_phdr_info *object, size_t size, void *unused)
{
    for (unsigned i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];

        if (header->p_type == PT_TLS && object->dlpi_tls_data && header->p_memsz) {
            add(object->dlpi_tls_data, header->p_memsz,
                (const char *)object->dlpi_addr + header->p_vaddr, header->p_filesz);
        }
    }
    return 1;
}

/* A pointer, by which std::call_once() hands over what is to be called. */
static void add_pointer(const char *name)
{
    char *pointer = imports(name) ? dlsym(RTLD_DEFAULT, name) : NULL;

    if (pointer) {
        add(pointer, sizeof(void *), NULL, 0);
    }
}

void static_tls_find(void)
{
    if (!LLVMFuzzerRunDriver) {
        (void)dl_iterate_phdr(add_program, NULL);
        add_pointer("_ZSt15__once_callable");
        add_pointer("_ZSt11__once_call");
    }
}

static void make(const struct tls_area *area)
{
    if (area->initial_size) {
        memcpy(area->start, area->initial, area->initial_size);
    }
    memset(area->start + area->initial_size, 0, area->size - area->initial_size);
}

void static_tls_begin(void)
{
    memset(incarnations, 0, sizeof incarnations);
    for (unsigned i = 0; i < n_tls_areas; i++) {
        make(&tls_areas[i]);
    }
}

void static_tls_switch(unsigned from, unsigned to)
{
    bool has_values = incarnations[to] == actors[to].incarnation;

    incarnations[from] = actors[from].incarnation;
    for (unsigned i = 0; i < n_tls_areas; i++) {
        const struct tls_area *area = &tls_areas[i];

        memcpy(area->values + from * area->size, area->start, area->size);
        if (has_values) {
            memcpy(area->start, area->values + to * area->size, area->size);
        } else {
            make(area);
        }
    }
}
