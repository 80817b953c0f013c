/*
 * Thread-local variables that are not emulated, as gcc makes them: they are at one place for all actors, which
 * are on one OS thread, so what is there is exchanged when another actor runs.
 */
#ifndef PROGRAM_STATIC_TLS_H
#define PROGRAM_STATIC_TLS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where they are: the program's own, and what it uses of libstdc++'s. */
struct tls_area {
    char *start;
    size_t size;
    const char *initial; /* The first `initial_size` bytes; zeros follow. */
    size_t initial_size;
    char *values; /* Of each actor slot, one after the other. */
};
extern struct tls_area tls_areas[];
extern unsigned n_tls_areas;

/* [before the first execution] Looks where they are, if there are any. */
void static_tls_find(void);

/* Gives them the values that they have at first. */
void static_tls_begin(void);

/* Another actor runs from now on. */
void static_tls_switch(unsigned from, unsigned to);

/* Whether such a variable is at the address: then each actor has its own there. */
static inline bool static_tls_has(const volatile void *address)
{
    for (unsigned i = 0; i < n_tls_areas; i++) {
        if ((uintptr_t)address - (uintptr_t)tls_areas[i].start < tls_areas[i].size) {
            return true;
        }
    }
    return false;
}

#endif /* static_tls.h */
