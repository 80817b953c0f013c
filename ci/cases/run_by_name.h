/*
 * How a test program in C runs its cases, each a test of cmocka: all of them one after the other, those
 * that are asked for, or none and only says which there are. So ctest knows each by its name
 * (ci/cases/cases.cmake). In the environment:
 *
 *     TEST_CASE=NAME   only the case of this name; if there is none, those that NAME fits as a shell's pattern
 *     TEST_LIST=FILE   no case is run: their names are appended to the file, one a line
 */
#ifndef TEST_RUN_BY_NAME_H
#define TEST_RUN_BY_NAME_H 1

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Runs the `n` cases. Returns what main() is to: 0 if none has failed. It is an error, said on stderr,
 * if two have the same name, if TEST_CASE fits none, and to call it twice in a process. */
int run_by_name(const struct CMUnitTest *, size_t n);

#define RUN_BY_NAME(TESTS) run_by_name(TESTS, sizeof(TESTS) / sizeof(TESTS)[0])

#endif /* run_by_name.h */
