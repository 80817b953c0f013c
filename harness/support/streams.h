/*
 * What a process needs before it writes anything: standard streams that it was started without
 * (`program >&-`), and errors instead of a silent end.
 */
#ifndef SUPPORT_STREAMS_H
#define SUPPORT_STREAMS_H 1

/* Opens each that is closed, so that no file which is opened later takes its place and gets what is
 * printed. Standard output then refuses what is written, so that what is lost there does not look
 * like success. To be called first of all. */
void streams_keep_open(void);

/* Who writes more to a file than may be in one (`ulimit -f`) gets an error, as if the disk was full.
 * By default the kernel ends the process, which then says neither that nor what it has found. Programs that
 * are executed inherit it. */
void streams_refuse_excess(void);

#endif /* streams.h */
