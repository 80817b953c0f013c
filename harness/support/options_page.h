/*
 * What is written from the table of a command line: its help, its section of a manual page, and
 * what a shell needs to complete it.
 */
#ifndef SUPPORT_OPTIONS_PAGE_H
#define SUPPORT_OPTIONS_PAGE_H 1

#include <stdio.h>

#include "support/options.h"

/* What --help says: usage, paragraphs, the options in two columns, exit codes; 80 columns wide. */
void options_write_help(FILE *, const struct command_line *);

/* The same, word for word, in the language of man(7). */
void options_write_man(FILE *, const struct command_line *);

/* A text of paragraphs as the two above write it: lines that begin with two blanks stay, the others
 * are wrapped. */
void options_write_text(FILE *, const char *text);
void options_write_man_text(FILE *, const char *text);

/* A line for each word that can be completed, with tabs between its members:
 *
 *   operand     what operands are: "file", or "word" and the words
 *   --option    "flag", "optional" (=ARGUMENT), or what its argument is: "file", "nothing", or "word"
 *               and the words */
void options_write_completion(FILE *, const struct command_line *);

/* Prints what a command line wishes other than to be run. False if it is to be run, or is wrong. */
bool options_print(FILE *, const struct command_line *, enum options_wish);

/* options_read() for a program of its own: after --help it ends with 0, and after an error with
 * options_exit(). */
void options_read_or_exit(const struct command_line *, int argc, char **argv,
                          struct options_given *);

/* Ends the process with exit code 2 and a line on standard error, of which a terminal obeys nothing. */
_Noreturn void options_exit(const struct command_line *, const char *error);

#endif /* options_page.h */
