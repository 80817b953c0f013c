/*
 * File descriptors that an execution has left open. They would be missing in a later one, and what
 * it opened would have other numbers.
 */
#ifndef PROGRAM_DESCRIPTORS_H
#define PROGRAM_DESCRIPTORS_H 1

/* What is open now stays open. */
void descriptors_keep(void);

/* Closes all that has been opened since. */
void descriptors_give_back(void);

#endif /* descriptors.h */
