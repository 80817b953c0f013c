/*
 * A file that holds the input that is executed at the moment, through a shared mapping, so that it
 * is there whatever the process dies of, and however full the disk is by then.
 *
 * Its first eight bytes are two numbers of 32 bits, in the machine's order: 1 while an input is
 * executed, else 0; and the input's size. The input follows. One that does not fit has size 0.
 */
#ifndef FUZZ_INPUT_FILE_H
#define FUZZ_INPUT_FILE_H 1

#include <stddef.h>
#include <stdint.h>

/* NULL or an empty name: no file. A file that cannot be made, with room for all that it will hold,
 * ends the process with exit code 2. */
void input_file_open(const char *name);

void input_file_keep(const uint8_t *data, size_t size);
void input_file_forget(void);

#endif /* input_file.h */
