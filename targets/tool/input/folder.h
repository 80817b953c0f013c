/*
 * The scenarios of a folder.
 */
#ifndef INPUT_FOLDER_H
#define INPUT_FOLDER_H 1

#include <stdbool.h>
#include <stddef.h>

/* Calls `take` for each file of a folder, in the order of their names, whether it can be read or
 * not; not for hidden ones. A folder in it is skipped, and so is what is evidently no scenario
 * (scenario_is_other_file()) unless --raw is given or `is_wanted` (NULL: nothing) is true of it:
 * counted in `*n_skipped`, and said in one line on standard error.
 * False, with errno, if the folder cannot be read or `take` returns false. */
bool folder_for_each(const char *folder, bool (*take)(void *aux, const char *path, size_t size),
                     void *aux, bool (*is_wanted)(const char *path), size_t *n_skipped);

#endif /* folder.h */
