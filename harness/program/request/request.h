/*
 * What `ukeyfuzz` asks of a program that it has started: `PROGRAM --ukeyfuzz COMMAND ...`.
 */
#ifndef PROGRAM_REQUEST_H
#define PROGRAM_REQUEST_H 1

#include <stdbool.h>
#include <stdint.h>

#include "program/explore/schedule.h"

/* The word by which the program knows that it is asked. */
#define REQUEST_WORD "--ukeyfuzz"

/* Exit codes, the same as the tool's. */
enum {
    REQUEST_CLEAN = 0,
    REQUEST_FAILED = 1,
    REQUEST_UNUSABLE = 2,
    REQUEST_NOT_SHOWN = 4,
    REQUEST_INTERRUPTED = 130
};

/* Does what is asked. argv[0] is the program, argv[1] REQUEST_WORD, argv[2] the command. Returns
 * the exit code. */
int request_serve(int argc, char **argv);

/* The commands. argv[0] is the command, `program` how the program was called. */
int request_run(const char *program, int argc, char **argv);
int request_replay(const char *program, int argc, char **argv);
int request_minimize(const char *program, int argc, char **argv);
int request_explain(const char *program, int argc, char **argv);
int request_doctor(const char *program, int argc, char **argv);

int request_seek(const char *program, int argc, char **argv);
int request_step(const char *program, int argc, char **argv);

/* Becomes gdb, which runs the program's request_step(). Returns after an error. */
int request_debug(const char *program, const char *file);

/* Reads a schedule, and prepares the program for it. NULL after an error. Valid until the next
 * call. */
struct schedule *request_schedule(const char *program, const char *file);

/* "ukeyfuzz: ..." on standard error, in one line. Returns REQUEST_UNUSABLE. */
int request_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* request.h */
