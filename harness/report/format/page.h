/*
 * The files of page/ in one piece, made at build time by page/embed.cmake: what stands before the
 * data and what stands after it.
 */
#ifndef FORMAT_PAGE_H
#define FORMAT_PAGE_H 1

#include <stddef.h>

extern const unsigned char report_page_before[], report_page_after[];
extern const size_t report_page_before_size, report_page_after_size;

#endif /* page.h */
