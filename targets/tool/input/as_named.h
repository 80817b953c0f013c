/*
 * Whether a file still holds what its name was made of. libFuzzer names a unit by the SHA-1 of its
 * bytes ("crash-749618ca..."), so a copy that was cut short, or changed, can be told from the file.
 */
#ifndef INPUT_AS_NAMED_H
#define INPUT_AS_NAMED_H 1

/* Says in one line on standard error, once in a row for a file, that its bytes are not those that
 * its name stands for. Nothing if they are, if its name stands for none, or if it cannot be read. */
void as_named_warn(const char *file);

#endif /* as_named.h */
