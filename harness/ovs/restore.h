/*
 * Each execution finds Open vSwitch's variables as they were when the program began: what was
 * initialised once, how many threads and sequence numbers there were. The variables of its objects
 * lie in a section of their own, which build time gives to copies of them.
 */
#ifndef OVS_RESTORE_H
#define OVS_RESTORE_H 1

/* Before an execution. The first call keeps what there is. */
void ovs_restore(void);

#endif /* restore.h */
