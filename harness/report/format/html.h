/*
 * A timeline as one self-contained page: to scroll and to step through, in any browser of 2024 or
 * later, without a network. The page itself is in page/ and embedded at build time; it is given
 * an object:
 *
 *   timeline   what report_json() writes (json.h)
 *   arrows     [[from, to, kind]]: steps, and a word of arrows.h
 *   ledgers    [{"flow", "points": [[step, hits, credited]]}]: a flow's counts of packets after
 *              each step that changed one
 *   best       of each step, which line of its source says most; -1: it has none
 *   lines      [{"file", "lines": {"line": text}}]: the lines of source that steps came from, with
 *              those around them, as far as the files are there and no newer than this program
 */
#ifndef FORMAT_HTML_H
#define FORMAT_HTML_H 1

#include <stdio.h>

#include "report/timeline.h"

/* Returns false if there is no memory for it. Errors of the stream are for the caller to find. */
bool report_html(FILE *, const struct timeline *, const char *file, const char *build);

#endif /* html.h */
