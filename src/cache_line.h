/*
 * Keeps members of a structure on cache lines of their own. A line that a processor writes is taken
 * from all others, which wait for it when they read their next member there; so what many threads
 * write at each upcall is kept apart from what they only read.
 */
#ifndef CACHE_LINE_H
#define CACHE_LINE_H 1

enum { CACHE_LINE_SIZE = 64 };

/* A member between two that are never on one line, wherever the structure is allocated. */
#define CACHE_LINE_GAP(NAME) char gap_before_##NAME[CACHE_LINE_SIZE]

#endif /* cache_line.h */
