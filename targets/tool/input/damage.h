/*
 * Whether a file still holds what it held when it was written. libFuzzer names a unit by the SHA-1
 * of its bytes ("crash-749618ca..."), and scenarios and trailers say how long they are: so a copy that
 * was cut short, or changed, can be told from the file. That it shows nothing means nothing.
 */
#ifndef INPUT_DAMAGE_H
#define INPUT_DAMAGE_H 1

#include <stdbool.h>

/* Says in one line on standard error, once in a row for a file, what is wrong with it. Returns whether
 * something is. False as well if nothing can be known of it, or if it cannot be read. */
bool damage_warn(const char *file);

#endif /* damage.h */
