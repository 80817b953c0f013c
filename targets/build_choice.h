/*
 * Which build a file belongs to. The fuzz targets put their build's name before that of a crash
 * file ("asan-crash-..."), because what AddressSanitizer found only AddressSanitizer sees.
 *
 * A build whose name ends in "-fine" has a scheduling point at every load and store of the cache.
 * It is made by the same preset, as programs of its own (fine.cmake), because the same scenario
 * means another execution there.
 */
#ifndef TARGETS_BUILD_CHOICE_H
#define TARGETS_BUILD_CHOICE_H 1

#include <stdbool.h>
#include <stddef.h>

/* The name of a build: "plain", "asan", "tsan" (each also with "-fine"), "coverage", "gcc",
 * "gcc-asan". */
bool build_is_known(const char *name);

/* The build that the file's name speaks of; ours if it speaks of none. */
const char *build_of_file(const char *file);

/* Writes the name of the preset that makes `build`, and returns the name of its tool. */
const char *build_split(const char *build, char *preset, size_t size);

/* The path of the same tool in another build, beside our own build folder. False, after an error
 * that says how to make it, if it is not there. */
bool build_find_tool(const char *build, const char *file, char *path, size_t size);

#endif /* build_choice.h */
