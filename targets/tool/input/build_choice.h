/*
 * Which build a file belongs to. The fuzz targets put their build's name before that of a crash
 * file ("asan-crash-..."), because what AddressSanitizer found only AddressSanitizer sees.
 *
 * A build whose name ends in "-fine" has a scheduling point at every load and store of the cache.
 * It is made by the same preset, as programs of its own (fine.cmake), because the same scenario
 * means another execution there.
 */
#ifndef INPUT_BUILD_CHOICE_H
#define INPUT_BUILD_CHOICE_H 1

#include <stdbool.h>
#include <stddef.h>

/* X(NAME) for each build. Where one name begins with another and a dash, the longer comes first. */
#define BUILDS(X)   \
    X("plain-fine") \
    X("plain")      \
    X("asan-fine") X("asan") X("tsan-fine") X("tsan") X("coverage") X("gcc-asan") X("gcc")

/* All names, with blanks between them. */
#define BUILD_WORD(NAME) NAME " "
#define BUILD_NAMES      BUILDS(BUILD_WORD)

/* The name of a build: "plain", "asan", "tsan" (each also with "-fine"), "coverage", "gcc",
 * "gcc-asan". */
bool build_is_known(const char *name);

/* The build that begins the file's name; NULL if none does. `*rest` is what follows it and a dash,
 * or the whole name without its folder. */
const char *build_split_name(const char *file, const char **rest);

/* The build that the file's name begins with. Else ours, or one related to it: what
 * fuzz_interleave_fine has found, by the file's provenance or name, needs a build with its points,
 * and what a sanitizer has seen needs that sanitizer. Valid until the next call. */
const char *build_of_file(const char *file);

/* Writes the name of the preset that makes `build`, and returns the name of its tool. */
const char *build_split(const char *build, char *preset, size_t size);

/* Replaces this process by the same tool in another build, beside our own build folder, for `file`.
 * `argv` is what it is called with, NULL at the end. Returns only after an error, which says how to
 * make the tool if it is not there, with the exit code TOOL_UNUSABLE. */
int build_become_tool(const char *build, const char *file, const char *const *argv);

/* The same in a child process, and waits for it. Returns its exit code; TOOL_UNUSABLE, after an
 * error, if it did not exit. */
int build_run_tool(const char *build, const char *file, const char *const *argv);

#endif /* build_choice.h */
