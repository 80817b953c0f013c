/*
 * The ways in which a program ends, each of which is the end of an execution here: main() returns,
 * exit(), _exit(), abort(), a failed assertion. What ends well ends the execution at once, as it
 * ends a process, whatever the other threads are doing. The rest is a violation:
 *
 *   ASSERT   an assertion fails
 *   ABORT    abort(), or a C++ exception that nobody catches
 *   EXIT     another exit code than 0
 *
 * Functions of the program are redirected to those here with program_ in front.
 */
#ifndef PROGRAM_ENDS_H
#define PROGRAM_ENDS_H 1

#include <stdbool.h>

/* Forgets the execution before. */
void ends_begin(void);

/* Ends the execution as a failed assertion: `macro` was given `expression`. */
_Noreturn void ends_assertion(const char *macro, const char *expression, const char *file,
                              unsigned line, const char *function);

/* The exit code of the last execution; 0 if it did not get so far. */
int ends_exit_code(void);

_Noreturn void program_exit(int code);
_Noreturn void program__exit(int code);
_Noreturn void program_abort(void);
_Noreturn void program_assert_fail(const char *expression, const char *file, unsigned line,
                                   const char *function);
_Noreturn void program_assert(const char *expression, const char *file, int line);
_Noreturn void program_assert_perror_fail(int error, const char *file, unsigned line,
                                          const char *function);
int program_atexit(void (*handler)(void));
int program_on_exit(void (*handler)(int, void *), void *aux);
int program_cxa_atexit(void (*handler)(void *), void *aux, void *library);

#endif /* ends.h */
