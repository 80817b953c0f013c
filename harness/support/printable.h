/*
 * Text that somebody else has made, for a terminal. What a terminal obeys instead of showing it, or
 * shows in another order, becomes an escape that can be read: controls (\x1b, \u009b), marks that
 * are not seen or turn the direction of a line (\u202e), bytes that are not UTF-8 (\xff). All else
 * stays, in whatever script. For a process with one thread.
 */
#ifndef SUPPORT_PRINTABLE_H
#define SUPPORT_PRINTABLE_H 1

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

/* For the arguments of one call of printf(): the text, or a copy with escapes, which is valid until
 * the next few calls. What is longer than any path ends in "...". */
const char *printable(const char *text);

/* The same of a file's path that stands in a command, which people copy to a shell: one word, which
 * sh reads as that path, whatever is in it, and no command takes for an option. What needs no quotes has none.
 * Unseen characters stand in printf's escapes: "$(printf 'a\012b')". */
const char *printable_path(const char *path);

/* printable() of text of any length, written to a stream. */
void printable_write(FILE *, const char *text);

/* A line on standard error, behind what standard output has got: "ukeyfuzz: " and the message. */
void printable_error(const char *format, va_list args);

/* Puts a '?' in the place of each such byte of a string, but for those in `keep`. */
void printable_make(char *text, const char *keep);

/* Writes a string of JSON with its quotes. It can be shown on a terminal, and can stand in an
 * element of HTML, as it has no '<'. A byte that is not UTF-8 is half of a pair, as Python has it
 * in the names of files: \udcff. */
void printable_json(FILE *, const char *text);

/* The end of a word that is counted, for any thread: "%u packet%s". */
static inline const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}
#define COUNTED(N) (N), plural(N) /* Both arguments. */

#endif /* printable.h */
