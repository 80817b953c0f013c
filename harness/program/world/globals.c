#include "program/world/globals.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

extern char __start_program_data[] __attribute__((weak));
extern char __stop_program_data[] __attribute__((weak));
extern char __start_program_zero[] __attribute__((weak));
extern char __stop_program_zero[] __attribute__((weak));

/* From this size on, the kernel is asked to forget pages, which costs a call and a fault for each
 * page that was touched. */
enum { PAGE = 4096, LARGE = 64 * PAGE };

static char *kept;

static size_t size_of(const char *start, const char *stop)
{
    return (size_t)(stop - start);
}

void globals_keep(void)
{
    size_t size = size_of(__start_program_data, __stop_program_data);

    kept = mmap(NULL, size + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (kept == MAP_FAILED) {
        perror("ukeyfuzz: no memory for a copy of the global variables");
        exit(2);
    }
    memcpy(kept, __start_program_data, size);
}

/* Only what has changed is written, so that pages which nobody writes stay shared with the file. */
static void give_back_data(char *to, const char *from, size_t size)
{
    for (size_t at = 0; at < size; at += PAGE) {
        size_t n = size - at < PAGE ? size - at : PAGE;

        if (size < LARGE || memcmp(to + at, from + at, n)) {
            memcpy(to + at, from + at, n);
        }
    }
}

static void give_back_zero(char *start, size_t size)
{
    char *pages = start + (-(uintptr_t)start & (PAGE - 1));
    size_t whole;

    if (size < LARGE) {
        memset(start, 0, size);
        return;
    }
    whole = (size - (size_t)(pages - start)) & ~(size_t)(PAGE - 1);
    memset(start, 0, (size_t)(pages - start));
    madvise(pages, whole, MADV_DONTNEED);
    memset(pages + whole, 0, size - whole - (size_t)(pages - start));
}

void globals_give_back(void)
{
    give_back_data(__start_program_data, kept, size_of(__start_program_data, __stop_program_data));
    give_back_zero(__start_program_zero, size_of(__start_program_zero, __stop_program_zero));
}

static bool is_within(const volatile void *address, const char *start, const char *stop)
{
    return (uintptr_t)address - (uintptr_t)start < size_of(start, stop);
}

bool globals_have(const volatile void *address)
{
    return is_within(address, __start_program_data, __stop_program_data) ||
           is_within(address, __start_program_zero, __stop_program_zero);
}
