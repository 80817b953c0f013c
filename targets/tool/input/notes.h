/*
 * What is to be said of a scenario's preemptions: anchors, which say what each of them means, if it
 * has none, and in the text form comments on where each of them falls, as seen in an execution by
 * this program's cache.
 */
#ifndef INPUT_NOTES_H
#define INPUT_NOTES_H 1

#include <stdio.h>

#include "scenario/provenance.h"
#include "scenario/scenario.h"

/* Writes the text form with anchors, and a comment behind each preemption. Without preemptions
 * nothing is executed. False, after an error, if it cannot be executed. */
bool notes_write_text(FILE *, const struct scenario *, const struct provenance *);

/* As tool_write_scenario(), with anchors, and with such comments if the form is the text's. */
bool notes_write_file(const char *file, const struct scenario *, const struct provenance *);

#endif /* notes.h */
