/*
 * Standard streams that a program was started without (`program >&-`).
 */
#ifndef SUPPORT_STREAMS_H
#define SUPPORT_STREAMS_H 1

/* Opens each that is closed, so that no file which is opened later takes its place and gets what is
 * printed. Standard output then refuses what is written, so that what is lost there does not look
 * like success. To be called first of all. */
void streams_keep_open(void);

#endif /* streams.h */
