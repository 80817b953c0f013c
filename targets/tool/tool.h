/*
 * What the subcommands of `ukeyfuzz` share. One file each: replay.c, show.c, ...
 */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "execution/missed.h"
#include "scenario/provenance.h"
#include "scenario/scenario.h"
#include "support/json.h"
#include "support/options.h"

/* Exit codes. */
enum {
    TOOL_CLEAN = 0,
    TOOL_VIOLATED = 1,
    TOOL_UNUSABLE = 2,
    TOOL_ELSEWHERE = 3, /* Violated, but at another place than the file says. */
    TOOL_NOT_SHOWN = 4, /* Nothing is violated here, but the file says that it was where it was
                         * made. */
};

/* The exit code for several files: what cannot be used comes before what is violated, and that
 * before what is doubtful. */
int tool_worse_code(int a, int b);

struct command {
    const char *name;
    struct command_line line;
    int (*run)(const struct options_given *); /* Returns the exit code. */
    int unusable; /* The exit code of a wrong command line; 0: TOOL_UNUSABLE. */

    /* Another program reads the arguments, of which the first is the command's name. Becomes it;
     * returns the exit code if that fails. NULL: this program does. */
    int (*become)(char **argv);
    bool of_programs; /* Programs of `ukeyfuzz cc` do it themselves with their schedules. */
};

/* Options of several commands: which build executes, where its name goes, and --raw. */
#define TOOL_BUILD(NAME, HELP)                                                             \
    {                                                                                      \
        "--build", .argument = "NAME", .text = (NAME), .one_of = BUILD_NAMES, .help = HELP \
    }
#define TOOL_RAW                                                                                 \
    {                                                                                            \
        "--raw",                                                                                 \
            .take = tool_take_raw,                                                               \
            .help = "take a file's bytes for a scenario in binary form, whatever they look like" \
    }

extern const struct command bisect_command, cc_command, compile_command, cxx_command,
    doctor_command, explain_command, format_command, help_command, minimize_command, reach_command,
    replay_command, run_program_command, show_command, stress_command, triage_command;

/* The command of that name; NULL if there is none. */
const struct command *tool_command(const char *name);

/* The commands, from 0 on; NULL after the last. */
const struct command *tool_command_at(unsigned i);

/* Prints what `ukeyfuzz --help` says: the usage, and a line for each command. */
void tool_print_overview(void);

/* The arguments that repeat a command in another build (NULL: in any) for other operands, from the
 * tool's name on, with a NULL at the end. To be freed. NULL, after an error, without memory. */
const char **tool_repeat(const struct command *, const struct options_given *, const char *build,
                         char *const *operands, unsigned n_operands);

/* "ukeyfuzz: ..." on standard error, one line, of which a terminal obeys nothing. Returns
 * TOOL_UNUSABLE. */
int tool_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Errors of a word that is not known, which say what may have been meant. Return TOOL_UNUSABLE. */
int tool_unknown_command(const char *name);
int tool_unknown_topic(const char *topic); /* Of `ukeyfuzz help`. */

/* "ukeyfuzz: FILE: 2 of 3 preemptions did not take place: ..." on standard error, if some did not.
 */
void tool_note_missed(const char *file, const struct scenario *, const struct missed *);

/* Whether a child process could be started, which is what a function of harness/isolation/ has
 * returned: 0 or an errno. False after an error. */
bool tool_started(int error);

/* What --raw does: from now on any file is a scenario in binary form, here and in the tools of other
 * builds that this one runs. */
bool tool_take_raw(const char *argument, struct options_error *);
bool tool_is_raw(void);

/* Reads a scenario in either form, and where it comes from (may be NULL). False, after an error
 * that names the file, and in a text the line and the column, if it cannot be read or is not one.
 */
bool tool_read_scenario(const char *file, struct scenario *, struct provenance *);

/* The same for a file of any target. */
bool tool_read_any_scenario(const char *file, struct scenario *, struct provenance *);

/* Whether a file was cut short or changed (input/damage.h), which is said on standard error, once in a
 * row for a file. */
bool tool_is_damaged(const char *file);

/* Writes a scenario in the form that the file's name asks for, whole or not at all. False, after an
 * error that names the file, if that fails. */
bool tool_write_scenario(const char *file, const struct scenario *, const struct provenance *);

/* Terminal colours, empty where `stream` has none: see terminal.h. */
enum tool_colour { COLOUR_NONE, COLOUR_RED, COLOUR_GREEN, COLOUR_BOLD };
const char *tool_colour(FILE *stream, enum tool_colour);

#endif /* tool.h */
