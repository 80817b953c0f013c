/*
 * Scenarios in files. A file that begins as the text form does, or whose name ends as that of a
 * text does, is in text form; any other of at most SCENARIO_FILE_MAX bytes may be one in binary
 * form, see recognise.h.
 */
#ifndef SCENARIO_FILE_H
#define SCENARIO_FILE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "scenario/provenance.h"
#include "scenario/scenario.h"

enum {
    /* Far longer than any scenario; what is longer is another sort of file. */
    SCENARIO_FILE_MAX = 256 * 1024,
    /* Room for a message that names a file. */
    SCENARIO_FILE_ERROR = 4608,
};

/* Files whose names end so are in text form. */
#define SCENARIO_TEXT_SUFFIX ".scenario"

/* Reads a file. `*provenance` (may be NULL) is where it says that it comes from. False, with one
 * line in `error` that names the file, and in a text line and column, if it cannot be read or is
 * not a scenario. */
bool scenario_read_file(struct scenario *, struct provenance *, const char *file,
                        char error[SCENARIO_FILE_ERROR]);

/* The same for a file whose bytes are a scenario in binary form, whatever they look like. */
bool scenario_read_raw_file(struct scenario *, struct provenance *, const char *file,
                            char error[SCENARIO_FILE_ERROR]);

/* Where a file says that it comes from; nothing if it does not say it, or cannot be read. */
void scenario_read_provenance(struct provenance *, const char *file);

/* Whether a file that can be read is evidently no scenario (recognise.h), in either form. */
bool scenario_is_other_file(const char *file);

/* Writes a file, with the provenance if it is not NULL, whole or not at all (support/output.h). The form
 * follows from the name; `note` and `aux` as scenario_write_text() has them. False, with one line
 * in `error`, if that fails. */
bool scenario_write_file(const struct scenario *, const struct provenance *, const char *file,
                         void (*note)(FILE *, size_t i, void *aux), void *aux,
                         char error[SCENARIO_FILE_ERROR]);

/* Whether scenario_write_file() writes a file of this name in text form. */
bool scenario_is_text_name(const char *file);

#endif /* file.h */
