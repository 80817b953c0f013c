/*
 * File descriptors that an execution has left open. They would be missing in a later one, and what
 * it opened would have other numbers.
 */
#ifndef PROGRAM_DESCRIPTORS_H
#define PROGRAM_DESCRIPTORS_H 1

#include <poll.h>
#include <stdbool.h>

/* What is open now stays open. */
void descriptors_keep(void);

/* Closes all that has been opened since. */
void descriptors_give_back(void);

/* Whether those of them that are not negative are all ends of pipes and the like that were made in this
 * execution, so that nothing comes from outside. False of none. */
bool descriptors_are_inside(const struct pollfd *entries, nfds_t n);

#endif /* descriptors.h */
