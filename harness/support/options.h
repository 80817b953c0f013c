/*
 * What a program takes on its command line, as a table.
 *
 * The table says what each option is called, what it takes, where that goes, and what it is for.
 * getopt_long() reads by it. The text of --help, the section of the manual page and what a shell
 * completes are written from it (options_page.h), so they cannot differ.
 *
 *     static bool quiet;
 *     static const struct option_row rows[] = {
 *         {"--quiet", .letter = 'q', .flag = &quiet, .help = "print only violations"},
 *         {.name = NULL},
 *     };
 *     const struct command_line line = {.program = "tool", .operand = "FILE", .rows = rows};
 *
 * An error is one line. It names the word, and what may have been meant by it.
 */
#ifndef SUPPORT_OPTIONS_H
#define SUPPORT_OPTIONS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTIONS_MAX = 48 /* Options of one command, and those that can be given. */ };

/* The text of an error, which is cut off if it is longer. */
struct options_error {
    char text[1024];
};

/* An option. One of `flag`, `text`, `whole`, `whole32`, `real` and `take` says where its value
 * goes. What is not given leaves there what was there before. */
struct option_row {
    const char *name;     /* "--output". The row after the last one has none. */
    char letter;          /* "-o"; 0: it has only a name. */
    const char *argument; /* "OUT"; "[TEXT]" if it can be left out; NULL if there is none. */
    const char *help;     /* What it is for. It is wrapped as its column needs. */

    bool *flag;        /* Becomes true. */
    const char **text; /* Becomes the argument, or "" if that was left out. */
    uint64_t *whole;   /* A number from `least` to `most`, ... */
    uint32_t *whole32; /* ... which fits here, ... */
    double *real;      /* ... or need not be whole. */
    double least, most;
    bool (*take)(const char *argument, struct options_error *); /* False if it cannot be used. */

    const char *one_of;    /* The words that it may be, with blanks between them. NULL: any. */
    const char *completes; /* Beginnings of what it may be; NULL: a file's name. */
    const char *excludes;  /* Names of options that it does not go with, with blanks. */
    const char *needs;     /* Names of options, one of which must be there too. */
    bool one_operand;      /* With it there is one operand at most. */
};

/* The command line of a program, or of a command of one. */
struct command_line {
    const char *program;  /* What it is called: "ukeyfuzz replay". */
    const char *summary;  /* One line. */
    const char *usage;    /* What follows the program's name and [OPTION]... in the usage. */
    const char *operand;  /* What it takes: "file". NULL: nothing. */
    unsigned least, most; /* So many of them; `most` 0: any number. */
    const struct option_row *rows; /* NULL: none but --help. */
    const char *about;             /* Paragraphs. A line that begins with two blanks stays. */
    const char *notes;             /* The same, behind the options. May be NULL. */
    const char *exit_codes;        /* What follows "Exit code: ". */
    bool operands_end_options;     /* What follows the first operand belongs to that. */

    /* The words that an operand may be, for completion: returns the i-th, NULL after the last. If
     * this is NULL, operands are files. */
    const char *(*operand_word)(unsigned i);
};

/* What was given. The members point into the arguments. */
struct options_given {
    char **operands;
    unsigned n_operands, n;
    struct {
        const struct option_row *row;
        const char *word;     /* Its name, or "--NAME=TEXT" if the argument may be left out. */
        const char *argument; /* In a word of its own; NULL: none. */
    } list[OPTIONS_MAX];
};

/* What is to be done with the command line. */
enum options_wish {
    OPTIONS_RUN,        /* What the program is for. */
    OPTIONS_HELP,       /* -h, --help: print options_write_help(). */
    OPTIONS_MAN,        /* --help-man, of which no help tells: options_write_man(). */
    OPTIONS_COMPLETION, /* --help-completion, the same: options_write_completion(). */
    OPTIONS_WRONG,      /* Print the error. */
};

/* Reads the arguments, of which the first one is skipped. It may change their order. */
enum options_wish options_read(const struct command_line *, int argc, char **argv,
                               struct options_given *, struct options_error *);

/* The given options but `without`, as arguments, into `argv`, which has room for `size`. Returns how
 * many they are. Options that do not fit are left out, which 2 * OPTIONS_MAX rules out. */
size_t options_repeat(const struct options_given *, const char *without, const char **argv,
                      size_t size);

/* Reads a number of that range; `name` stands in the error. */
bool options_whole(const char *name, const char *text, uint64_t least, uint64_t most,
                   uint64_t *value, struct options_error *);
bool options_real(const char *name, const char *text, double least, double most, double *value,
                  struct options_error *);

/* Writes an error. Returns false. */
bool options_refuse(struct options_error *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif /* options.h */
