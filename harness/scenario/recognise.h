/*
 * Whether a file's bytes are a scenario. Any bytes decode to one (scenario.h), so a README or an
 * archive would be executed and called clean. What is taken for a scenario in binary form:
 *
 * - bytes that begin with a scenario as scenario_encode() writes it, as do all units that our
 *   mutator makes and all that our tools write;
 * - bytes with a trailer (provenance.h);
 * - what a fuzzer has named: crash-..., a unit of a corpus, a testcase of ClusterFuzz's. But where
 *   the name is not a hash of what the file holds, text and other known formats are refused.
 *
 * An empty file is none, unless its name is that of the empty input.
 */
#ifndef SCENARIO_RECOGNISE_H
#define SCENARIO_RECOGNISE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL if the bytes are a scenario in binary form; else what they seem to be: "an empty file",
 * "text", "a PNG image". `file` is its name, in a folder or not. */
const char *scenario_mistaken(const char *file, const uint8_t *data, size_t size);

/* Whether somebody has put another sort of file there: one of a known format, or a text. Not so if
 * a fuzzer names files so, or if it may be a scenario that was damaged: other bytes, or none. */
bool scenario_is_evidently_other(const char *file, const uint8_t *data, size_t size);

/* What a text cannot begin with, though its author sees nothing of it: "text with a byte-order
 * mark", "text in UTF-16". NULL if it does not. */
const char *scenario_text_mark(const uint8_t *data, size_t size);

/* Whether a fuzzer names a file so: "asan-crash-1", "oom-...", "clusterfuzz-testcase-...",
 * "minimized-from-...", "id:000001,...". */
bool scenario_is_fuzzer_name(const char *file);

#endif /* recognise.h */
