/*
 * JSON, written and read with yajl.
 *
 * A writer writes to a stream as it is called, and keeps nothing. What it writes can be shown on a
 * terminal, and can stand in an element of HTML: characters that a terminal obeys, and '<', are
 * escaped. A byte that is not UTF-8 becomes half of a surrogate pair, as Python has it in the names
 * of files: \udcff. A reader turns that back into the byte.
 *
 *     struct json json = json_begin(stdout);
 *
 *     json_object(&json, NULL);
 *     json_string(&json, "file", file);
 *     json_end(&json);
 *     json_finish(&json);
 */
#ifndef SUPPORT_JSON_H
#define SUPPORT_JSON_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json {
    FILE *stream;
    void *generator;
    unsigned depth;
    uint64_t objects; /* A bit for each level: whether it is an object. */
};

/* Begins a text. Without memory the process ends. */
struct json json_begin(FILE *);

/* Ends the text with a newline, and frees what json_begin() has got. The stream stays open and
 * keeps its errors. */
void json_finish(struct json *);

/* The same in the middle of something else: without the newline. */
void json_finish_part(struct json *);

/* Values. In an object each has a name, which stands for itself; elsewhere the name is NULL. To
 * break that is a mistake of ours, and ends the process. */
void json_object(struct json *, const char *name); /* Begins one, ... */
void json_array(struct json *, const char *name);
void json_end(struct json *); /* ... and ends it. */
void json_string(struct json *, const char *name, const char *text);
void json_whole(struct json *, const char *name, uint64_t value);
void json_signed(struct json *, const char *name, int64_t value);
void json_real(struct json *, const char *name, double value); /* null, if it is not finite. */
void json_bool(struct json *, const char *name, bool value);
void json_null(struct json *, const char *name);

/* Reading: a value of a text, and its parts, which live as long as the text's value. */
struct json_value;

/* NULL if it is not JSON. To be freed with json_free(). */
struct json_value *json_read(const char *text);
void json_free(struct json_value *);

/* Copies a member of an object that is a string; "" if it is none. */
void json_read_string(const struct json_value *, const char *name, char *into, size_t size);

/* A member that is a whole number; 0 if it is none. */
uint64_t json_read_whole(const struct json_value *, const char *name);

/* How many elements a member has that is an array; 0 if it is none. */
size_t json_read_length(const struct json_value *, const char *name);

#endif /* json.h */
