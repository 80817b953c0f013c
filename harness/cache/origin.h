/*
 * Which cache a program is linked with: made when it is built (origin.cmake).
 */
#ifndef CACHE_ORIGIN_H
#define CACHE_ORIGIN_H 1

/* A hash of the cache's source files as they were compiled, 16 hexadecimal digits: of src/, or of
 * the copy of it that a bug was planted in. */
extern const char cache_sources[];

/* The name of the bug that was planted in it; empty: none. */
extern const char cache_planted[];

/* The commit of the checkout at the time of the build, with "-dirty" behind it if files that git
 * knows had been changed; empty where there is no git or no checkout. */
extern const char build_commit[];

#endif /* origin.h */
