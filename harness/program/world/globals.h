/*
 * The program's global variables, which each execution finds as a new process would.
 *
 * The linker has put them into two sections of their own: those with a value, of which a copy is
 * kept, and those that begin as zero. Pages that were not written cost nothing where there are
 * many.
 */
#ifndef PROGRAM_GLOBALS_H
#define PROGRAM_GLOBALS_H 1

#include <stdbool.h>

/* Keeps what they are now. Before anything of the program has run. */
void globals_keep(void);

/* Gives them back what was kept. */
void globals_give_back(void);

/* Whether an address is in one of them. */
bool globals_have(const volatile void *address);

#endif /* globals.h */
