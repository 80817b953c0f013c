/*
 * From return addresses to lines of source, after the execution: a symbolizer of the system
 * (llvm-symbolizer or addr2line) is asked once for all of a recording's addresses. Where there is
 * none, nothing is known, and that is no error.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H 1

#include "report/recording.h"

enum { SOURCE_MAX_LINES = 8 };

struct source_line {
    const char *function, *file; /* `file` is a path as the compiler was given it. */
    unsigned line;
};

/* The part of a stack that is in the code under test. */
struct source_stack {
    unsigned n; /* Innermost first; 0: nothing is known. */
    struct source_line lines[SOURCE_MAX_LINES];
};

struct source_map; /* Opaque; everything that it gave out lives as long as it does. */

/* Resolves the addresses of `r`, which this very program has recorded. NULL if no symbolizer could
 * be run. Freed by source_map_free(). */
struct source_map *source_map_make(const struct recording *r);

/* The same for one recording more of this program. What `known` (may be NULL) knows is not asked
 * for again; the result has it, and is to be freed in its stead. */
struct source_map *source_map_more(struct source_map *known, const struct recording *r);
void source_map_free(struct source_map *);

/* The same for any addresses, which are distances from the beginning of the program's image. */
struct source_map *source_map_add(struct source_map *known, const uint32_t *pcs, size_t n);

/* What is at one of them, the innermost of inlined functions first, wherever it is. Returns how
 * many functions. `map` may be NULL. */
size_t source_of_address(const struct source_map *, uint32_t pc, const struct source_line **lines);

/* Where event `index` of the recording came from, as far as that is code under test. `map` may be
 * NULL: nothing is known. */
void source_of_event(const struct source_map *, const struct recording *, size_t index,
                     struct source_stack *);

/* The part of any stack, as a recording has them, that is not in the runtime. */
void source_of_frames(const struct source_map *, const uint32_t frames[RECORDING_MAX_FRAMES],
                      struct source_stack *);

/* Which part of the repository a file belongs to. The innermost of the folders src/, harness/ and
 * targets/ on its path decides, so a checkout may be anywhere. */
enum source_part {
    SOURCE_ELSEWHERE,  /* The C library, a sanitizer, the fuzzing engine. */
    SOURCE_UNDER_TEST, /* The cache: src/, a copy of it with a planted bug, Open vSwitch's own file,
                        * or one of those that a test/ folder makes up. */
    /* The runtime, in the place of the cache's C library, and the adapter. Both work on what the
     * cache gives them, so a mistake that shows there is that of the caller. */
    SOURCE_BETWEEN,
    SOURCE_HARNESS,
};
enum source_part source_part_of(const char *file);

/* Whether that is SOURCE_UNDER_TEST. */
bool source_is_under_test(const char *file);

/* The line that says most to a reader: the innermost one that is not in a wrapper around a lock, a
 * check or a state. NULL if nothing is known. */
const struct source_line *source_best(const struct source_stack *);

/* Reads a line of a source file, without the spaces at its end. False if the file is not there, or
 * is newer than this program: then it may say something else than what was compiled. */
bool source_text(const char *file, unsigned line, char *text, size_t size);

/* The file's name without its folders. */
const char *source_base(const char *file);

#endif /* source.h */
