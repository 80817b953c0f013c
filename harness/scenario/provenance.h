/*
 * Where a scenario's file comes from: which target wrote it, with which cache, and what the
 * scenario showed there. What shows a bug on one cache may show nothing on another, and a tool that
 * knows this must not say "clean".
 *
 * In the text form it is two lines behind the first one:
 *
 *     origin target=fuzz_interleave build=plain commit=d7d55a1... sources=41f3... planted=B59
 *     shows "STALL flow has not been installed"
 *
 * In the binary form the same lines follow the scenario as a trailer, with a last line that says
 * how long they are. Bytes without a well-formed trailer are a scenario as they are.
 *
 * A file's provenance is a claim of the one who wrote the file. Each member is a short string of
 * printable ASCII, whatever the file holds; nothing else is believed of it.
 */
#ifndef SCENARIO_PROVENANCE_H
#define SCENARIO_PROVENANCE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/signature.h"

/* A member that is not known is empty. */
struct provenance {
    char target[32];  /* The fuzz target: "fuzz_interleave". */
    char build[16];   /* "plain", "asan-fine". */
    char commit[72];  /* In hexadecimal; "-dirty" follows if the checkout had changes. */
    char sources[17]; /* The hash of the cache's sources, 16 hexadecimal digits. */
    char planted[48]; /* The bug planted in the cache: "B59". */
    char signature[SIGNATURE_MAX]; /* What the scenario showed. Of a death that was seen from inside
                                      of the process it is the tag alone: "ASAN". */
};

/* Whether any member is known. */
bool provenance_is_known(const struct provenance *);

/* Whether both are known to be of the same sources. */
bool provenance_same_sources(const struct provenance *, const struct provenance *);

/* Whether the file was made with other sources than `here` has, as far as is known. */
bool provenance_other_sources(const struct provenance *of_file, const struct provenance *here);

/* Whether `signature` is what the scenario showed there, as far as that is known. */
bool provenance_shows(const struct provenance *, const char *signature);

/* Writes who made it, for a message: "plain build at d7d55a1b2c34 (planted B59)"; or the commit
 * alone, "at d7d55a1b2c34". Of what is kept for every commit the bug says it: "with B59 planted". */
void provenance_describe(const struct provenance *, char *text, size_t size);
void provenance_describe_commit(const struct provenance *, char *text, size_t size);

/* Takes over a string of ours, with '?' for what a member cannot hold. What is too long is cut. */
void provenance_set(char *member, size_t size, const char *value);

/* Writes the lines of the text form, and returns how long they are; 0 if nothing is known. Calls
 * nothing that needs memory, so that a process that dies can do it. */
enum { PROVENANCE_TEXT_MAX = 1408 };
size_t provenance_format(const struct provenance *, char text[PROVENANCE_TEXT_MAX]);

/* Reads one of these lines after its first word, which must be one that
 * provenance_is_line() knows. False, after text_fail(), if it is not as it should be. */
struct text_lexer;
struct text_token;
bool provenance_is_line(struct text_token first);
bool provenance_read_line(struct text_lexer *, struct text_token first, struct provenance *);

/* The trailer. */
enum { PROVENANCE_TRAILER_MAX = 1536 };

/* How many of the bytes are the scenario, without the trailers that follow it. `*provenance` (may
 * be NULL) is what the last one says, or nothing. */
size_t provenance_split(const uint8_t *data, size_t size, struct provenance *provenance);

/* Writes a trailer and returns its size; 0 if nothing is known. As provenance_format(). */
size_t provenance_trailer(const struct provenance *, char trailer[PROVENANCE_TRAILER_MAX]);

#endif /* provenance.h */
