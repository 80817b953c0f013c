/*
 * Open vSwitch's threads on the runtime. threads.c defines the functions of its own headers.
 */
#ifndef OVS_THREADS_H
#define OVS_THREADS_H 1

/* The running thread becomes a reader. The first of an execution finds Open vSwitch as it was when
 * the program began. */
void ovs_threads_enter(void);

#endif /* threads.h */
