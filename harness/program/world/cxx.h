/*
 * What C++ asks of an execution beside C: each actor has exceptions of its own in flight, and a
 * static variable is initialised by one while the others wait.
 */
#ifndef PROGRAM_CXX_H
#define PROGRAM_CXX_H 1

#include <stdbool.h>
#include <stddef.h>

/* Whether the process has a C++ library. */
bool cxx_is_used(void);

/* Forgets the execution before. */
void cxx_begin(void);

/* Another actor runs from now on. */
void cxx_switch(unsigned from, unsigned to);

/* Names the exception that ends the program, "std::runtime_error"; false if there is none. */
bool cxx_exception(char *name, size_t size);

#endif /* cxx.h */
